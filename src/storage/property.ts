import { Decimal } from "#domain/core/decimal.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import {
  asId,
  type BalanceZoneId,
  type OrganisationId,
  type ServicePointId,
  type SiteId,
  type SpaceId,
} from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** Who issues the bills; what is left out is empty. */
export interface NewOrganisation {
  readonly name: string;
  /** Printed on bills. */
  readonly title: string;
  readonly addressLines?: readonly string[];
  readonly email?: string;
  readonly telephone?: string;
  readonly taxNumber?: string;
  readonly paymentInstructions?: string;
  readonly logo?: { readonly mediaType: LogoMediaType; readonly bytes: Uint8Array };
}
export type LogoMediaType = "image/svg+xml" | "image/png" | "image/jpeg";

export async function createOrganisation(
  db: Queryable,
  organisation: NewOrganisation,
): Promise<OrganisationId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into organisation
       (name, title, address_lines, email, telephone, tax_number, payment_instructions,
        logo, logo_media_type)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     returning id`,
    [
      organisation.name,
      organisation.title,
      organisation.addressLines ?? [],
      organisation.email ?? "",
      organisation.telephone ?? "",
      organisation.taxNumber ?? "",
      organisation.paymentInstructions ?? "",
      organisation.logo?.bytes ?? null,
      organisation.logo?.mediaType ?? null,
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

export interface NewSite {
  readonly organisationId: OrganisationId;
  readonly name: string;
  /** IANA name: `Europe/Berlin`. */
  readonly timeZone: string;
  readonly currency: string;
  /** BCP 47: `en-IE`. */
  readonly locale: string;
  readonly addressLines?: readonly string[];
}

export async function createSite(db: Queryable, site: NewSite): Promise<SiteId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into site (organisation_id, name, time_zone, currency, locale, address_lines)
     values ($1, $2, $3, $4, $5, $6)
     returning id`,
    [
      site.organisationId,
      site.name,
      site.timeZone,
      site.currency,
      site.locale,
      site.addressLines ?? [],
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

export interface NewSpace {
  readonly siteId: SiteId;
  readonly parentId?: SpaceId | undefined;
  readonly kind: "building" | "floor" | "unit" | "common";
  readonly name: string;
  /** Square metres. */
  readonly areaM2?: number | string;
}

export async function createSpace(db: Queryable, space: NewSpace): Promise<SpaceId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into space (site_id, parent_id, kind, name, area_m2)
     values ($1, $2, $3, $4, $5)
     returning id`,
    [space.siteId, space.parentId ?? null, space.kind, space.name, space.areaM2 ?? 0],
  );
  return asId(rows[0]?.id ?? -1);
}

export interface NewServicePoint {
  readonly siteId: SiteId;
  readonly spaceId?: SpaceId | undefined;
  readonly commodity: Commodity;
  readonly role: "supply" | "unit" | "common";
  readonly name: string;
}

/** Throws when the site has a service point of that name. */
export async function createServicePoint(
  db: Queryable,
  point: NewServicePoint,
): Promise<ServicePointId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into service_point (site_id, space_id, commodity, role, name)
     values ($1, $2, $3, $4, $5)
     returning id`,
    [point.siteId, point.spaceId ?? null, point.commodity, point.role, point.name],
  );
  return asId(rows[0]?.id ?? -1);
}

export interface NewBalanceZone {
  readonly siteId: SiteId;
  readonly name: string;
  readonly commodity: Commodity;
  readonly allowedLossPercent: number | string;
  /** Per hour, in the commodity's unit; none when left out. */
  readonly allowedLossConstant?: string;
  readonly supplyPoints: readonly ServicePointId[];
  readonly usePoints: readonly ServicePointId[];
}

/** Creates a zone with its points. Needs a transaction, so that no zone is without points. */
export async function createBalanceZone(
  tx: Queryable,
  zone: NewBalanceZone,
): Promise<BalanceZoneId> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into balance_zone
       (site_id, name, commodity, allowed_loss_percent, allowed_loss_constant)
     values ($1, $2, $3, $4, $5)
     returning id`,
    [
      zone.siteId,
      zone.name,
      zone.commodity,
      zone.allowedLossPercent,
      zone.allowedLossConstant ?? "0",
    ],
  );
  const id = rows[0]?.id ?? -1;
  await tx.query(
    `insert into balance_zone_point (balance_zone_id, service_point_id, side)
     select $1::int, unnest($2::int[]), 'supply'
     union all
     select $1::int, unnest($3::int[]), 'use'`,
    [id, zone.supplyPoints, zone.usePoints],
  );
  return asId(id);
}

/** Names by id; ids that name no space are left out. */
export async function readSpaceNames(
  db: Queryable,
  ids: readonly SpaceId[],
): Promise<ReadonlyMap<SpaceId, string>> {
  const { rows } = await db.query<{ id: SpaceId; name: string }>(
    "select id, name from space where id = any($1)",
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The areas of spaces in m2, by id; those that nobody told are left out. */
export async function readSpaceAreas(
  db: Queryable,
  ids: readonly SpaceId[],
): Promise<ReadonlyMap<SpaceId, Decimal>> {
  const { rows } = await db.query<{ id: SpaceId; area: string }>(
    "select id, area_m2::text as area from space where id = any($1) and area_m2 > 0",
    [ids],
  );
  return new Map(rows.map(({ id, area }) => [id, Decimal.parse(area)]));
}
