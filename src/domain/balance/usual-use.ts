import { HOUR_MS, type HourlyRegister, type ZoneHistory } from "./zone-history.ts";

/** The step of the local week, from Monday 00:00 on, of every step of a history. */
export type WeekSteps = Uint8Array | Uint16Array;

/** Habits older than that say little of now. */
export const WEEKS_LOOKED_BACK = 5;

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

/** Working days are much alike, a Saturday and a Sunday are not. */
const WORKING_DAYS = 5;
const DAYS_OF_WEEK = 7;
/** So many steps of working days together weigh as much as one of the weekday itself: three ways to tell. */
const STEPS_BLENDED = [1, 5, Infinity] as const;
/** Of all that was seen in a step, what is left out at either end: a holiday, a day away. */
const TRIMMED_PART = 0.2;

/**
 * What is usual in a step of the history, told in three ways: mostly by the same steps of the weeks
 * before, by those of the same kind of day, and by both. A step of the past is not told by itself, and
 * what strays most tells nothing. NaN where nothing was seen.
 */
export function usualUses(
  { values }: HourlyRegister,
  { untilHour, weekHours }: { readonly untilHour: number; readonly weekHours: WeekSteps },
): readonly ((step: number) => number)[] {
  const ofWeek = stepsInWeek(weekHours);
  const ofDay = Math.ceil(ofWeek / DAYS_OF_WEEK);
  const first = Math.max(0, untilHour - WEEKS_LOOKED_BACK * ofWeek);
  const usedIn = (step: number) => (values[step + 1] ?? Number.NaN) - (values[step] ?? Number.NaN);
  const byWeek = Array.from({ length: ofWeek }, (): number[] => []);
  const byKind = Array.from({ length: ofWeek }, (): number[] => []);
  const kindOf = (weekStep: number) =>
    weekStep < WORKING_DAYS * ofDay ? weekStep % ofDay : weekStep;
  for (let step = first; step < untilHour; step += 1) {
    const used = usedIn(step);
    if (Number.isNaN(used)) continue;
    const weekStep = weekHours[step] ?? 0;
    byWeek[weekStep]?.push(used);
    byKind[kindOf(weekStep)]?.push(used);
  }
  for (const seen of [...byWeek, ...byKind]) seen.sort((a, b) => a - b);
  const toldBy = (seen: readonly number[] = [], step: number) => {
    const isOfPast = step >= first && step < untilHour;
    return trimmedMean(seen, isOfPast ? seen.indexOf(usedIn(step)) : -1);
  };
  return STEPS_BLENDED.map((blended) => (step: number) => {
    const weekStep = weekHours[step] ?? 0;
    const ofKind = toldBy(byKind[kindOf(weekStep)], step);
    const ofWeekday = toldBy(byWeek[weekStep], step);
    if (blended === Infinity || ofWeekday.count === 0) return ofKind.mean;
    const sum = ofWeekday.count * ofWeekday.mean + blended * ofKind.mean;
    return sum / (ofWeekday.count + blended);
  });
}

/** Of values in order, but for the one at `without` (-1: none), without those at either end. */
function trimmedMean(sorted: readonly number[], without: number) {
  const count = sorted.length - (without < 0 ? 0 : 1);
  const cut = Math.floor(count * TRIMMED_PART);
  let [sum, seen] = [0, 0];
  for (const [n, value] of sorted.entries()) {
    if (n === without) continue;
    if (seen >= cut && seen < count - cut) sum += value;
    seen += 1;
  }
  return { mean: sum / (count - 2 * cut), count };
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
