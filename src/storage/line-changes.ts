import type { LineId } from "#domain/core/id.ts";
import type { LineTransport } from "#domain/metering/line-transport.ts";
import type { Queryable } from "#platform/database.ts";

export interface LineRow {
  readonly site_id: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly transport: LineTransport;
}

/** A line as it is kept; undefined when there is none. */
export async function readLineRow(db: Queryable, id: LineId): Promise<LineRow | undefined> {
  const { rows } = await db.query<LineRow>(
    "select site_id, name, enabled, transport from line where id = $1",
    [id],
  );
  return rows[0];
}

/** Changes a line. Throws when the site has another of that name. */
export async function updateLine(
  db: Queryable,
  line: {
    readonly id: LineId;
    readonly name: string;
    readonly enabled: boolean;
    readonly transport: LineTransport;
  },
): Promise<void> {
  await db.query("update line set name = $2, enabled = $3, transport = $4 where id = $1", [
    line.id,
    line.name,
    line.enabled,
    JSON.stringify(line.transport),
  ]);
}

/** Throws when meters are on it; false when there is no such line. */
export async function deleteLine(db: Queryable, id: LineId): Promise<boolean> {
  const { rowCount } = await db.query("delete from line where id = $1", [id]);
  return rowCount === 1;
}

/** An hour of all meters of a line together. */
export interface LineHour {
  readonly hour: Temporal.Instant;
  readonly attempts: number;
  readonly answers: number;
  readonly meanLatencyMs: number | null;
  readonly longestLatencyMs: number;
  readonly errors: Readonly<Record<string, number>>;
}

/** How a line's meters answered since an instant, hour by hour. */
export async function listLineHours(
  db: Queryable,
  { lineId, since }: { readonly lineId: LineId; readonly since: Temporal.Instant },
): Promise<LineHour[]> {
  const { rows } = await db.query<{
    hour: Temporal.Instant;
    attempts: number;
    answers: number;
    mean: number | null;
    longest: number;
    errors: Record<string, number> | null;
  }>(
    `with own as (
       select hour, sum(attempts)::int as attempts, sum(answers)::int as answers,
              (sum(latency_ms_sum) / nullif(sum(answers), 0))::int as mean,
              max(latency_ms_most)::int as longest
         from communication_hour
        where line_id = $1
          and hour >= $2
        group by hour
     ), failed as (
       select f.hour, f.kind, sum(f.failures)::int as failures
         from communication_error_hour f
         join communication_hour h on h.meter_id = f.meter_id and h.hour = f.hour
        where h.line_id = $1
          and f.hour >= $2
        group by f.hour, f.kind
     )
     select o.hour, o.attempts, o.answers, o.mean, o.longest,
            (select jsonb_object_agg(f.kind, f.failures) from failed f where f.hour = o.hour)
              as errors
       from own o
      order by o.hour`,
    [lineId, since.toString()],
  );
  return rows.map((row) => ({
    hour: row.hour,
    attempts: row.attempts,
    answers: row.answers,
    meanLatencyMs: row.mean,
    longestLatencyMs: row.longest,
    errors: row.errors ?? {},
  }));
}
