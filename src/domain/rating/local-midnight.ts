import type { DateRange } from "#domain/core/instant-range.ts";

/** Zones × days remembered; a site's years of days stay far below it. */
const MIDNIGHTS_AT_MOST = 20_000;
const midnights = new Map<string, number>();

/** Milliseconds since 1970 at which the local day begins (not always 00:00 on the wall clock). */
export function midnightMs(day: Temporal.PlainDate, timeZone: string): number {
  const key = `${day.toString()} ${timeZone}`;
  const known = midnights.get(key);
  if (known !== undefined) return known;
  const ms = day.toZonedDateTime(timeZone).epochMilliseconds;
  if (midnights.size >= MIDNIGHTS_AT_MOST) midnights.clear();
  midnights.set(key, ms);
  return ms;
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
