import type { Commodity } from "#domain/core/commodity.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/** A balance zone with its points and who had them in some local days. */
export interface FlowZone {
  readonly id: number;
  readonly name: string;
  readonly commodity: Commodity;
  readonly points: readonly FlowPoint[];
}

export interface FlowPoint {
  readonly side: "supply" | "use";
  readonly servicePointId: number;
  readonly name: string;
  readonly role: "supply" | "unit" | "common";
  /** That was there last; null: none ever was. */
  readonly meterId: number | null;
  /** Whose leases had it on one of the days, the last one last; none: the owner's. */
  readonly tenants: readonly { readonly id: number; readonly name: string }[];
  /** The zone that it feeds; null: none. */
  readonly feedsZoneId: number | null;
}

/** The balance zones of a site, each with its points: supply first, then by name. */
export async function listFlowZones(
  db: Queryable,
  { siteId, days }: { readonly siteId: number; readonly days: DateRange },
): Promise<FlowZone[]> {
  const { rows } = await db.query<FlowZone>(
    `select z.id, z.name, z.commodity,
            json_agg(json_build_object(
              'side', zp.side,
              'servicePointId', p.id,
              'name', p.name,
              'role', p.role,
              'meterId', (select i.meter_id
                            from meter_installation i
                           where i.service_point_id = p.id
                           order by i.installed_at desc
                           limit 1),
              'tenants', (select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name)
                                          order by lp.starts_on), '[]')
                            from lease_service_point lp
                            join lease l on l.id = lp.lease_id
                            join tenant t on t.id = l.tenant_id
                           where int4range(lp.service_point_id, lp.service_point_id, '[]')
                                   && int4range(p.id, p.id, '[]')
                             and daterange(lp.starts_on, lp.ends_on)
                                   && daterange($2::date, $3::date)),
              'feedsZoneId', (select fed.balance_zone_id
                                from balance_zone_point fed
                               where fed.service_point_id = p.id
                                 and fed.side = 'supply'
                                 and zp.side = 'use'
                                 and fed.balance_zone_id <> z.id
                               order by fed.balance_zone_id
                               limit 1)
            ) order by zp.side, p.name collate by_name, p.id) as points
       from balance_zone z
       join balance_zone_point zp on zp.balance_zone_id = z.id
       join service_point p on p.id = zp.service_point_id
      where z.site_id = $1
      group by z.id
      order by z.commodity, z.name collate by_name, z.id`,
    [siteId, days.from.toString(), days.to.toString()],
  );
  return rows;
}
