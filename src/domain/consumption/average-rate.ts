import type { InstantRange } from "#domain/core/instant-range.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";
import { knownConsumption } from "./known-consumption.ts";

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

/** The average rate per hour over a range in steps that are whole multiples of the interval. */
export function averageRate(
  consumption: IntervalConsumption,
  range: InstantRange,
  stepMinutes: number,
): AverageRate {
  const values: (number | null)[] = [];
  const estimated: number[] = [];
  let lastKnown = 0;
  const minutes = range.from.until(range.to).total("minutes");
  for (let minute = 0; minute < minutes; minute += stepMinutes) {
    const from = range.from.add({ minutes: minute });
    const step = { from, to: from.add({ minutes: stepMinutes }) };
    const known = knownConsumption(consumption, step);
    const isKnown = known.quantity !== undefined && known.complete;
    if (known.estimated && isKnown) estimated.push(values.length);
    values.push(
      isKnown ? (known.quantity.toDisplayNumber() * MINUTES_PER_HOUR) / stepMinutes : null,
    );
    if (isKnown) lastKnown = values.length;
  }
  return { from: range.from, stepMinutes, values: values.slice(0, lastKnown), estimated };
}

/** The unit of a quantity per hour: kW for kWh, m3/h for m3. */
export function rateUnit(unit: string): string {
  return unit.endsWith("h") ? unit.slice(0, -1) : `${unit}/h`;
}
