import { lineState, staleBefore, type LineState } from "#domain/alarms/communication-state.ts";
import { SILENT_AFTER_FAILURES } from "#domain/alarms/communication-alarms.ts";
import { asId, type LineId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A line as the screens show it. */
export interface LineView {
  readonly id: LineId;
  readonly siteId: SiteId;
  readonly name: string;
  /** How it is reached, for people: `modbus-tcp 10.0.0.7:502`. */
  readonly address: string;
  readonly enabled: boolean;
  readonly state: LineState;
  readonly meters: number;
  readonly metersAnswering: number;
  readonly lastGoodAt: Temporal.Instant | null;
  readonly lastAttemptAt: Temporal.Instant | null;
  readonly attempts: number;
  readonly answers: number;
}

interface LineRow {
  readonly id: number;
  readonly site_id: number;
  readonly name: string;
  readonly transport: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  readonly meters: number;
  readonly answering: number;
  readonly silent: number;
  readonly last_good_at: Temporal.Instant | null;
  readonly last_attempt_at: Temporal.Instant | null;
  readonly attempts: string;
  readonly answers: string;
}

/** All lines with how well their meters answer at `now`, or those of `ids`. */
export async function listLines(
  db: Queryable,
  { now, ids }: { readonly now: Temporal.Instant; readonly ids?: readonly LineId[] },
): Promise<LineView[]> {
  const { rows } = await db.query<LineRow>(
    `select l.id, l.site_id, l.name, l.transport, l.enabled,
            count(m.id)::int as meters,
            (count(*) filter (where c.last_attempt_at >= $1 and c.consecutive_failures < $2))::int
              as answering,
            (count(*) filter (where c.last_attempt_at >= $1 and c.consecutive_failures >= $2))::int
              as silent,
            max(c.last_good_at) as last_good_at,
            max(c.last_attempt_at) as last_attempt_at,
            coalesce(sum(c.attempts), 0)::text as attempts,
            coalesce(sum(c.answers), 0)::text as answers
       from line l
       left join meter m on m.line_id = l.id
       left join communication_state c on c.meter_id = m.id
      where $3::int[] is null or l.id = any($3)
      group by l.id
      order by l.site_id, l.name collate by_name`,
    [staleBefore(now).toString(), SILENT_AFTER_FAILURES, ids ?? null],
  );
  return rows.map((row) => ({
    id: asId(row.id),
    siteId: asId(row.site_id),
    name: row.name,
    address: addressOf(row.transport),
    enabled: row.enabled,
    state: lineState(row),
    meters: row.meters,
    metersAnswering: row.answering,
    lastGoodAt: row.last_good_at,
    lastAttemptAt: row.last_attempt_at,
    attempts: Number(row.attempts),
    answers: Number(row.answers),
  }));
}

/** Kind and the parts that a person looks for, whatever the kind of transport has of them. */
function addressOf(transport: LineRow["transport"]): string {
  const text = (key: string) => {
    const value = transport[key];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const place = [text("host") || text("path") || text("device"), text("port")]
    .filter(Boolean)
    .join(":");
  return [text("kind"), place, text("baudRate")].filter(Boolean).join(" ");
}

/** The serial ports of this machine that enabled lines are on. */
export async function listSerialPaths(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ path: string }>(
    `select distinct transport->>'path' as path
       from line
      where enabled
        and transport->>'path' like '/dev/%'
      order by 1`,
  );
  return rows.map(({ path }) => path);
}
