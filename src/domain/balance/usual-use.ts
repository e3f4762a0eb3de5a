import { HOUR_MS, type HourlyRegister, type ZoneHistory } from "./zone-history.ts";

/** The step of the local week, from Monday 00:00 on, of every step of a history. */
export type WeekSteps = Uint8Array | Uint16Array;

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

/** The same for the steps of a zone's history, which may be parts of an hour: 0 to 671 of quarters. */
export function stepsOfWeek(
  { fromMs, stepHours = 1 }: Pick<ZoneHistory, "fromMs" | "stepHours">,
  { steps, timeZone }: { readonly steps: number; readonly timeZone: string },
): Uint16Array {
  const stepMs = stepHours * HOUR_MS;
  // Hours of local time begin with hours of UTC or 15, 30 or 45 minutes after: with a step.
  const first = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timeZone);
  const into = Math.floor(first.minute / 60 / stepHours);
  const perHour = 1 / stepHours;
  const hours = hoursOfWeek(fromMs - into * stepMs, {
    hours: Math.ceil((steps + into) / perHour) + 1,
    timeZone,
  });
  return Uint16Array.from({ length: steps }, (_, n) => {
    const step = n + into;
    return (hours[Math.floor(step / perHour)] ?? 0) * perHour + (step % perHour);
  });
}

/**
 * What a point used in each hour of the week before `untilHour`: the mean of the same hours of up to
 * five weeks, NaN for hours that were never seen whole.
 */
export function usualWeek(
  { values }: HourlyRegister,
  { untilHour, weekHours }: { readonly untilHour: number; readonly weekHours: WeekSteps },
): Float64Array {
  const ofWeek = stepsInWeek(weekHours);
  const sums = new Float64Array(ofWeek);
  const counts = new Float64Array(ofWeek);
  for (let at = Math.max(0, untilHour - WEEKS_LOOKED_BACK * ofWeek); at < untilHour; at += 1) {
    const used = (values[at + 1] ?? Number.NaN) - (values[at] ?? Number.NaN);
    if (Number.isNaN(used)) continue;
    const hour = weekHours[at] ?? 0;
    sums[hour] = (sums[hour] ?? 0) + used;
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return sums.map((sum, hour) => sum / (counts[hour] ?? 0));
}

/** How many steps the week has: 168 of hours. Of histories shorter than a week, those it holds. */
export function stepsInWeek(weekHours: WeekSteps): number {
  let last = 0;
  for (const step of weekHours) last = Math.max(last, step);
  return last + 1;
}

/** What would be usual in the hours `[from, to)`; hours never seen count as nothing. */
export function usualBetween(
  week: Float64Array,
  {
    from,
    to,
    weekHours,
  }: { readonly from: number; readonly to: number; readonly weekHours: WeekSteps },
): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) {
    const usual = week[weekHours[at] ?? 0] ?? Number.NaN;
    if (!Number.isNaN(usual)) sum += usual;
  }
  return sum;
}
