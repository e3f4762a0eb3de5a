import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { hasQuality, READING_QUALITY } from "#domain/metering/reading-quality.ts";

/** How much of an interval's weight is kept: a mean of whole counts in thousandths. */
const WEIGHT_PARTS = 1000;

/** Weeks looked back on, and days where no like day was measured. */
const WEEKS = 4;
const DAYS = 28;

const MS_PER_MINUTE = 60_000;

/**
 * What each interval that begins at `starts` usually takes, in thousandths of a count: the mean of
 * the same local time on the same weekday of the four weeks before; where none was measured, of
 * the same local time on any of the 28 days before. Undefined where nothing was. Only measured
 * intervals are looked at.
 */
export function likeDayProfile(
  history: IntervalConsumption,
  { starts, timeZone }: { readonly starts: readonly number[]; readonly timeZone: string },
): (number | undefined)[] {
  return starts.map((ms) => {
    const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
    const back = (days: number) => amountAt(history, local.subtract({ days }).epochMilliseconds);
    const weekly = Array.from({ length: WEEKS }, (_, n) => back(7 * (n + 1)));
    return mean(weekly) ?? mean(Array.from({ length: DAYS }, (_, n) => back(n + 1)));
  });
}

function mean(amounts: readonly (number | undefined)[]): number | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  if (known.length === 0) return undefined;
  const sum = known.reduce((all, one) => all + one, 0);
  return Math.round((sum * WEIGHT_PARTS) / known.length);
}

/** Measured counts of the interval that begins at an instant. */
function amountAt(
  { from, intervalMinutes, amounts, qualities }: IntervalConsumption,
  ms: number,
): number | undefined {
  const index = (ms - from.epochMilliseconds) / (intervalMinutes * MS_PER_MINUTE);
  if (!Number.isInteger(index) || index < 0 || index >= amounts.length) return undefined;
  const bits = qualities ? (qualities[index] ?? 0) : READING_QUALITY.measured;
  if (!hasQuality(bits, "measured") || hasQuality(bits, "estimated")) return undefined;
  return amounts[index];
}

/** Thousandths of counts as whole counts; each takes over what the ones before were cut by. */
export function wholeCounts(weights: readonly number[]): number[] {
  let sum = 0;
  let told = 0;
  return weights.map((weight) => {
    sum += weight;
    const whole = Math.round(sum / WEIGHT_PARTS) - told;
    told += whole;
    return whole;
  });
}
