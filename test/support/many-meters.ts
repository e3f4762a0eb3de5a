import { asId, type LineId, type MeterId, type SiteId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { storeAttempts } from "#storage/live-values.ts";

export const METERS_A_LINE = 50;

interface MeterOnLine {
  readonly meterId: MeterId;
  readonly lineId: LineId;
}

/** So many lines of fifty meters each, which nobody reads. */
export async function seedLines(
  database: Database,
  { siteId, lines }: { readonly siteId: SiteId; readonly lines: number },
): Promise<MeterOnLine[]> {
  const { rows } = await database.query<{ id: number; line_id: number }>(
    `with added as (
       insert into line (site_id, name, transport)
       select $1, 'Gateway ' || n,
              '{"kind": "modbus-tcp", "host": "127.0.0.1", "port": 1, "timeoutMs": 500}'
         from generate_series(1, $2::int) as g (n)
       returning id
     )
     insert into meter (site_id, serial_number, model_id, line_id, unit_address)
     select $1, id || '-' || unit, 'generic/test', id, unit::text
       from added, generate_series(1, $3::int) as u (unit)
     returning id, line_id`,
    [siteId, lines, METERS_A_LINE],
  );
  return rows.map((row) => ({ meterId: asId(row.id), lineId: asId(row.line_id) }));
}

/** Notes one attempt at every meter, all at the same moment; undefined: it answered. */
export async function storeAttemptOfAll(
  database: Database,
  {
    meters,
    at,
    error,
  }: {
    readonly meters: readonly MeterOnLine[];
    readonly at: Temporal.Instant;
    readonly error: string | undefined;
  },
): Promise<void> {
  const attempts = meters.map((meter) => ({
    ...meter,
    at,
    error,
    errorKind: error === undefined ? undefined : ("no-answer" as const),
    latencyMs: error === undefined ? 20 : undefined,
  }));
  await database.transaction((tx) => storeAttempts(tx, attempts));
}
