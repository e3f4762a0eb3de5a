import type { LineCommunication } from "#domain/alarms/communication-alarms.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

export interface SiteLines {
  readonly siteId: SiteId;
  /** Enabled lines that have meters. */
  readonly lines: readonly LineCommunication[];
}

interface CommunicationRow {
  readonly site_id: number;
  readonly line_id: number | null;
  readonly line_name: string;
  readonly restored_at: Temporal.Instant | null;
  readonly meter_id: number;
  readonly serial_number: string;
  readonly point_name: string | null;
  readonly last_attempt_at: Temporal.Instant | null;
  readonly last_good_at: Temporal.Instant | null;
  readonly consecutive_failures: number;
  readonly last_error: string | null;
}

/**
 * Every site with how the meters on its enabled lines answer. A meter in use is named after its
 * service point: that is what a person looks for.
 */
export async function listSiteCommunication(db: Queryable): Promise<SiteLines[]> {
  const { rows } = await db.query<CommunicationRow>(
    `select s.id as site_id, l.id as line_id, l.name as line_name,
            (select max(a.cleared_at)
               from alarm a
              where a.rule = 'line-down'
                and a.source_kind = 'line'
                and a.source_id = l.id) as restored_at,
            m.id as meter_id, m.serial_number, p.name as point_name,
            c.last_attempt_at, c.last_good_at,
            coalesce(c.consecutive_failures, 0) as consecutive_failures, c.last_error
       from site s
       left join (line l join meter m on m.line_id = l.id)
              on l.site_id = s.id and l.enabled
       left join meter_installation i on i.meter_id = m.id and i.removed_at is null
       left join service_point p on p.id = i.service_point_id
       left join communication_state c on c.meter_id = m.id
      order by s.id, l.id, m.id`,
  );
  return Array.from(
    Map.groupBy(rows, (row) => row.site_id),
    ([siteId, ofSite]) => ({
      siteId: asId<SiteId>(siteId),
      lines: Array.from(
        Map.groupBy(
          ofSite.filter((row) => row.line_id !== null),
          (row) => row.line_id ?? 0,
        ),
        ([lineId, ofLine]) => ({
          lineId,
          name: ofLine[0]?.line_name ?? "",
          restoredAt: ofLine[0]?.restored_at ?? undefined,
          meters: ofLine.map(meterOf),
        }),
      ),
    }),
  );
}

function meterOf(row: CommunicationRow) {
  return {
    meterId: row.meter_id,
    name: row.point_name ?? row.serial_number,
    lastAttemptAt: row.last_attempt_at,
    lastGoodAt: row.last_good_at,
    consecutiveFailures: row.consecutive_failures,
    lastError: row.last_error,
  };
}
