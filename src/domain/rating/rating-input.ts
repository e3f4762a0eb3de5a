import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import type { Rounding } from "#domain/core/whole.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { Circumstances, PeriodTotal, TaxExemption } from "./circumstances.ts";
import type { RatedLine } from "./rated-line.ts";
import type { SumsByKind } from "./sums-by-kind.ts";

/** A tariff version: in force from a local day until the next version's. */
export interface RatedVersion {
  readonly id: number;
  readonly effectiveFrom: Temporal.PlainDate;
  readonly document: TariffDocument;
}

/** One service point's billing period, to be priced. */
export interface RatingInput extends Circumstances {
  /** In any order; all in one currency and unit. */
  readonly versions: readonly RatedVersion[];
  readonly period: DateRange;
  readonly timeZone: string;
  /** Covers the billing period; more before it serves yearly ladders. */
  readonly consumption: IntervalConsumption | undefined;
  /** The register difference, where no intervals exist. */
  readonly total?: PeriodTotal;
  /** What consumption or total are counted in; the tariff's unit unless told. */
  readonly unit?: string;
  /**
   * First day of the customer's contract: ladders count nothing before it, which was another
   * customer's. Left out where the contract is older than any window of a ladder.
   */
  readonly countsFrom?: Temporal.PlainDate;
  /** Language of labels; English by default. */
  readonly language?: string;
}

/** A tax on the lines it is levied on. */
export interface RatedTax {
  readonly id: string;
  readonly label: string;
  /** 19 means 19 %. */
  readonly percent: Decimal;
  /** Whether the lines contain it already. */
  readonly included: boolean;
  /** What it is levied on, without any included tax. */
  readonly baseMinor: bigint;
  readonly amountMinor: bigint;
  /** Before rounding, were it levied: a bill adds those of several tariffs and rounds the sum. */
  readonly exact: Decimal;
  readonly rounding: Rounding;
  /** The taxes before it that are in its base. */
  readonly onTaxes: readonly RatedTax[];
  /** Why it is not levied, where it is not: `amountMinor` is then 0. */
  readonly exemption?: TaxExemption;
}

export interface RatingResult {
  readonly lines: readonly RatedLine[];
  readonly taxes: readonly RatedTax[];
  /** Without taxes, in minor units: total - tax. */
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  /** The sum of the unrounded lines. */
  readonly exact: Decimal;
  /** The same by kind of line. */
  readonly byKind: SumsByKind;
  /** What was used in the billing period, in the unit of the readings. */
  readonly quantity: Decimal;
  /**
   * The highest average power over an interval of the readings in the billing period, in kW;
   * undefined where there are no intervals or they count no energy.
   */
  readonly peakKw: Decimal | undefined;
  /** Ids of the versions that priced it. */
  readonly versionIds: readonly number[];
}
