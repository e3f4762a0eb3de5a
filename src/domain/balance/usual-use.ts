import type { HourlyRegister } from "./zone-history.ts";

const HOURS_OF_WEEK = 168;
/** Habits older than that say little of now. */
const WEEKS_LOOKED_BACK = 5;

/** The hour of the local week, 0 (Monday 00:00) to 167, of every hour of a history. */
export function hoursOfWeek(
  fromMs: number,
  { hours, timeZone }: { readonly hours: number; readonly timeZone: string },
): Uint8Array {
  let at = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timeZone);
  return Uint8Array.from({ length: hours }, () => {
    const hour = (at.dayOfWeek - 1) * 24 + at.hour;
    at = at.add({ hours: 1 });
    return hour;
  });
}

/**
 * What a point used in each hour of the week before `untilHour`: the mean of the same hours of up to
 * five weeks, NaN for hours that were never seen whole.
 */
export function usualWeek(
  { values }: HourlyRegister,
  { untilHour, weekHours }: { readonly untilHour: number; readonly weekHours: Uint8Array },
): Float64Array {
  const sums = new Float64Array(HOURS_OF_WEEK);
  const counts = new Float64Array(HOURS_OF_WEEK);
  for (
    let at = Math.max(0, untilHour - WEEKS_LOOKED_BACK * HOURS_OF_WEEK);
    at < untilHour;
    at += 1
  ) {
    const used = (values[at + 1] ?? Number.NaN) - (values[at] ?? Number.NaN);
    if (Number.isNaN(used)) continue;
    const hour = weekHours[at] ?? 0;
    sums[hour] = (sums[hour] ?? 0) + used;
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return sums.map((sum, hour) => sum / (counts[hour] ?? 0));
}

/** What would be usual in the hours `[from, to)`; hours never seen count as nothing. */
export function usualBetween(
  week: Float64Array,
  {
    from,
    to,
    weekHours,
  }: { readonly from: number; readonly to: number; readonly weekHours: Uint8Array },
): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) {
    const usual = week[weekHours[at] ?? 0] ?? Number.NaN;
    if (!Number.isNaN(usual)) sum += usual;
  }
  return sum;
}
