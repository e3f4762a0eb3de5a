import { divideRounded } from "#domain/core/whole.ts";
import type { DateRange } from "#domain/core/instant-range.ts";

/**
 * What a period will come to if its remaining days cost as much as those so far, in minor units,
 * half up; undefined while no day is over. A forecast, shown and never billed.
 */
export function expectedAmount({
  soFarMinor,
  period,
  until,
}: {
  readonly soFarMinor: bigint;
  readonly period: DateRange;
  /** The first day that is not over. */
  readonly until: Temporal.PlainDate;
}): bigint | undefined {
  const days = daysBetween(period.from, until);
  if (days < 1) return undefined;
  return divideRounded(
    soFarMinor * BigInt(daysBetween(period.from, period.to)),
    BigInt(days),
    "half-up",
  );
}

function daysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  return from.until(to, { largestUnit: "days" }).days;
}
