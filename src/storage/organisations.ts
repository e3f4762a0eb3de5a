import { createHash } from "node:crypto";
import { asId, type OrganisationId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { LogoMediaType, NewOrganisation } from "./property.ts";

/** The installation's organisation as the screens show it. */
export interface OrganisationView {
  readonly id: OrganisationId;
  readonly name: string;
  readonly title: string;
  readonly addressLines: readonly string[];
  readonly email: string;
  readonly telephone: string;
  readonly taxNumber: string;
  readonly paymentInstructions: string;
  readonly logoSha256: string | null;
}

/** The oldest organisation: an installation has one. Undefined while it has none. */
export async function findOrganisation(db: Queryable): Promise<OrganisationView | undefined> {
  const { rows } = await db.query<
    Omit<OrganisationView, "id" | "logoSha256"> & { id: number; logo: Buffer | null }
  >(
    `select id, name, title, address_lines as "addressLines", email, telephone,
            tax_number as "taxNumber", payment_instructions as "paymentInstructions", logo
       from organisation
      order by id
      limit 1`,
  );
  const row = rows[0];
  if (!row) return undefined;
  const { logo, ...fields } = row;
  const logoSha256 = logo && createHash("sha256").update(logo).digest("hex");
  return { ...fields, id: asId(row.id), logoSha256 };
}

/** Changes everything of an organisation but its logo. */
export async function updateOrganisation(
  db: Queryable,
  {
    id,
    ...organisation
  }: Omit<Required<NewOrganisation>, "logo"> & { readonly id: OrganisationId },
): Promise<void> {
  await db.query(
    `update organisation
        set name = $2, title = $3, address_lines = $4, email = $5, telephone = $6,
            tax_number = $7, payment_instructions = $8
      where id = $1`,
    [
      id,
      organisation.name,
      organisation.title,
      organisation.addressLines,
      organisation.email,
      organisation.telephone,
      organisation.taxNumber,
      organisation.paymentInstructions,
    ],
  );
}

interface Logo {
  readonly mediaType: LogoMediaType;
  readonly bytes: Uint8Array;
}

/** Sets the logo; undefined takes it away. */
export async function updateLogo(
  db: Queryable,
  { id, logo }: { readonly id: OrganisationId; readonly logo: Logo | undefined },
): Promise<void> {
  await db.query("update organisation set logo = $2, logo_media_type = $3 where id = $1", [
    id,
    logo?.bytes ?? null,
    logo?.mediaType ?? null,
  ]);
}

export async function findLogo(db: Queryable): Promise<Logo | undefined> {
  const { rows } = await db.query<{ logo: Buffer; logo_media_type: LogoMediaType }>(
    "select logo, logo_media_type from organisation where logo is not null order by id limit 1",
  );
  return rows[0] && { mediaType: rows[0].logo_media_type, bytes: rows[0].logo };
}
