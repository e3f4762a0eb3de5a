import type { HourlyRegister } from "./zone-history.ts";
import { stepsInWeek, usualUses, type WeekSteps } from "./usual-use.ts";

/** How far what a point uses strays from hour to hour. */
export interface OwnHabit {
  /**
   * Of each hour from the first one asked for on: how much more was used than the hours before
   * foretold, in natural logarithms; NaN where the register is not known.
   */
  readonly surprises: Float64Array;
  /** What is usual in each of them, in the register's unit; NaN where nothing was seen. */
  readonly usual: Float64Array;
  /** How far a surprise strays, squared: by habit in its time of day, and by the register's steps at small use. */
  readonly variances: Float64Array;
  /** The part of a surprise that the next hour still shows: a change of habits stays. */
  readonly kept: number;
  /** For so many steps a surprise is followed; then it has been taken for the new habit. */
  readonly stepsShown: number;
}

/** Hours from which habits are learned, before the first one asked for. */
const HOURS_LEARNED = 504;
const HOURS_SHOWN = 24;
/** How quickly a point's level may follow its use; the one that foretells best is taken. */
const GAINS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7] as const;
/** No habit is steadier than that. */
const LEAST_SCATTER = 0.03;
/** A single hour moves the level no further than this, in natural logarithms. */
const LARGEST_STEP = 0.5;
const MAD_TO_DEVIATION = 1.4826;
const DAYS_OF_WEEK = 7;
/** So many surprises of all times of day together weigh as much as one of the time itself. */
const SURPRISES_BLENDED = 8;

/**
 * A point's use in the hours `[from, to)` against what was to be expected: the same hour of the weeks
 * before, times how it has been using of late. A tenant's day may begin busy, and then stays so; that
 * is no surprise after its first hour. What is steady by night and restless when the day begins strays as
 * its time of day does. Of the ways to tell what was usual (its own weekday, all
 * working days together, something between) the one is taken that foretold best.
 */
export function ownHabit(
  point: HourlyRegister,
  {
    from,
    to,
    weekHours,
    perHour = 1,
  }: {
    readonly from: number;
    readonly to: number;
    readonly weekHours: WeekSteps;
    /** Steps of the history. */
    readonly perHour?: number;
  },
): OwnHabit {
  const { values, resolution } = point;
  const first = Math.max(0, from - HOURS_LEARNED * perHour);
  const learned = from - first;
  const tried = usualUses(point, { untilHour: from, weekHours }).flatMap((usualAt) => {
    const ratios = Float64Array.from({ length: to - first }, (_, n) => {
      const used = Math.max(0, (values[first + n + 1] ?? Number.NaN) - (values[first + n] ?? 0));
      return Math.log((used + resolution) / (usualAt(first + n) + resolution));
    });
    return GAINS.map((gain) => {
      const surprises = surprisesOf(ratios, gain);
      return { gain, usualAt, surprises, scatter: scatterOf(surprises.subarray(0, learned)) };
    });
  });
  const best = tried.reduce((a, b) => (b.scatter < a.scatter ? b : a));
  const scatterAt = scatterByTime(best.surprises.subarray(0, learned), {
    weekHours: weekHours.subarray(first),
    perDay: Math.ceil(stepsInWeek(weekHours) / DAYS_OF_WEEK),
    scatter: Math.max(LEAST_SCATTER, best.scatter),
  });
  const usual = Float64Array.from({ length: to - from }, (_, n) => best.usualAt(from + n));
  const variances = usual.map(
    (used, n) =>
      scatterAt(learned + n) ** 2 + (resolution / Math.max(resolution, used || 0)) ** 2 / 3,
  );
  return {
    surprises: best.surprises.slice(learned),
    usual,
    variances,
    kept: 1 - best.gain,
    stepsShown: HOURS_SHOWN * perHour,
  };
}

function surprisesOf(ratios: Float64Array, gain: number): Float64Array {
  let level: number | undefined;
  return ratios.map((ratio) => {
    if (Number.isNaN(ratio)) return Number.NaN;
    if (level === undefined) {
      level = ratio;
      return Number.NaN;
    }
    const surprise = ratio - level;
    level += gain * Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, surprise));
    return surprise;
  });
}

/** Robustly; infinite where nothing is known. */
function scatterOf(surprises: Float64Array): number {
  const known = surprises.filter((value) => !Number.isNaN(value)).map(Math.abs);
  if (known.length === 0) return Infinity;
  return MAD_TO_DEVIATION * (known.toSorted()[known.length >> 1] ?? 0);
}

/** How far surprises stray in the time of day of a step: its own, drawn to that of all the day. */
function scatterByTime(
  surprises: Float64Array,
  {
    weekHours,
    perDay,
    scatter,
  }: { readonly weekHours: WeekSteps; readonly perDay: number; readonly scatter: number },
): (step: number) => number {
  const timeOf = (step: number) => (weekHours[step] ?? 0) % perDay;
  const seen = Array.from({ length: perDay }, (): number[] => []);
  for (const [step, surprise] of surprises.entries()) {
    if (!Number.isNaN(surprise)) seen[timeOf(step)]?.push(surprise);
  }
  const scatters = seen.map((own) => {
    if (own.length === 0) return scatter;
    const squares = own.length * scatterOf(Float64Array.from(own)) ** 2;
    const blended = (squares + SURPRISES_BLENDED * scatter ** 2) / (own.length + SURPRISES_BLENDED);
    return Math.max(LEAST_SCATTER, Math.sqrt(blended));
  });
  return (step) => scatters[timeOf(step)] ?? scatter;
}

/** Of fewer points than this nothing tells what all do together. */
const POINTS_IN_COMMON = 5;

/** What all points do together (a holiday, a cold day) is nobody's surprise. */
export function withoutCommon(habits: readonly OwnHabit[]): OwnHabit[] {
  if (habits.length < POINTS_IN_COMMON) return [...habits];
  const hours = habits[0]?.surprises.length ?? 0;
  const common = Float64Array.from({ length: hours }, (_, hour) => {
    const all = habits.map(({ surprises }) => surprises[hour] ?? Number.NaN);
    const known = all.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
    return known[known.length >> 1] ?? 0;
  });
  return habits.map((habit) => ({
    ...habit,
    surprises: habit.surprises.map((surprise, hour) => surprise - (common[hour] ?? 0)),
  }));
}
