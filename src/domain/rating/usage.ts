import type { Decimal } from "#domain/core/decimal.ts";
import type { Whole } from "#domain/core/whole.ts";
import type { TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import type { DemandAveraging } from "#domain/tariff/demand-charge.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { SideChannels } from "./circumstances.ts";
import type { TimelineSpan } from "./timeline.ts";
import type { LocalStretch } from "./local-midnight.ts";

/**
 * What was used, as the charges ask for it: in whole counts, each worth `perCount`. Either from
 * interval consumption or from one total between two readings.
 */
export interface Usage {
  /** One count in the unit of the consumption. */
  readonly perCount: Decimal;
  /** Whether it says when it was used; a total does not. */
  readonly isTimed: boolean;
  /** Whether it is known for the whole stretch. */
  covers(stretch: LocalStretch): boolean;
  /** Counts by season × TOU period of `calendar`; everything in bucket 0 without one. */
  sums(calendar: TariffCalendar | undefined, stretch: LocalStretch): BucketSums;
  /**
   * Counts by span; the spans cover the stretch, in order of time, numbered from 0. Undefined where
   * they cannot be told apart.
   */
  bySpans(spans: readonly TimelineSpan[], stretch: LocalStretch): readonly Whole[] | undefined;
  /** Everything in the stretch, and its greatest interval. */
  overall(stretch: LocalStretch): Overall;
  /**
   * The counts as they pass the limits of a ladder in the order of use. Undefined where the order
   * is not known.
   */
  walk(request: LadderWalk): TierCounts | undefined;
  /** The greatest sum over `minutes` by bucket; why not, where it cannot be known. */
  peaks(request: PeakRequest): Peaks | PeaksUnknown;
  /** As `peaks`: by bucket the greatest `count` sums over `minutes`, side by side, the greatest first. */
  highest(request: PeakRequest, count: number): Highest | PeaksUnknown;
  /** As `peaks` for apparent power: by bucket the greatest energy over `minutes`, in kVAh. */
  apparent(request: PeakRequest & ApparentRequest): ApparentPeaks | PeaksUnknown;
  /** All counts between two instants; undefined where they cannot be known. */
  between(range: InstantRange): bigint | undefined;
}

export interface Overall {
  readonly counts: Whole;
  /** The greatest interval of the readings; undefined where there are no intervals. */
  readonly highest: { readonly counts: number; readonly minutes: number } | undefined;
}

export interface BucketSums {
  readonly counts: readonly Whole[];
  /** The part of `counts`, by magnitude, that rests on estimated readings: 0 to 1. */
  readonly estimatedShares: readonly number[];
  /** Whether the bucket has any time in the stretch. */
  readonly occurs: readonly boolean[];
}

export interface LadderWalk {
  readonly calendar: TariffCalendar | undefined;
  readonly stretch: LocalStretch;
  /** By bucket, the counts at which its tiers end, ascending, counted from the stretch's start. */
  readonly limits: readonly (readonly Decimal[])[];
}

/** Counts by bucket, then tier. */
export type TierCounts = readonly (readonly Decimal[])[];

export interface PeakRequest {
  readonly calendar: TariffCalendar | undefined;
  readonly stretch: LocalStretch;
  /** Length of the interval to average over; that of the readings when undefined. */
  readonly minutes: number | undefined;
  readonly averaging: DemandAveraging;
  /** From one rolling average's begin to the next's; an interval of the readings when undefined. */
  readonly stepMinutes: number | undefined;
}

export interface Peaks {
  readonly kind: "known";
  /** By bucket; those that do not occur may be left out. */
  readonly counts: Readonly<Record<number, Whole>>;
  readonly minutes: number;
  readonly occurs: readonly boolean[];
}

/** As `Peaks`, with several sums of each bucket. */
export interface Highest extends Omit<Peaks, "counts"> {
  readonly counts: readonly (readonly bigint[])[];
}

export interface ApparentRequest {
  readonly channels: SideChannels;
  /** One count of the usage in kWh. */
  readonly kwhPerCount: Decimal;
}

export interface ApparentPeaks extends Omit<Peaks, "counts"> {
  readonly kvah: readonly Decimal[];
}

export interface PeaksUnknown {
  readonly kind: "unknown";
  readonly reason: string;
  readonly remedy: string;
}
