import { doubtfulMeter, type NamedPoint } from "#domain/billing/reading-faults.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { DoubtfulMeter } from "#storage/doubtful-models.ts";

/** Why a bill over these days must wait: a meter of a type that nobody has vouched for measured. */
export function doubtfulMeterFaults(
  meters: readonly DoubtfulMeter[],
  range: InstantRange,
  named: NamedPoint,
): Fault[] {
  const { compare } = Temporal.Instant;
  return meters
    .filter(
      ({ installedAt, removedAt }) =>
        compare(installedAt, range.to) < 0 &&
        (removedAt === null || compare(removedAt, range.from) > 0),
    )
    .map((meter) => doubtfulMeter(named, meter));
}
