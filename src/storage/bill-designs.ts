import { createHash } from "node:crypto";
import { type BillDesign, USUAL_DESIGN } from "#domain/billing/bill-design.ts";
import type { BankAccount } from "#domain/billing/bill.ts";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { LogoMediaType } from "./property.ts";

/** How the bills of a site look. */
export interface SiteBillDesign {
  /** Empty: the organisation's. */
  readonly title: string;
  /** Null: each tenant's own. */
  readonly language: BillLanguage | null;
  readonly look: BillDesign;
  readonly bankAccount: BankAccount | null;
  /** Typst; null: the template that comes with SmartPM. */
  readonly template: string | null;
}

/** A picture for the bills. */
export interface DesignLogo {
  readonly mediaType: LogoMediaType;
  readonly bytes: Uint8Array;
}

/** As usual where the site has chosen nothing. */
export async function readBillDesign(
  db: Queryable,
  siteId: SiteId,
): Promise<SiteBillDesign & { readonly logoSha256: string | null }> {
  const { rows } = await db.query<
    Omit<SiteBillDesign, "look"> & { look: Partial<BillDesign>; logo: Buffer | null }
  >(
    `select title, language, look, bank_account as "bankAccount", template, logo
       from bill_design
      where site_id = $1`,
    [siteId],
  );
  const { logo = null, look = {}, ...chosen } = rows[0] ?? NOTHING_CHOSEN;
  const logoSha256 = logo && createHash("sha256").update(logo).digest("hex");
  return { ...chosen, look: { ...USUAL_DESIGN, ...look }, logoSha256 };
}

const NOTHING_CHOSEN = {
  title: "",
  language: null,
  look: {},
  bankAccount: null,
  template: null,
  logo: null,
};

/** Says how the site's bills look from now on; the logo stays. */
export async function storeBillDesign(
  db: Queryable,
  siteId: SiteId,
  design: SiteBillDesign,
): Promise<void> {
  await db.query(
    `insert into bill_design (site_id, title, language, look, bank_account, template)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (site_id) do update
        set title = excluded.title,
            language = excluded.language,
            look = excluded.look,
            bank_account = excluded.bank_account,
            template = excluded.template`,
    [
      siteId,
      design.title,
      design.language,
      JSON.stringify(design.look),
      design.bankAccount && JSON.stringify(design.bankAccount),
      design.template,
    ],
  );
}

/** Sets the site's own logo; undefined: the organisation's again. */
export async function storeDesignLogo(
  db: Queryable,
  siteId: SiteId,
  logo: DesignLogo | undefined,
): Promise<void> {
  await db.query(
    `insert into bill_design (site_id, logo, logo_media_type)
     values ($1, $2, $3)
     on conflict (site_id) do update
        set logo = excluded.logo,
            logo_media_type = excluded.logo_media_type`,
    [siteId, logo?.bytes ?? null, logo?.mediaType ?? null],
  );
}
