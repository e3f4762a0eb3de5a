import type { Commodity } from "#domain/core/commodity.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { NewServicePoint, NewSpace } from "./property.ts";

interface Reference {
  readonly id: number;
  readonly name: string;
}

/** A space as the screens show it. */
export interface SpaceView {
  readonly id: number;
  readonly parentId: number | null;
  readonly kind: NewSpace["kind"];
  readonly name: string;
  readonly areaM2: string;
  /** Who leases it on the day. */
  readonly tenant: Reference | null;
  /** Nothing is in it, and nobody ever leased it. */
  readonly unused: boolean;
}

/** The spaces of a site, by name as people count: unit 9 before unit 10. */
export async function listSpaceViews(
  db: Queryable,
  { siteId, day }: { readonly siteId: SiteId; readonly day: Temporal.PlainDate },
): Promise<SpaceView[]> {
  const { rows } = await db.query<SpaceView>(
    `select s.id, s.parent_id as "parentId", s.kind, s.name, s.area_m2 as "areaM2",
            (select json_build_object('id', t.id, 'name', t.name)
               from lease le
               join tenant t on t.id = le.tenant_id
              where le.space_id = s.id
                and daterange(le.starts_on, le.ends_on) @> $2::date
              order by le.starts_on desc
              limit 1) as tenant,
            not exists (select from space c where c.parent_id = s.id)
              and not exists (select from service_point p where p.space_id = s.id)
              and not exists (select from lease le where le.space_id = s.id) as unused
       from space s
      where s.site_id = $1
      order by s.name collate by_name, s.id`,
    [siteId, day.toString()],
  );
  return rows;
}

/** A service point as the screens show it. */
export interface ServicePointView {
  readonly id: number;
  readonly spaceId: number | null;
  readonly commodity: Commodity;
  readonly role: NewServicePoint["role"];
  readonly name: string;
  /** The one that measures it now. */
  readonly meter: { readonly id: number; readonly serialNumber: string } | null;
  /** Who pays it on the day. */
  readonly tenant: Reference | null;
  /** It was never measured, leased or balanced. */
  readonly unused: boolean;
  /** What a virtual point is the sum of; decimal text. */
  readonly parts: readonly { readonly pointId: number; readonly factor: string }[];
}

/** The service points of a site, by name as people count. */
export async function listServicePointViews(
  db: Queryable,
  { siteId, day }: { readonly siteId: SiteId; readonly day: Temporal.PlainDate },
): Promise<ServicePointView[]> {
  const { rows } = await db.query<ServicePointView>(
    `select p.id, p.space_id as "spaceId", p.commodity, p.role, p.name,
            (select json_build_object('id', m.id, 'serialNumber', m.serial_number)
               from meter_installation i
               join meter m on m.id = i.meter_id
              where i.service_point_id = p.id
                and i.removed_at is null) as meter,
            (select json_build_object('id', t.id, 'name', t.name)
               from lease_service_point lp
               join lease le on le.id = lp.lease_id
               join tenant t on t.id = le.tenant_id
              where lp.service_point_id = p.id
                and daterange(lp.starts_on, lp.ends_on) @> $2::date
              limit 1) as tenant,
            not exists (select from meter_installation i where i.service_point_id = p.id)
              and not exists (select from channel c where c.service_point_id = p.id)
              and not exists (select from lease_service_point lp where lp.service_point_id = p.id)
              and not exists (select from balance_zone_point z where z.service_point_id = p.id)
              as unused,
            coalesce((select json_agg(json_build_object('pointId', v.part_point_id,
                                                        'factor', v.factor::text)
                                      order by v.factor < 0, v.part_point_id)
                        from virtual_point_part v
                       where v.service_point_id = p.id), '[]') as parts
       from service_point p
      where p.site_id = $1
      order by p.name collate by_name, p.id`,
    [siteId, day.toString()],
  );
  return rows;
}

/** A balance zone as the screens show it. */
export interface BalanceZoneView {
  readonly id: number;
  readonly name: string;
  readonly commodity: Commodity;
  readonly allowedLossPercent: string;
  readonly allowedLossConstant: string;
  readonly supplyPoints: readonly number[];
  readonly usePoints: readonly number[];
}

export async function listBalanceZoneViews(
  db: Queryable,
  siteId: SiteId,
): Promise<BalanceZoneView[]> {
  const { rows } = await db.query<BalanceZoneView>(
    `select z.id, z.name, z.commodity, z.allowed_loss_percent as "allowedLossPercent",
            z.allowed_loss_constant as "allowedLossConstant",
            coalesce(array_agg(zp.service_point_id order by zp.service_point_id)
                     filter (where zp.side = 'supply'), '{}') as "supplyPoints",
            coalesce(array_agg(zp.service_point_id order by zp.service_point_id)
                     filter (where zp.side = 'use'), '{}') as "usePoints"
       from balance_zone z
       left join balance_zone_point zp on zp.balance_zone_id = z.id
      where z.site_id = $1
      group by z.id
      order by z.name collate by_name, z.id`,
    [siteId],
  );
  return rows;
}
