import type { Decimal } from "#domain/core/decimal.ts";
import type { LocalText } from "#domain/core/local-text.ts";
import type { TariffCalendar } from "./tariff-calendar.ts";
import type { Rate } from "./tariff-rate.ts";
import type { Proration } from "./charge-recurrence.ts";

/** A price per unit of power, on the highest average over an interval. */
export interface DemandCharge {
  readonly kind: "demand";
  readonly id: string;
  readonly label: LocalText;
  readonly calendar: TariffCalendar | undefined;
  readonly rates: readonly Rate[];
  /** kVA is the root of the squares of active and reactive power, averaged over one interval. */
  readonly unit: "kW" | "kVA";
  /** Minutes over which power is averaged; undefined: those of the readings. */
  readonly intervalMinutes: number | undefined;
  readonly averaging: DemandAveraging;
  /** Minutes from one rolling interval's begin to the next's; undefined: those of the readings. */
  readonly stepMinutes: number | undefined;
  readonly measure: DemandMeasure;
  /** Billed at least, whatever is measured. */
  readonly least: Decimal | undefined;
  readonly ratchet: Ratchet | undefined;
  readonly contract: DemandContract | undefined;
  readonly per: "month" | "year";
  readonly prorate: Proration;
}

/**
 * Where the intervals of demand lie. `block`: side by side. `rolling`: one begins with every
 * interval of the readings, or every `stepMinutes`, which finds peaks that a block would cut in
 * two (rule R20).
 */
export const DEMAND_AVERAGINGS = ["block", "rolling"] as const;
export type DemandAveraging = (typeof DEMAND_AVERAGINGS)[number];

/**
 * What of a calendar month is billed. `highest`: its highest interval. `mean-of-highest`: the mean
 * of so many highest intervals, of one a day where they lie on different days. `mean-of-months`:
 * the mean of the highest of so many months, this one the last, none of them below `leastOfMonth`
 * (rule R26). `at-events`: the mean power in declared intervals, those of the month or those of
 * the year before (rules R25 and R27).
 */
export type DemandMeasure =
  | { readonly kind: "highest" }
  | { readonly kind: "mean-of-highest"; readonly count: number; readonly onDifferentDays: boolean }
  | { readonly kind: "mean-of-months"; readonly count: number; readonly leastOfMonth: Decimal }
  | { readonly kind: "at-events"; readonly events: string; readonly within: EventWindow };

export const EVENT_WINDOWS = ["month", "previous-year"] as const;
export type EventWindow = (typeof EVENT_WINDOWS)[number];

/** Billed at least: a share of the highest demand of earlier months. Rule R22. */
export interface Ratchet {
  /** In percent: 80. */
  readonly percent: Decimal;
  /** How many months before the billed one count. */
  readonly months: number;
  /** Of those, only these months of the year (1 to 12); undefined: all. */
  readonly ofMonths: ReadonlySet<number> | undefined;
}

/**
 * Demand that the customer declares. Up to it, at least its share `leastPercent` is billed; above
 * it, nothing more is up to `freePercent`, and beyond that every kW costs `beyondFactor` times the
 * price. What is billed below the penalty is the contract by reading A, and the contract with its
 * free band by reading B. Rule R23.
 */
export interface DemandContract {
  readonly reading: ContractReading;
  readonly leastPercent: Decimal;
  readonly freePercent: Decimal;
  readonly beyondFactor: Decimal;
  /** The contract counts at least as this share of the transformers' kVA; undefined: as declared. */
  readonly leastPercentOfTransformer: Decimal | undefined;
}

export const CONTRACT_READINGS = ["A", "B"] as const;
export type ContractReading = (typeof CONTRACT_READINGS)[number];
