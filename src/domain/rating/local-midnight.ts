import { epochDay } from "#domain/core/epoch-day.ts";
import type { DateRange, InstantRange } from "#domain/core/instant-range.ts";

interface Midnight {
  readonly instant: Temporal.Instant;
  readonly ms: number;
}

/** Days remembered in a zone; a site's years of days stay far below it. */
const MIDNIGHTS_AT_MOST = 20_000;
const ZONES_AT_MOST = 50;
const midnightsByZone = new Map<string, Map<number, Midnight>>();

/** When the local day begins (not always 00:00 on the wall clock). */
function midnightOf(day: Temporal.PlainDate, timeZone: string): Midnight {
  let midnights = midnightsByZone.get(timeZone);
  if (!midnights) {
    if (midnightsByZone.size >= ZONES_AT_MOST) midnightsByZone.clear();
    midnightsByZone.set(timeZone, (midnights = new Map()));
  }
  const key = epochDay(day);
  const known = midnights.get(key);
  if (known) return known;
  const instant = day.toZonedDateTime(timeZone).toInstant();
  const midnight = { instant, ms: instant.epochMilliseconds };
  if (midnights.size >= MIDNIGHTS_AT_MOST) midnights.clear();
  midnights.set(key, midnight);
  return midnight;
}

/** As `midnightOf`, in milliseconds since 1970. */
export function midnightMs(day: Temporal.PlainDate, timeZone: string): number {
  return midnightOf(day, timeZone).ms;
}

/** As `instantsOf` of a range of days, from what is remembered. */
export function midnightsAround(days: DateRange, timeZone: string): InstantRange {
  return {
    from: midnightOf(days.from, timeZone).instant,
    to: midnightOf(days.to, timeZone).instant,
  };
}

/** A stretch of local days with its ends on the absolute time line, in milliseconds since 1970. */
export interface LocalStretch {
  readonly days: DateRange;
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export function localStretch(days: DateRange, timeZone: string): LocalStretch {
  return {
    days,
    timeZone,
    fromMs: midnightMs(days.from, timeZone),
    toMs: midnightMs(days.to, timeZone),
  };
}
