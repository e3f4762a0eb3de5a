import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import type { LeaseTerm } from "#domain/tariff/lease-term.ts";

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
  /** Prices by the name that a tariff has for them. */
  readonly series?: Readonly<Record<string, PriceSeries>>;
  /** Taxes that the customer does not pay here. */
  readonly exemptions?: readonly TaxExemption[];
  /** Declared stretches of time by their name in the tariff: critical peaks, a running generator. */
  readonly events?: readonly TimedEvent[];
}

/** All of it but the channels. */
export type PointCircumstances = Omit<Circumstances, "channels">;

/**
 * Why a tax is not levied: the customer is exempt, or owes it to the authority itself (reverse
 * charge). The bill prints the reason. Rules R34 to R36.
 */
export interface TaxExemption {
  /** The id of the tax in the tariff document; all its taxes where left out. */
  readonly taxId?: string;
  readonly kind: "exempt" | "reverse-charge";
  readonly reason: string;
}

/** A price that changes at instants; it holds until the next step, the last until `to`. */
export interface PriceSeries {
  /** In order of time. */
  readonly steps: readonly PriceStep[];
  readonly to: Temporal.Instant;
}

export interface PriceStep {
  readonly from: Temporal.Instant;
  readonly price: Decimal;
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
  /** What ladders have counted already. */
  readonly used?: readonly EarlierQuantity[];
}

/** A quantity used on days before the readings, from the first day of a ladder's window. */
export interface EarlierQuantity {
  readonly from: Temporal.PlainDate;
  /** The first day that is not in it. */
  readonly to: Temporal.PlainDate;
  /** In the unit of the tariff document. */
  readonly quantity: Decimal;
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
  /** What was sent back, in the unit of the consumption, counted upwards. */
  readonly received?: Counted;
  /** In kvarh. */
  readonly reactiveImport?: Counted;
  /** In kvarh. */
  readonly reactiveExport?: Counted;
}

/** A register difference over a billing period, where no intervals exist. */
export interface PeriodTotal {
  readonly quantity: Decimal;
  /** Share of the quantity that rests on estimated readings, 0 to 1. */
  readonly estimatedShare?: number;
}

export type Counted = IntervalConsumption | PeriodTotal;

/** A stretch of absolute time with a name that a tariff refers to. */
export interface TimedEvent {
  readonly name: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}
