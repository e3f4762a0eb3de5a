import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { Currency } from "#domain/core/money.ts";
import type { RatedLineKind } from "#domain/rating/rated-line.ts";
import type { AllocationKey } from "#domain/sharing/cost-pool.ts";

/**
 * A bill as it is stored, printed and verified: plain JSON, so that the same bytes go to the
 * database, the PDF and the reader's own recomputation.
 *
 * Exact numbers are decimal text (`"412.50"`), days are ISO dates, instants are ISO UTC. Money is
 * in whole minor units as text of an integer.
 */
export interface Bill {
  readonly number: string;
  readonly kind: "regular" | "final" | "credit-note";
  readonly language: BillLanguage;
  readonly locale: string;
  readonly currency: Currency;
  readonly timeZone: string;
  readonly issuer: BillIssuer;
  readonly recipient: BillRecipient;
  readonly premises: string;
  /** First day billed. */
  readonly periodFrom: string;
  /** First day no longer billed. */
  readonly periodTo: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly points: readonly BilledPoint[];
  readonly lines: readonly BillLine[];
  readonly taxes: readonly BillTax[];
  readonly netMinor: string;
  readonly taxMinor: string;
  readonly totalMinor: string;
  readonly history: readonly BillHistory[];
  /** How the use compares with a year ago and with like tenants, where that is known. */
  readonly comparisons?: readonly BillComparison[];
  /** What the use has set free, where the site knows its factors. */
  readonly emissions?: readonly BillEmission[];
  /** Shares of common costs; they count to the net amount as the lines do. */
  readonly sharedCosts?: readonly BilledShare[];
  /** On a credit note, the bill it takes back; on the bill made in its place, the same one. */
  readonly corrects?: BillCorrection;
  /** How the tenant's account stood when the bill was issued. */
  readonly account?: BillAccount;
  /** Texts that the site's bill profile asks for, by block: whom to complain to, ... */
  readonly texts?: Readonly<Record<string, string>>;
}

/** The bill that is corrected, and why. */
export interface BillCorrection {
  readonly number: string;
  readonly issuedOn: string;
  readonly reason: string;
}

/** A common cost and what of it this tenant bears. */
export interface BilledShare {
  readonly costId: number;
  /** What the cost is for: `Lift and staircase`. */
  readonly label: string;
  /** The days that the cost is for. */
  readonly from: string;
  readonly to: string;
  /** The whole cost, without tax. */
  readonly costMinor: string;
  readonly parts: readonly BilledSharePart[];
  readonly amountMinor: string;
  /** In percent; no tax where it is left out. */
  readonly taxRate?: string;
  readonly taxLabel?: string;
}

/** One key by which a part of the cost is divided, and this tenant's weight in it. */
export interface BilledSharePart {
  readonly key: AllocationKey;
  readonly partMinor: string;
  readonly weight: string;
  readonly totalWeight: string;
  readonly amountMinor: string;
}

export interface BillAccount {
  /** Owed before this bill; below zero: in credit. */
  readonly previousMinor: string;
  /** Payments since the bill before. */
  readonly receivedMinor: string;
  /** Owed with this bill. */
  readonly balanceMinor: string;
}

export interface BillIssuer {
  readonly title: string;
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly email: string;
  readonly telephone: string;
  readonly taxNumber: string;
  readonly paymentInstructions: string;
  /** Where to pay to, for programs: a code that banking apps read is printed from it. */
  readonly bankAccount?: BankAccount;
}

export interface BankAccount {
  readonly holder: string;
  /** Without blanks. */
  readonly iban: string;
  /** Empty where the bank is told from the IBAN. */
  readonly bic: string;
}

export interface BillRecipient {
  readonly name: string;
  readonly company: string;
  readonly addressLines: readonly string[];
  readonly taxNumber: string;
}

/** A service point on the bill with the evidence at both ends of the period. */
export interface BilledPoint {
  readonly servicePointId: number;
  readonly name: string;
  /** Local days that are billed of it, where they are not the whole period; `to` is not among them. */
  readonly days?: { readonly from: string; readonly to: string };
  readonly commodity: Commodity;
  readonly meterSerialNumber: string;
  readonly unit: string;
  readonly opening: BilledReading;
  readonly closing: BilledReading;
  /** CT x VT x constant as text: `"40"`. */
  readonly multiplier: string;
  readonly consumption: string;
  /** consumption / days, rounded to 2 digits; shown, never priced. */
  readonly dailyAverage: string;
  /** Share of the consumption that rests on estimated readings: `"0.0125"`. */
  readonly estimatedShare: string;
  readonly tariffName: string;
  readonly tariffVersionIds: readonly number[];
}

export interface BilledReading {
  readonly measuredAt: string;
  /** The register as shown by the meter, in the channel's unit. */
  readonly value: string;
  /** Bits of domain/metering/reading-quality.ts. */
  readonly quality: number;
}

export interface BillLine {
  readonly servicePointId: number;
  readonly kind: RatedLineKind;
  readonly chargeId: string;
  readonly label: string;
  /** The name of its tariff, where several price the point. */
  readonly tariff?: string;
  readonly touPeriod?: string;
  readonly season?: string;
  readonly tier?: number;
  readonly from: string;
  readonly to: string;
  readonly quantity: string;
  readonly unit: string;
  readonly price: string;
  readonly formula: string;
  readonly amountMinor: string;
  readonly estimatedShare: string;
}

export interface BillTax {
  readonly label: string;
  /** In percent: `"19"`. */
  readonly rate: string;
  /** What it is levied on, without it: rate × base is the amount, unless prices contain the tax. */
  readonly baseMinor: string;
  readonly amountMinor: string;
  /** Where prices contain the tax: what they come to, from which it is reckoned. */
  readonly containedInMinor?: string;
}

/** Thirteen months of consumption, the last one of this period, oldest first. */
export interface BillHistory {
  readonly commodity: Commodity;
  readonly unit: string;
  readonly months: readonly { readonly month: string; readonly consumption: string | null }[];
}

/** The use of one commodity beside what it can be compared with; shown, never priced. */
export interface BillComparison {
  readonly commodity: Commodity;
  readonly unit: string;
  /** Of this bill. */
  readonly consumption: string;
  /** In the same days a year before. */
  readonly yearBefore?: string;
  readonly peers?: PeerComparison;
}

/** A year's use for each square metre, of this tenant and of those like it. */
export interface PeerComparison {
  /** In the twelve months before this billing period. */
  readonly ownPerM2: string;
  /** Of the tenants of the site with the same tariff, together. */
  readonly peersPerM2: string;
  /** How many they are: never so few that one of them could be told. */
  readonly tenants: number;
}

/** What the use of one commodity has set free. */
export interface BillEmission {
  readonly commodity: Commodity;
  readonly unit: string;
  readonly consumption: string;
  /** Kilograms of CO2 a unit. */
  readonly factor: string;
  /** Where the factor is from: a supplier's label, an office's table. */
  readonly source: string;
  readonly kilograms: string;
}
