import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import type { LeaseTerm } from "#domain/tariff/lease-term.ts";
import type { PeriodTotal } from "./total-usage.ts";

/**
 * What a rating needs beside the consumption, where a tariff asks for it: all of it may be left out,
 * and a charge that misses something is a fault that names it.
 */
export interface Circumstances {
  /** What the lease says, in force from a day until the next entry's. In any order. */
  readonly terms?: readonly DatedTerms[];
  readonly earlier?: EarlierUse;
  /** What other channels of the service point counted; they cover what `consumption` covers. */
  readonly channels?: SideChannels;
  /** Declared stretches of time by their name in the tariff: critical peaks, a running generator. */
  readonly events?: readonly TimedEvent[];
}

/** The terms of a lease from a local day on; what is not among them is not known. */
export interface DatedTerms {
  readonly from: Temporal.PlainDate;
  readonly values: LeaseTerms;
}

export type LeaseTerms = Readonly<Partial<Record<LeaseTerm, Decimal>>>;

/** What was used and demanded before the readings begin. */
export interface EarlierUse {
  /** The highest demand of calendar months; readings, where there are any, go before. */
  readonly peaks?: readonly EarlierPeak[];
}

export interface EarlierPeak {
  /** First day of the month. */
  readonly month: Temporal.PlainDate;
  /** In the unit of the charge: kW or kVA. */
  readonly demand: Decimal;
  /** The charge for which it was measured; all demand charges where it is left out. */
  readonly chargeId?: string;
}

/** Channels beside the one that is priced: from intervals, or one total for the billing period. */
export interface SideChannels {
  /** In kvarh. */
  readonly reactiveImport?: Counted;
  /** In kvarh. */
  readonly reactiveExport?: Counted;
}

export type Counted = IntervalConsumption | PeriodTotal;

/** A stretch of absolute time with a name that a tariff refers to. */
export interface TimedEvent {
  readonly name: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}
