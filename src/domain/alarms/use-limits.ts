import type { UseHistory } from "./use-unusual.ts";

/** A verdict about an amount; the indexes are those of hours in the history. */
export type AmountVerdict =
  | {
      readonly state: "on";
      readonly fromHour: number;
      readonly toHour: number;
      readonly used: number;
      /** What the whole day or month will come to. */
      readonly expected: number;
    }
  | { readonly state: "off" | "undecided" };

const HOURS_A_DAY = 24;
/** An older newest value says nothing of now. */
const HOURS_OLD_AT_MOST = 6;

/**
 * Whether more than `limit` was used since the last local midnight. It clears a day later: when the day
 * after the one of it ends within the limit. A stretch that is not known raises nothing.
 */
export function judgeDay({ values, weekHours }: UseHistory, limit: number): AmountVerdict {
  const toHour = newestHour(values);
  const today = midnightBefore(weekHours, toHour);
  const used = between(values, today, toHour);
  if (used > limit) return { state: "on", fromHour: today, toHour, used, expected: used };
  const yesterday = between(values, midnightBefore(weekHours, today), today);
  return { state: yesterday <= limit && used <= limit ? "off" : "undecided" };
}

/** Below so much of a budget an alarm on it clears. */
const CLEAR_SHARE = 0.95;
/** Sooner in a month its end is a guess. */
const DAYS_AT_LEAST = 5;
const DAYS_OF_MEAN = 28;

/**
 * Whether a month will exceed its budget: what was used since its first midnight (`monthFromHour`), and
 * for each day that is left the mean of the last four weeks.
 */
export function judgeBudget(
  { values }: UseHistory,
  {
    budget,
    monthFromHour,
    monthToHour,
  }: {
    readonly budget: number;
    readonly monthFromHour: number;
    readonly monthToHour: number;
  },
): AmountVerdict {
  const toHour = newestHour(values);
  const used = between(values, monthFromHour, toHour);
  const meanFrom = toHour - DAYS_OF_MEAN * HOURS_A_DAY;
  const perHour = between(values, meanFrom, toHour) / (DAYS_OF_MEAN * HOURS_A_DAY);
  const expected = used + (monthToHour - toHour) * perHour;
  const isSure = used > budget;
  const isTold = toHour - monthFromHour >= DAYS_AT_LEAST * HOURS_A_DAY && expected > budget;
  if (isSure || isTold) {
    const told = Number.isNaN(expected) ? used : expected;
    return { state: "on", fromHour: monthFromHour, toHour, used, expected: told };
  }
  return { state: expected < CLEAR_SHARE * budget ? "off" : "undecided" };
}

/** The newest hour that is known and not old; NaN otherwise, which makes every amount unknown. */
function newestHour(values: Float64Array): number {
  const newest = values.findLastIndex((value) => !Number.isNaN(value));
  return values.length - 1 - newest > HOURS_OLD_AT_MOST ? Number.NaN : newest;
}

function between(values: Float64Array, from: number, to: number): number {
  return (values[to] ?? Number.NaN) - (values[from] ?? Number.NaN);
}

/** The last local midnight at or before an hour, without the hour that a history ends at; NaN: none. */
function midnightBefore(weekHours: Uint8Array, hour: number): number {
  for (let at = hour - 1; at >= 0; at -= 1) {
    if ((weekHours[at] ?? 0) % HOURS_A_DAY === 0) return at;
  }
  return Number.NaN;
}
