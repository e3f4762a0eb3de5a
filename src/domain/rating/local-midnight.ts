import { epochDay } from "#domain/core/epoch-day.ts";
import { type DateRange, type InstantRange, instantsOf } from "#domain/core/instant-range.ts";

/** A stretch of local days with its ends on the absolute time line, in milliseconds since 1970. */
export interface LocalStretch {
  readonly days: DateRange;
  /** The first of them, counted from 1970-01-01, and how many they are. */
  readonly firstDay: number;
  readonly length: number;
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The same ends. */
  readonly instants: InstantRange;
}

/** Stretches remembered in a zone, and the days that the longest of them may have. */
const STRETCHES_AT_MOST = 20_000;
const LONGEST_DAYS = 100_000;
const ZONES_AT_MOST = 50;
const stretchesByZone = new Map<string, Map<number, LocalStretch>>();
/** By the very days that a stretch was worked out for, as the months of a year are mostly asked for. */
const stretchByDays = new WeakMap<DateRange, LocalStretch>();

/** The same object for the same days, so that what is worked out for one is found by it. */
export function localStretch(days: DateRange, timeZone: string): LocalStretch {
  const asked = stretchByDays.get(days);
  if (asked?.timeZone === timeZone) return asked;
  let stretches = stretchesByZone.get(timeZone);
  if (!stretches) {
    if (stretchesByZone.size >= ZONES_AT_MOST) stretchesByZone.clear();
    stretchesByZone.set(timeZone, (stretches = new Map()));
  }
  const fromDay = epochDay(days.from);
  const length = epochDay(days.to) - fromDay;
  if (length < 0 || length >= LONGEST_DAYS) return stretchOf(days, timeZone);
  const key = fromDay * LONGEST_DAYS + length;
  const known = stretches.get(key);
  if (known) return known;
  const stretch = stretchOf(days, timeZone);
  if (stretches.size >= STRETCHES_AT_MOST) stretches.clear();
  stretches.set(key, stretch);
  stretchByDays.set(days, stretch);
  return stretch;
}

function stretchOf(days: DateRange, timeZone: string): LocalStretch {
  const instants = instantsOf(days, timeZone);
  const { from, to } = instants;
  const firstDay = epochDay(days.from);
  const length = epochDay(days.to) - firstDay;
  const [fromMs, toMs] = [from.epochMilliseconds, to.epochMilliseconds];
  return { days, firstDay, length, timeZone, fromMs, toMs, instants };
}
