import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";

/**
 * How much of an interval may pass between the moments in which the meters of a zone are read: by
 * that much of what flows, sums can be apart. Points whose readings were further off are missing.
 */
export const TIMING_SHARE = Decimal.parse("0.01");

/** What one point of a zone measured in one interval; undefined: missing or only estimated. */
export interface PointAmount {
  readonly side: "supply" | "use";
  readonly quantity: Decimal | undefined;
  /** The smallest step of the meter's register in the same unit: how coarse the quantity is. */
  readonly resolution: Decimal;
}

/** One interval of a balance zone. Only when nothing is missing can it be judged. */
export interface ZoneInterval {
  readonly range: InstantRange;
  readonly supplied: Decimal;
  readonly used: Decimal;
  /** supplied - used. */
  readonly loss: Decimal;
  /** Points without a measured amount. */
  readonly missing: number;
  /** What the ends alone can make up: the steps of all registers, and readings not taken at once. */
  readonly coarseness: Decimal;
}

/** Adds up a zone's points over one interval. */
export function zoneInterval(range: InstantRange, points: readonly PointAmount[]): ZoneInterval {
  const sumOf = (side: PointAmount["side"]) =>
    Decimal.sum(
      points.filter((point) => point.side === side).map((point) => point.quantity ?? Decimal.ZERO),
    );
  const supplied = sumOf("supply");
  const used = sumOf("use");
  return {
    range,
    supplied,
    used,
    loss: supplied.minus(used),
    missing: points.filter((point) => point.quantity === undefined).length,
    coarseness: Decimal.sum(points.map((point) => point.resolution)).plus(
      Decimal.max(supplied, used).absolute().times(TIMING_SHARE),
    ),
  };
}

/**
 * Complete intervals, oldest first, as one. A stretch of them without a hole is as coarse as its
 * first interval: it is the difference of registers at its two ends. The range is from the first to
 * the last, holes included.
 */
export function joinIntervals(intervals: readonly ZoneInterval[]): ZoneInterval {
  const first = intervals[0];
  const last = intervals.at(-1);
  if (!first || !last) throw new RangeError("no interval to join");
  const beginsStretch = (interval: ZoneInterval, n: number) =>
    intervals[n - 1]?.range.to.equals(interval.range.from) !== true;
  const supplied = Decimal.sum(intervals.map((interval) => interval.supplied));
  const used = Decimal.sum(intervals.map((interval) => interval.used));
  return {
    range: { from: first.range.from, to: last.range.to },
    supplied,
    used,
    loss: supplied.minus(used),
    missing: 0,
    coarseness: Decimal.sum(intervals.filter(beginsStretch).map(({ coarseness }) => coarseness)),
  };
}
