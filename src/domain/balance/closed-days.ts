import { stepsInWeek, type WeekSteps } from "./usual-use.ts";
import type { HourlyRegister } from "./zone-history.ts";

const DAYS_OF_WEEK = 7;
const WORKING_DAYS = 5;
const SUNDAY = 6;
/** A point tells what day it is when, hour by hour, that makes so much of a difference, in natural logarithms. */
const DIFFERENCE_THAT_TELLS = 1;
/** So many points have to tell, and this part of them a Sunday. */
const POINTS_THAT_TELL = 3;
const PART_FOR_SUNDAY = 2 / 3;

/**
 * The steps of the week, those of a day on which most points are used as on a Sunday taken for a
 * Sunday's: a public holiday, whatever the calendar calls it. Else nobody's use is what it was about to
 * be on that day, nor in the weeks after it, in which it would count as usual. A day that is not over is
 * judged by what is known of it.
 */
export function withClosedDays(uses: readonly HourlyRegister[], weekSteps: WeekSteps): WeekSteps {
  const perDay = Math.ceil(stepsInWeek(weekSteps) / DAYS_OF_WEEK);
  const days = daysIn(weekSteps, perDay).filter(({ weekday }) => weekday < DAYS_OF_WEEK);
  const votes = new Int32Array(days.length);
  const voters = new Int32Array(days.length);
  for (const point of uses) {
    const usedIn = (step: number) => {
      const used = (point.values[step + 1] ?? Number.NaN) - (point.values[step] ?? Number.NaN);
      return Math.log(Math.max(0, used) + point.resolution);
    };
    const profiles = profilesOf(days, { usedIn, weekSteps, perDay });
    for (const [n, day] of days.entries()) {
      const told = sundayTold(day, { usedIn, weekSteps, perDay, profiles });
      if (Math.abs(told) < DIFFERENCE_THAT_TELLS) continue;
      voters[n] = (voters[n] ?? 0) + 1;
      if (told > 0) votes[n] = (votes[n] ?? 0) + 1;
    }
  }
  const steps = weekSteps.slice();
  for (const [n, { from, to, weekday }] of days.entries()) {
    const told = voters[n] ?? 0;
    const isClosed = told >= POINTS_THAT_TELL && (votes[n] ?? 0) > PART_FOR_SUNDAY * told;
    if (weekday === SUNDAY || !isClosed) continue;
    for (let step = from; step < to; step += 1) {
      steps[step] = SUNDAY * perDay + ((weekSteps[step] ?? 0) % perDay);
    }
  }
  return steps;
}

/** A local day, or what the history holds of it: `[from, to)`. */
interface Day {
  readonly from: number;
  readonly to: number;
  /** 0 is Monday. */
  readonly weekday: number;
}

function daysIn(weekSteps: WeekSteps, perDay: number): Day[] {
  const days: Day[] = [];
  let from = 0;
  for (let to = 1; to <= weekSteps.length; to += 1) {
    const weekday = Math.floor((weekSteps[from] ?? 0) / perDay);
    if (to < weekSteps.length && Math.floor((weekSteps[to] ?? 0) / perDay) === weekday) continue;
    days.push({ from, to, weekday });
    from = to;
  }
  return days;
}

/** Working days are alike; a Saturday and a Sunday are not. */
function kindOf(weekday: number): number {
  return Math.max(0, weekday - WORKING_DAYS + 1);
}

interface Used {
  /** Logarithm of what was used in a step; NaN where it is not known. */
  readonly usedIn: (step: number) => number;
  readonly weekSteps: WeekSteps;
  readonly perDay: number;
}

/** Of each kind of day what is used in each step of it: the median of all such days. */
function profilesOf(days: readonly Day[], { usedIn, weekSteps, perDay }: Used): Float64Array[] {
  const kinds = 1 + kindOf(SUNDAY);
  const seen = Array.from({ length: kinds * perDay }, (): number[] => []);
  for (const { from, to, weekday } of days) {
    for (let step = from; step < to; step += 1) {
      const used = usedIn(step);
      if (Number.isNaN(used)) continue;
      seen[kindOf(weekday) * perDay + ((weekSteps[step] ?? 0) % perDay)]?.push(used);
    }
  }
  const medians = Float64Array.from(
    seen,
    (all) => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN,
  );
  return Array.from({ length: kinds }, (_, kind) =>
    medians.subarray(kind * perDay, (kind + 1) * perDay),
  );
}

/** How much closer a point's day is to its Sundays than to the days of its own kind. */
function sundayTold(
  { from, to, weekday }: Day,
  { usedIn, weekSteps, perDay, profiles }: Used & { readonly profiles: readonly Float64Array[] },
): number {
  const [own, sunday] = [profiles[kindOf(weekday)], profiles[kindOf(SUNDAY)]];
  let told = 0;
  for (let step = from; step < to; step += 1) {
    const ofDay = (weekSteps[step] ?? 0) % perDay;
    const used = usedIn(step);
    const closer =
      Math.abs(used - (own?.[ofDay] ?? Number.NaN)) -
      Math.abs(used - (sunday?.[ofDay] ?? Number.NaN));
    if (!Number.isNaN(closer)) told += closer;
  }
  return told;
}
