import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";

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
  /** The sum of all points' resolutions: differences below it are rounding of registers. */
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
    coarseness: Decimal.sum(points.map((point) => point.resolution)),
  };
}
