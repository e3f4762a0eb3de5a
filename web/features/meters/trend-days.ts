import type { Trend, TrendBar, TrendRange } from "#api/contract/trends.ts";
import type { TrendSearch } from "./trend-search.ts";

/** An ISO day moved by whole days; plain calendar arithmetic, no time zone. */
function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A day in the range after (or, with -1, before) the one that begins on `fromDay`. */
export function neighbourDay(
  range: TrendRange,
  { fromDay, toDay }: { readonly fromDay: string; readonly toDay: string },
  direction: 1 | -1,
): string {
  if (direction === 1) return toDay;
  const lastBefore = addDays(fromDay, -1);
  if (range === "month") return `${lastBefore.slice(0, 7)}-01`;
  if (range === "year") return `${lastBefore.slice(0, 4)}-01-01`;
  return range === "week" ? addDays(fromDay, -7) : lastBefore;
}

/** The last day of a range. */
export function lastDay({ toDay }: { readonly toDay: string }): string {
  return addDays(toDay, -1);
}

/** The trend of a bar by itself: a month of a year, a day of a month or week; hours stay. */
export function openedBar({ barStep, timeZone }: Trend, { from }: TrendBar): TrendSearch {
  if (barStep === "hour") return {};
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  return { range: barStep, at: day.format(new Date(from)) };
}
