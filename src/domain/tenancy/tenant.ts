import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { SiteId, TenantId } from "#domain/core/id.ts";

/** Who leases a unit: the recipient of its bills. */
export interface Tenant {
  readonly id: TenantId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly company: string;
  readonly addressLines: readonly string[];
  /** Where the bills are mailed; none means that nothing is mailed. */
  readonly emails: readonly string[];
  readonly telephones: readonly string[];
  /** Persons to speak to. */
  readonly contacts: readonly TenantContactPerson[];
  /** What the staff should know; never printed. */
  readonly note: string;
  readonly taxNumber: string;
  /** The language of its bills and mails. */
  readonly language: BillLanguage;
}

/** A person of a tenant to speak to. */
export interface TenantContactPerson {
  readonly name: string;
  /** What the person does there: caretaker, bookkeeping. */
  readonly position: string;
  readonly email: string;
  readonly telephone: string;
}
