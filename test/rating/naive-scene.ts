import type { Ratio } from "./ratio.ts";
import type { DayNumber } from "./wall-clock.ts";
import type { Term, WrittenTariff } from "./written-tariff.ts";

/** Days by number, the last one not included. */
export interface Days {
  readonly from: DayNumber;
  readonly to: DayNumber;
}

export interface NaiveLoad {
  /** Minutes since 1970, UTC. */
  readonly startMinute: number;
  readonly intervalMinutes: number;
  /** Whole counts. */
  readonly amounts: readonly bigint[];
  readonly perCount: string;
}

/** What a channel counted, in the tariff's unit. */
export interface NaiveCounts extends Omit<NaiveLoad, "perCount"> {
  readonly worth: Ratio;
}

/** A stretch of absolute time, in minutes since 1970, that was declared under a name. */
export interface NaiveEvent {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Prices from a minute of absolute time until the next one's. */
export interface NaiveSeries {
  readonly steps: readonly { readonly from: number; readonly price: string }[];
  readonly to: number;
}

/** What a rating is told beside the load. */
export interface NaiveSurroundings {
  /** What the lease says from a day on, in order of time. */
  readonly terms?: readonly {
    readonly from: Temporal.PlainDate;
    readonly values: NaiveTerms;
  }[];
  readonly received?: NaiveLoad;
  readonly reactiveImport?: NaiveLoad;
  readonly reactiveExport?: NaiveLoad;
  readonly series?: Readonly<Record<string, NaiveSeries>>;
  readonly events?: readonly NaiveEvent[];
  /** What was used before the load, from the first day that a ladder counts, in the tariff's unit. */
  readonly earlierUsed?: readonly {
    readonly from: Temporal.PlainDate;
    readonly to: Temporal.PlainDate;
    readonly quantity: string;
  }[];
  /** The highest demand of months before the load, by the month's first day. */
  readonly earlierPeaks?: Readonly<Record<string, string>>;
}

export type NaiveTerms = Readonly<Partial<Record<Term, string>>>;

/** A line before it is rounded. */
export interface NaiveExactLine {
  readonly chargeId: string;
  readonly quantity: Ratio;
  readonly amount: Ratio;
}

/** Everything that pricing one version's days looks at. */
export interface Scene {
  readonly tariff: WrittenTariff;
  readonly days: Days;
  readonly billing: Days;
  readonly countsFrom: DayNumber;
  readonly timeZone: string;
  readonly load: NaiveCounts;
  readonly terms: NaiveTerms;
  readonly around: NaiveSurroundings;
}
