/**
 * Changes to what src/storage/property.ts creates. Each returns whether there was such a row; the
 * row as it was before is read by the same statement, for the audit.
 */
import type { BalanceZoneId, ServicePointId, SiteId, SpaceId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { NewBalanceZone, NewServicePoint, NewSite, NewSpace } from "./property.ts";

/** A row as the database has it, for the audit. */
export type RowBefore = Readonly<Record<string, unknown>>;

async function rowBefore(
  tx: Queryable,
  table: "site" | "space" | "service_point" | "balance_zone",
  id: number,
): Promise<RowBefore | undefined> {
  // The table's name is one of ours, never a request's.
  const { rows } = await tx.query<{ row: RowBefore }>(
    `select to_jsonb(t) as row from ${table} t where id = $1 for update`,
    [id],
  );
  return rows[0]?.row;
}

/** Whether the site has issued a bill: its currency and its days are then part of history. */
export async function hasBills(db: Queryable, siteId: SiteId): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>(
    "select exists (select from bill where site_id = $1) as any",
    [siteId],
  );
  return rows[0]?.any ?? false;
}

/** Changes a site; its row before, or undefined when there is none. */
export async function updateSite(
  tx: Queryable,
  { id, ...site }: Omit<Required<NewSite>, "organisationId"> & { readonly id: SiteId },
): Promise<RowBefore | undefined> {
  const before = await rowBefore(tx, "site", id);
  await tx.query(
    `update site
        set name = $2, time_zone = $3, currency = $4, locale = $5, address_lines = $6
      where id = $1`,
    [id, site.name, site.timeZone, site.currency, site.locale, site.addressLines],
  );
  return before;
}

/** Whether `inner` is `outer`, or lies somewhere within it. */
export async function isWithin(
  db: Queryable,
  { inner, outer }: { readonly inner: SpaceId; readonly outer: SpaceId },
): Promise<boolean> {
  const { rows } = await db.query<{ within: boolean }>(
    `with recursive up as (
       select id, parent_id from space where id = $1
       union
       select s.id, s.parent_id from space s join up on s.id = up.parent_id
     )
     select exists (select from up where id = $2) as within`,
    [inner, outer],
  );
  return rows[0]?.within ?? false;
}

/** The space's site, or undefined when there is no such space. */
export async function siteOfSpace(db: Queryable, id: SpaceId): Promise<number | undefined> {
  const { rows } = await db.query<{ site_id: number }>("select site_id from space where id = $1", [
    id,
  ]);
  return rows[0]?.site_id;
}

/** Changes a space of the same site; its row before, or undefined when there is none. */
export async function updateSpace(
  tx: Queryable,
  { id, ...space }: Omit<NewSpace, "areaM2"> & { readonly id: SpaceId; readonly areaM2: string },
): Promise<RowBefore | undefined> {
  const before = await rowBefore(tx, "space", id);
  await tx.query(
    `update space
        set parent_id = $3, kind = $4, name = $5, area_m2 = $6
      where id = $1 and site_id = $2`,
    [id, space.siteId, space.parentId ?? null, space.kind, space.name, space.areaM2],
  );
  return before;
}

/** Removes a space. Throws a violation of a foreign key when anything is in it. */
export async function deleteSpace(tx: Queryable, id: SpaceId): Promise<RowBefore | undefined> {
  const before = await rowBefore(tx, "space", id);
  await tx.query("delete from space where id = $1", [id]);
  return before;
}

/** Changes a service point of the same site; its row before, or undefined. */
export async function updateServicePoint(
  tx: Queryable,
  { id, ...point }: NewServicePoint & { readonly id: ServicePointId },
): Promise<RowBefore | undefined> {
  const before = await rowBefore(tx, "service_point", id);
  await tx.query(
    `update service_point
        set space_id = $3, commodity = $4, role = $5, name = $6
      where id = $1 and site_id = $2`,
    [id, point.siteId, point.spaceId ?? null, point.commodity, point.role, point.name],
  );
  return before;
}

/** Removes a service point. Throws a violation of a foreign key when it is used. */
export async function deleteServicePoint(
  tx: Queryable,
  id: ServicePointId,
): Promise<RowBefore | undefined> {
  const before = await rowBefore(tx, "service_point", id);
  await tx.query("delete from service_point where id = $1", [id]);
  return before;
}

/** Whether anything was ever measured at the point. */
export async function isMeasured(db: Queryable, id: ServicePointId): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>(
    `select exists (select from channel where service_point_id = $1)
            or exists (select from lease_service_point where service_point_id = $1) as any`,
    [id],
  );
  return rows[0]?.any ?? false;
}

/** A zone as a person enters it; exact percentages are decimal text. */
export type ZoneToStore = NewBalanceZone & { readonly allowedLossConstant: string };

/** Changes a zone and its points; its row before, or undefined when there is none. */
export async function updateBalanceZone(
  tx: Queryable,
  { id, ...zone }: ZoneToStore & { readonly id: BalanceZoneId },
): Promise<RowBefore | undefined> {
  const before = await rowBefore(tx, "balance_zone", id);
  if (before === undefined || before["site_id"] !== zone.siteId) return undefined;
  await tx.query(
    `update balance_zone
        set name = $2, commodity = $3, allowed_loss_percent = $4, allowed_loss_constant = $5
      where id = $1`,
    [id, zone.name, zone.commodity, zone.allowedLossPercent, zone.allowedLossConstant],
  );
  await tx.query("delete from balance_zone_point where balance_zone_id = $1", [id]);
  await tx.query(
    `insert into balance_zone_point (balance_zone_id, service_point_id, side)
     select $1::int, unnest($2::int[]), 'supply'
     union all
     select $1::int, unnest($3::int[]), 'use'`,
    [id, zone.supplyPoints, zone.usePoints],
  );
  return before;
}

/** Removes a zone with its points' membership; alarms that named it keep its name. */
export async function deleteBalanceZone(
  tx: Queryable,
  id: BalanceZoneId,
): Promise<RowBefore | undefined> {
  const before = await rowBefore(tx, "balance_zone", id);
  await tx.query("delete from balance_zone_point where balance_zone_id = $1", [id]);
  await tx.query("delete from balance_zone where id = $1", [id]);
  return before;
}

/** Those of the ids that are no service points of the site with this commodity. */
export async function foreignPoints(
  db: Queryable,
  zone: Pick<NewBalanceZone, "siteId" | "commodity"> & { readonly ids: readonly ServicePointId[] },
): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select asked.id
       from unnest($1::int[]) asked (id)
       left join service_point p
              on p.id = asked.id and p.site_id = $2 and p.commodity = $3
      where p.id is null`,
    [zone.ids, zone.siteId, zone.commodity],
  );
  return rows.map(({ id }) => id);
}
