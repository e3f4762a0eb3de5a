import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";
import { firstInterval } from "./known-consumption.ts";

/** How fast something was used, in equal steps. Binary numbers: for display only. */
export interface AverageRate {
  readonly from: Temporal.Instant;
  readonly stepMinutes: number;
  /** null where nothing is known; the steps after the last value are unknown too. */
  readonly values: readonly (number | null)[];
  /** Indexes of the values that rest on estimated readings. */
  readonly estimated: readonly number[];
}

const MINUTES_PER_HOUR = 60;

/**
 * The average rate per hour over a range in steps that are whole multiples of the interval; a step
 * of which an interval is unknown is unknown. Each value is the binary number nearest to the exact
 * quotient of counts and time.
 */
export function averageRate(
  consumption: IntervalConsumption,
  range: InstantRange,
  stepMinutes: number,
): AverageRate {
  const { amounts, qualities, perCount, intervalMinutes } = consumption;
  const perStep = stepMinutes / intervalMinutes;
  const factor = Number(perCount.coefficient) * MINUTES_PER_HOUR;
  const divisor = stepMinutes * 10 ** perCount.scale;
  const values: (number | null)[] = [];
  const estimated: number[] = [];
  let lastKnown = 0;
  const steps = Math.ceil(range.from.until(range.to).total("minutes") / stepMinutes);
  let interval = firstInterval(consumption, range.from);
  for (let step = 0; step < steps; step += 1) {
    let counts = 0;
    let bits = 0;
    let isKnown = true;
    for (const end = interval + perStep; interval < end; interval += 1) {
      const quality = qualityAt(interval);
      isKnown &&= quality !== 0;
      bits |= quality;
      counts += amounts[interval] ?? 0;
    }
    values.push(isKnown ? (counts * factor) / divisor : null);
    if (!isKnown) continue;
    if ((bits & READING_QUALITY.estimated) !== 0) estimated.push(step);
    lastKnown = values.length;
  }
  return { from: range.from, stepMinutes, values: values.slice(0, lastKnown), estimated };

  function qualityAt(n: number): number {
    if (n < 0 || n >= amounts.length) return 0;
    return qualities ? (qualities[n] ?? 0) : READING_QUALITY.measured;
  }
}

/** The unit of a quantity per hour: kW for kWh, m3/h for m3. */
export function rateUnit(unit: string): string {
  return unit.endsWith("h") ? unit.slice(0, -1) : `${unit}/h`;
}
