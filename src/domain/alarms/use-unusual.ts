/** When a day's use is unusual against the point's own past. */
export interface UnusualLimits {
  /** So many times the usual scatter of a day (1.4826 × the median absolute deviation). */
  readonly scatters: number;
  /** So many times the largest excess of any day looked back on: what has happened is not unusual. */
  readonly largestTimes: number;
  /** And at least so many percent above what is usual, on that day and on any day. */
  readonly percent: number;
  /** It clears when the excess is below this share of what raises it. */
  readonly clearShare: number;
}

/** Twice the usual, well outside of all that the last five weeks saw: a rare thing in a dwelling. */
export const UNUSUAL_LIMITS: UnusualLimits = {
  scatters: 5,
  largestTimes: 1.5,
  percent: 100,
  clearShare: 0.5,
};

export interface UseHistory {
  /** What the meter counted at each full hour; NaN where it is not known. */
  readonly values: Float64Array;
  /** The smallest step of the register in the same unit. */
  readonly resolution: number;
  /** The local hour of the week of each hour, see domain/balance/usual-use.ts. */
  readonly weekHours: Uint8Array;
}

/** A history of which is known since when it is one occupant's. */
export interface OccupiedHistory extends UseHistory {
  /**
   * The hours, as indexes and in order, from which on somebody else or nobody has lived there: a
   * tenant's habits say nothing of the next one's, and an empty unit's nothing of either.
   */
  readonly occupantChanges: readonly number[];
}

export type UnusualVerdict =
  | {
      readonly state: "on";
      /** The judged day, as indexes of hours: `[from, to)`. */
      readonly fromHour: number;
      readonly toHour: number;
      readonly used: number;
      readonly usual: number;
    }
  | { readonly state: "off" | "undecided" };

const HOURS_A_DAY = 24;
const HOURS_OF_WEEK = 168;
const WEEKS_LOOKED_BACK = 5;
/** With fewer there is no telling what is usual. */
const DAYS_AT_LEAST = 21;
/** Of the hours in a week, each seen so often. */
const TIMES_SEEN_AT_LEAST = 3;
/** Scatter of a normal distribution per median absolute deviation. */
const SCATTER_PER_MAD = 1.4826;
/** An older newest value says nothing of now. */
const HOURS_OLD_AT_MOST = 6;

/**
 * Whether the newest 24 hours used far more than usual. Usual is the median of the same hours of the
 * week over five weeks, and of what those days were above it; how far a day may stray is told by how far those days strayed, by the median
 * absolute deviation, so that a single odd day neither raises nor hides anything. Less than usual is
 * no alarm here: people go on holiday, and a meter that sees too little shows in its balance zone.
 * Only the days of who is there now are looked back on: undecided until there are enough of them.
 */
export function judgeUnusual(history: OccupiedHistory, limits: UnusualLimits): UnusualVerdict {
  const { values, occupantChanges } = history;
  const toHour = values.findLastIndex((value) => !Number.isNaN(value));
  const fromHour = toHour - HOURS_A_DAY;
  const used = (values[toHour] ?? Number.NaN) - (values[fromHour] ?? Number.NaN);
  const isOld = values.length - 1 - toHour > HOURS_OLD_AT_MOST;
  const since = occupantChanges.findLast((hour) => hour < toHour) ?? 0;
  const past = {
    fromHour: Math.max(0, since, fromHour - WEEKS_LOOKED_BACK * HOURS_OF_WEEK),
    toHour: fromHour,
  };
  const week = medianWeek(history, past);
  const ofHours = usualDay(week, history.weekHours, fromHour);
  const excesses = pastExcesses(history, { week, past });
  if (isOld || Number.isNaN(used - ofHours) || excesses.length < DAYS_AT_LEAST) {
    return { state: "undecided" };
  }
  // Use that comes in bursts has medians near nothing in every hour, but not in a day.
  const middle = median(excesses);
  const usual = ofHours + middle;
  const limit = Math.max(
    limits.scatters * scatterOf(excesses, middle),
    limits.largestTimes * (Math.max(...excesses) - middle),
    (1 + limits.percent / 100) * Math.max(usual, medianDay(values, past)) - usual,
    HOURS_A_DAY * history.resolution,
  );
  const excess = used - usual;
  if (excess > limit) return { state: "on", fromHour, toHour, used, usual };
  return { state: excess < limits.clearShare * limit ? "off" : "undecided" };
}

/** What is looked back on, as indexes of hours: `[from, to)`. */
interface Past {
  readonly fromHour: number;
  readonly toHour: number;
}

/** The median use of each hour of the week in the past; NaN: seen too seldom. */
function medianWeek({ values, weekHours }: UseHistory, { fromHour, toHour }: Past): Float64Array {
  const seen = Array.from({ length: HOURS_OF_WEEK }, (): number[] => []);
  for (let at = fromHour; at < toHour; at += 1) {
    const used = (values[at + 1] ?? Number.NaN) - (values[at] ?? Number.NaN);
    if (!Number.isNaN(used)) seen[weekHours[at] ?? 0]?.push(used);
  }
  return Float64Array.from(seen, (uses) =>
    uses.length < TIMES_SEEN_AT_LEAST ? Number.NaN : median(uses),
  );
}

function usualDay(week: Float64Array, weekHours: Uint8Array, fromHour: number): number {
  let sum = 0;
  for (let at = fromHour; at < fromHour + HOURS_A_DAY; at += 1) {
    sum += week[weekHours[at] ?? 0] ?? Number.NaN;
  }
  return sum;
}

/** By how much each whole day of the past was above what was usual; below it is negative. */
function pastExcesses(
  { values, weekHours }: UseHistory,
  { week, past }: { readonly week: Float64Array; readonly past: Past },
): number[] {
  const excesses: number[] = [];
  for (let from = past.toHour - HOURS_A_DAY; from >= past.fromHour; from -= HOURS_A_DAY) {
    const used = (values[from + HOURS_A_DAY] ?? Number.NaN) - (values[from] ?? Number.NaN);
    const excess = used - usualDay(week, weekHours, from);
    if (!Number.isNaN(excess)) excesses.push(excess);
  }
  return excesses;
}

/** The median use of the known days of the past: five of one weekday alone are few. */
function medianDay(values: Float64Array, past: Past): number {
  const days: number[] = [];
  for (let from = past.toHour - HOURS_A_DAY; from >= past.fromHour; from -= HOURS_A_DAY) {
    const used = (values[from + HOURS_A_DAY] ?? Number.NaN) - (values[from] ?? Number.NaN);
    if (!Number.isNaN(used)) days.push(used);
  }
  return median(days);
}

function scatterOf(excesses: readonly number[], middle: number): number {
  return SCATTER_PER_MAD * median(excesses.map((excess) => Math.abs(excess - middle)));
}

/** Of at least one number. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
}
