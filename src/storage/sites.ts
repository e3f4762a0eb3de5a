import { asId, type OrganisationId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { LogoMediaType } from "./property.ts";

export interface Site {
  readonly id: SiteId;
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly locale: string;
  readonly addressLines: readonly string[];
}

/** All sites of the installation, oldest first. */
export async function listSites(db: Queryable): Promise<Site[]> {
  const { rows } = await db.query<SiteRow>("select * from site order by id");
  return rows.map(siteOf);
}

/** Throws when there is no such site. */
export async function readSite(db: Queryable, siteId: SiteId): Promise<Site> {
  const { rows } = await db.query<SiteRow>("select * from site where id = $1", [siteId]);
  if (!rows[0]) throw new Error(`site ${siteId} does not exist`);
  return siteOf(rows[0]);
}

/** Who issues the site's bills. */
export interface Issuer {
  readonly name: string;
  readonly title: string;
  readonly addressLines: readonly string[];
  readonly email: string;
  readonly telephone: string;
  readonly taxNumber: string;
  readonly paymentInstructions: string;
}

/** Throws when there is no such site. */
export async function readIssuer(db: Queryable, siteId: SiteId): Promise<Issuer> {
  const { rows } = await db.query<{
    name: string;
    title: string;
    address_lines: string[];
    email: string;
    telephone: string;
    tax_number: string;
    payment_instructions: string;
  }>(
    `select o.name, o.title, o.address_lines, o.email, o.telephone, o.tax_number,
            o.payment_instructions
       from site s
       join organisation o on o.id = s.organisation_id
      where s.id = $1`,
    [siteId],
  );
  const row = rows[0];
  if (!row) throw new Error(`site ${siteId} does not exist`);
  return {
    name: row.name,
    title: row.title,
    addressLines: row.address_lines,
    email: row.email,
    telephone: row.telephone,
    taxNumber: row.tax_number,
    paymentInstructions: row.payment_instructions,
  };
}

/** The logo printed on the site's bills, its own before the organisation's; undefined: none. */
export async function readLogo(
  db: Queryable,
  siteId: SiteId,
): Promise<{ readonly mediaType: LogoMediaType; readonly bytes: Uint8Array } | undefined> {
  const { rows } = await db.query<{ logo: Buffer | null; logo_media_type: LogoMediaType | null }>(
    `select coalesce(d.logo, o.logo) as logo,
            coalesce(d.logo_media_type, o.logo_media_type) as logo_media_type
       from site s
       join organisation o on o.id = s.organisation_id
       left join bill_design d on d.site_id = s.id
      where s.id = $1`,
    [siteId],
  );
  const row = rows[0];
  if (!row?.logo || !row.logo_media_type) return undefined;
  return { mediaType: row.logo_media_type, bytes: row.logo };
}

interface SiteRow {
  readonly id: number;
  readonly organisation_id: number;
  readonly name: string;
  readonly time_zone: string;
  readonly currency: string;
  readonly locale: string;
  readonly address_lines: string[];
}

function siteOf(row: SiteRow): Site {
  return {
    id: asId(row.id),
    organisationId: asId(row.organisation_id),
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
    locale: row.locale,
    addressLines: row.address_lines,
  };
}
