import type { ChannelId, ServicePointId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/** A meter at a point, with what was noted of one channel's register. */
export interface InstallationHistory {
  readonly meterId: number;
  readonly serialNumber: string;
  readonly installedAt: Temporal.Instant;
  readonly removedAt: Temporal.Instant | null;
  /** `40` or `1/3`. */
  readonly multiplier: string;
  /** Counts; null where nobody noted them. */
  readonly opening: number | null;
  readonly closing: number | null;
}

/** Which meters were at a point during a stretch of time, oldest first. */
export async function listInstallationHistory(
  db: Queryable,
  place: {
    readonly servicePointId: ServicePointId;
    readonly channelId: ChannelId;
    readonly range: InstantRange;
  },
): Promise<InstallationHistory[]> {
  const { rows } = await db.query<InstallationHistory>(
    `select m.id as "meterId", m.serial_number as "serialNumber",
            i.installed_at as "installedAt", i.removed_at as "removedAt",
            i.multiplier_numerator
              || case when i.multiplier_denominator = 1 then ''
                      else '/' || i.multiplier_denominator end as multiplier,
            e.opening::float8 as opening, e.closing::float8 as closing
       from meter_installation i
       join meter m on m.id = i.meter_id
       left join installation_register e
         on e.channel_id = $2
        and e.installed_at = i.installed_at
      where i.service_point_id = $1
        and i.installed_at < $4
        and (i.removed_at is null or i.removed_at > $3)
      order by i.installed_at`,
    [place.servicePointId, place.channelId, place.range.from.toString(), place.range.to.toString()],
  );
  return rows;
}
