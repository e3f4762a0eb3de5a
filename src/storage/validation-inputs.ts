import type { ChannelId, ServicePointId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

const READINGS_AT_MOST = 1000;

/** Recent readings that carry a time later than that of their collection, oldest first. */
export async function listEarlyReadings(
  db: Queryable,
  channelId: ChannelId,
  since: Temporal.Instant,
): Promise<{ readonly measuredAt: Temporal.Instant; readonly collectedAt: Temporal.Instant }[]> {
  const { rows } = await db.query<{ measuredAt: Temporal.Instant; collectedAt: Temporal.Instant }>(
    `select measured_at as "measuredAt", collected_at as "collectedAt"
       from reading
      where channel_id = $1
        and measured_at > $2
        and measured_at > collected_at
      order by measured_at
      limit $3`,
    [channelId, since.toString(), READINGS_AT_MOST],
  );
  return rows;
}

/**
 * Of some local days those on which no lease paid a point. None where no lease ever did: then the
 * property is still being set up.
 */
export async function listVacantDays(
  db: Queryable,
  servicePointId: ServicePointId,
  days: readonly InstantRange[],
): Promise<InstantRange[]> {
  const { rows } = await db.query<{ position: bigint }>(
    `select d.position
       from service_point p
       join site s on s.id = p.site_id
      cross join unnest($2::timestamptz[]) with ordinality as d (from_at, position)
      where p.id = $1
        and exists (select from lease_service_point l where l.service_point_id = p.id)
        and not exists (
          select
            from lease_service_point l
           where l.service_point_id = p.id
             and daterange(l.starts_on, l.ends_on)
                 @> (d.from_at at time zone s.time_zone)::date)`,
    [servicePointId, days.map(({ from }) => from.toString())],
  );
  return rows.flatMap(({ position }) => days[Number(position) - 1] ?? []);
}
