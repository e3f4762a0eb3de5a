import type { BillProfile } from "#domain/billing/bill-profile.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** What the bills of a site must contain, and the texts written for that. */
export interface BillRules {
  readonly profile: BillProfile;
  readonly texts: Readonly<Record<string, string>>;
}

export async function readBillRules(db: Queryable, siteId: SiteId): Promise<BillRules> {
  const { rows } = await db.query<BillRules>(
    "select bill_profile as profile, bill_texts as texts from site where id = $1",
    [siteId],
  );
  return rows[0] ?? { profile: "general", texts: {} };
}
