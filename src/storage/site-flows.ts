import type { Commodity } from "#domain/core/commodity.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** What flows at a site now of one commodity; for the eye, never for a bill. */
export interface SiteFlow {
  readonly siteId: SiteId;
  readonly commodity: Commodity;
  /** Decimal text, in the unit. */
  readonly value: string;
  /** `kW` or `m3/h`. */
  readonly unit: string;
}

/** What a meter said longer ago than this is not what flows now. */
const NEW_FOR_MINUTES = 60;

/**
 * Power and flow of every site: of its supply meters where any of them tells it, else of all others
 * together. Of a meter that tells several rates, that of the whole counts, not of one phase.
 */
export async function listSiteFlows(db: Queryable, now: Temporal.Instant): Promise<SiteFlow[]> {
  const { rows } = await db.query<{
    site_id: SiteId;
    commodity: Commodity;
    unit: string;
    value: string;
  }>(
    `with scale (told, unit, factor) as (
       values ('W', 'kW', 0.001), ('kW', 'kW', 1), ('MW', 'kW', 1000),
              ('l/h', 'm3/h', 0.001), ('m3/h', 'm3/h', 1)
     ), rate as (
       select distinct on (v.meter_id)
              p.site_id, p.commodity, p.role, s.unit,
              v.value::numeric * s.factor * i.multiplier_numerator / i.multiplier_denominator
                as value
         from live_value v
         join scale s on s.told = v.unit
         join meter_installation i on i.meter_id = v.meter_id and i.removed_at is null
         join service_point p on p.id = i.service_point_id
        where v.measured_at > $1::timestamptz - make_interval(mins => $2)
        order by v.meter_id,
                 array_position(array['activePower', 'power', 'thermalPower', 'flow'],
                                v.channel_key) nulls last,
                 v.channel_key
     ), total as (
       select site_id, commodity, unit, sum(value) as value,
              row_number() over (partition by site_id, commodity
                                     order by role = 'supply' desc, count(*) desc) as place
         from rate
        group by site_id, commodity, unit, role = 'supply'
     )
     select site_id, commodity, unit, trim_scale(round(value, 3))::text as value
       from total
      where place = 1
      order by site_id, commodity`,
    [now.toString(), NEW_FOR_MINUTES],
  );
  return rows.map(({ site_id: siteId, ...flow }) => ({ siteId, ...flow }));
}
