import type { BillText } from "#domain/billing/bill-profile.ts";
import type { Bill } from "#domain/billing/bill.ts";
import type { ShareOf } from "#domain/rating/share-told.ts";
import type { AllocationKey } from "#domain/sharing/cost-pool.ts";
import type { Commodity } from "#domain/core/commodity.ts";

/** Every word that a bill prints which is not the issuer's, the tenant's or the tariff's own. */
export interface BillWords {
  readonly kind: Readonly<Record<Bill["kind"], string>>;
  readonly commodity: Readonly<Record<Commodity, string>>;
  /**
   * How units are written, for one and for several; those not here print as they are. One that follows
   * another, as in `m2 · month`, stands here with its point.
   */
  readonly unit: Readonly<Record<string, readonly [one: string, several: string]>>;
  readonly billNumber: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly period: string;
  readonly premises: string;
  readonly taxNumber: string;
  readonly yourTaxNumber: string;
  readonly amountDue: string;
  readonly amountCredited: string;
  readonly payBy: string;
  readonly payment: string;
  readonly reference: string;
  readonly readings: string;
  readonly point: string;
  readonly meter: string;
  readonly opening: string;
  readonly closing: string;
  readonly multiplier: string;
  readonly consumption: string;
  readonly dailyAverage: string;
  readonly perDay: string;
  readonly charges: string;
  readonly charge: string;
  readonly quantity: string;
  readonly price: string;
  readonly amount: string;
  readonly tariff: string;
  readonly tier: string;
  /** With `{part}` and `{whole}`. */
  readonly share: Readonly<Record<ShareOf, string>>;
  readonly subtotal: string;
  readonly sharedCosts: string;
  readonly wholeCost: string;
  readonly yourShare: string;
  readonly key: Readonly<Record<AllocationKey, string>>;
  readonly account: string;
  readonly previousBalance: string;
  readonly received: string;
  readonly thisDocument: string;
  readonly balance: string;
  readonly corrects: string;
  readonly reason: string;
  readonly net: string;
  readonly total: string;
  readonly taxOn: string;
  /** Between a tax and the prices that contain it. */
  readonly taxIn: string;
  readonly history: string;
  readonly yearBefore: string;
  readonly comparison: string;
  readonly thisPeriod: string;
  readonly sameDaysYearBefore: string;
  readonly change: string;
  readonly perYearAndM2: string;
  /** Before a number of tenants. */
  readonly likeTenants: string;
  readonly comparisonNote: string;
  readonly emissions: string;
  readonly emissionFactor: string;
  readonly emissionSource: string;
  readonly kilograms: string;
  /** Explanations that end the bill, each a term and what it means. */
  readonly termsTitle: string;
  readonly terms: readonly (readonly [term: string, meaning: string])[];
  /** Titles of the texts that a bill profile asks for, by block; empty for those without a title. */
  readonly text: Readonly<Record<BillText, string>>;
  readonly contact: string;
  readonly verification: string;
  /** What the code leads to. */
  readonly verificationHelp: string;
  readonly digest: string;
  /** Between a name and what it names. */
  readonly colon: string;
  readonly payByApp: string;
  readonly estimatedMark: string;
  readonly estimatedNote: string;
  readonly estimatedShare: string;
  readonly proof: string;
  /** `Page 1 of 2`, with `#n` and `#m` for the numbers. */
  readonly page: string;
}
