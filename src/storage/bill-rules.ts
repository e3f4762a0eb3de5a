import type { EmissionFactor } from "#domain/billing/bill-emissions.ts";
import type { BillProfile } from "#domain/billing/bill-profile.ts";
import type { BankAccount } from "#domain/billing/bill.ts";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** What the bills of a site must contain, and what its owner has laid down for them. */
export interface BillRules {
  readonly profile: BillProfile;
  readonly texts: Readonly<Record<string, string>>;
  /** In place of the organisation's; empty: that one. */
  readonly title: string;
  /** Null: each tenant's own. */
  readonly language: BillLanguage | null;
  readonly bankAccount: BankAccount | null;
  readonly emissionFactors: readonly EmissionFactor[];
}

export async function readBillRules(db: Queryable, siteId: SiteId): Promise<BillRules> {
  const { rows } = await db.query<BillRules>(
    `select s.bill_profile as profile, s.bill_texts as texts, coalesce(d.title, '') as title,
            d.language, d.bank_account as "bankAccount",
            coalesce(
              (select json_agg(
                        json_build_object(
                          'commodity', f.commodity, 'unit', f.unit,
                          'kgPerUnit', f.kg_per_unit::text, 'source', f.source,
                          'validFrom', f.valid_from)
                        order by f.commodity, f.valid_from)
                 from emission_factor f
                where f.site_id = s.id), '[]') as "emissionFactors"
       from site s
       left join bill_design d on d.site_id = s.id
      where s.id = $1`,
    [siteId],
  );
  if (!rows[0]) throw new Error(`site ${siteId} does not exist`);
  return rows[0];
}

/** Says what the bills of a site must contain from now on, and its texts. */
export async function storeBillRules(
  db: Queryable,
  siteId: SiteId,
  { profile, texts }: Pick<BillRules, "profile" | "texts">,
): Promise<void> {
  await db.query("update site set bill_profile = $2, bill_texts = $3 where id = $1", [
    siteId,
    profile,
    JSON.stringify(texts),
  ]);
}

/** Replaces the factors of a site. */
export async function storeEmissionFactors(
  tx: Queryable,
  siteId: SiteId,
  factors: readonly EmissionFactor[],
): Promise<void> {
  await tx.query("delete from emission_factor where site_id = $1", [siteId]);
  await tx.query(
    `insert into emission_factor (site_id, commodity, unit, kg_per_unit, source, valid_from)
     select $1, f.commodity, f.unit, f."kgPerUnit"::numeric, f.source,
            f."validFrom"
       from jsonb_to_recordset($2::jsonb)
         as f(commodity text, unit text, "kgPerUnit" text, source text, "validFrom" date)`,
    [siteId, JSON.stringify(factors)],
  );
}
