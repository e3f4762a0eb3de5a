import type { LineCommunication, MeterCommunication } from "#domain/alarms/communication-alarms.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

export interface SiteLines {
  readonly siteId: SiteId;
  /** Enabled lines that have meters. */
  readonly lines: readonly LineCommunication[];
}

interface LineRow {
  readonly site_id: number;
  readonly line_id: number;
  readonly line_name: string;
  readonly restored_at: Temporal.Instant | null;
  readonly answering: number;
  readonly answering_attempt_at: Temporal.Instant | null;
}

interface MeterRow {
  readonly meter_id: number;
  readonly meter_name: string;
  readonly last_attempt_at: Temporal.Instant | null;
  readonly last_good_at: Temporal.Instant | null;
  readonly consecutive_failures: number;
  readonly last_error: string | null;
}

/** A line has a row for each meter that does not answer, or one without a meter; a site, one at least. */
type CommunicationRow = (LineRow | (Pick<LineRow, "site_id"> & { readonly line_id: null })) &
  (MeterRow | { readonly meter_id: null });

/**
 * Every site with how the meters on its enabled lines answer. A meter in use is named after its
 * service point: that is what a person looks for. In one statement, so that a meter that answers
 * again meanwhile is counted once.
 */
export async function listSiteCommunication(db: Queryable): Promise<SiteLines[]> {
  const { rows } = await db.query<CommunicationRow>(
    `with polled as materialized (
       select l.id as line_id, m.id as meter_id, c.last_attempt_at, c.last_good_at,
              coalesce(c.consecutive_failures, 0) as consecutive_failures, c.last_error,
              c.last_attempt_at is not null and c.consecutive_failures = 0 as answers
         from line l
         join meter m on m.line_id = l.id
         left join communication_state c on c.meter_id = m.id
        where l.enabled
     ), line_of_meters as (
       select line_id, (count(*) filter (where answers))::int as answering,
              max(last_attempt_at) filter (where answers) as answering_attempt_at
         from polled
        group by line_id
     ), restored as (
       select source_id as line_id, max(cleared_at) as restored_at
         from alarm
        where rule = 'line-down' and source_kind = 'line'
        group by source_id
     )
     select s.id as site_id, l.id as line_id, l.name as line_name, r.restored_at, n.answering,
            n.answering_attempt_at, o.meter_id, coalesce(p.name, m.serial_number) as meter_name,
            o.last_attempt_at, o.last_good_at, o.consecutive_failures, o.last_error
       from site s
       left join (line l join line_of_meters n on n.line_id = l.id) on l.site_id = s.id
       left join restored r on r.line_id = l.id
       left join polled o on o.line_id = l.id and not o.answers
       left join meter m on m.id = o.meter_id
       left join meter_installation i on i.meter_id = o.meter_id and i.removed_at is null
       left join service_point p on p.id = i.service_point_id
      order by s.id, l.id, o.meter_id`,
  );
  return Array.from(
    Map.groupBy(rows, (row) => row.site_id),
    ([siteId, ofSite]) => ({ siteId: asId<SiteId>(siteId), lines: linesOf(ofSite) }),
  );
}

function linesOf(rows: readonly CommunicationRow[]): LineCommunication[] {
  return Array.from(Map.groupBy(rows, (row) => row.line_id).values(), (ofLine) => {
    const [line] = ofLine;
    return line === undefined || line.line_id === null ? [] : [lineOf(line, ofLine)];
  }).flat();
}

function lineOf(line: LineRow, rows: readonly CommunicationRow[]): LineCommunication {
  return {
    lineId: line.line_id,
    name: line.line_name,
    restoredAt: line.restored_at ?? undefined,
    answering: { meters: line.answering, lastAttemptAt: line.answering_attempt_at },
    others: rows.flatMap((row) => (row.meter_id === null ? [] : [meterOf(row)])),
  };
}

function meterOf(row: MeterRow): MeterCommunication {
  return {
    meterId: row.meter_id,
    name: row.meter_name,
    lastAttemptAt: row.last_attempt_at,
    lastGoodAt: row.last_good_at,
    consecutiveFailures: row.consecutive_failures,
    lastError: row.last_error,
  };
}
