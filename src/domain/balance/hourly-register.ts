import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { HourlyRegister } from "./zone-history.ts";

const MINUTES_IN_HOUR = 60;

/**
 * A point's consumption as a register that began at nothing, at each full hour from the beginning on,
 * or at each step of so many minutes.
 * An instant is known when a measured interval begins or ends there; between the readings around a
 * hole it is not, and after the hole all that was used in it has been counted. The interval divides
 * the step; the consumption begins on one.
 */
export function hourlyRegister(
  pointId: number,
  { amounts, intervalMinutes, perCount, qualities }: IntervalConsumption,
  stepMinutes = MINUTES_IN_HOUR,
): HourlyRegister {
  const perStep = stepMinutes / intervalMinutes;
  const isMeasured = (n: number) =>
    n >= 0 &&
    n < amounts.length &&
    (qualities === undefined || qualities[n] === READING_QUALITY.measured);
  const worth = perCount.toDisplayNumber();
  const values = new Float64Array(Math.floor(amounts.length / perStep) + 1).fill(Number.NaN);
  let counted = 0;
  for (let n = 0; n <= amounts.length; n += 1) {
    const isKnown = isMeasured(n - 1) || isMeasured(n);
    if (n % perStep === 0 && isKnown) values[n / perStep] = counted * worth;
    counted += amounts[n] ?? 0;
  }
  return { pointId, values, resolution: worth };
}
