import { epochDay } from "#domain/core/epoch-day.ts";
import { daysIn, type DateRange } from "#domain/core/instant-range.ts";
import type { LadderWindow } from "#domain/tariff/tariff-document.ts";

/** A recurring stretch of the calendar, and the part of it that is priced. */
export interface Window {
  /** The whole month, quarter, year or billing period. */
  readonly whole: DateRange;
  readonly part: DateRange;
}

/** Cuts `days` along the windows of the calendar, in order of time. */
export function windowsIn(
  days: DateRange,
  { kind, billingPeriod }: { readonly kind: LadderWindow; readonly billingPeriod: DateRange },
): Window[] {
  if (kind === "billing-period") return [{ whole: billingPeriod, part: days }];
  const windows: Window[] = [];
  const end = epochDay(days.to);
  let { from } = days;
  while (epochDay(from) < end) {
    const whole = windowAround(from, kind);
    const to = epochDay(whole.to) < end ? whole.to : days.to;
    windows.push({ whole, part: { from, to } });
    from = to;
  }
  return windows;
}

type CalendarWindow = Exclude<LadderWindow, "billing-period">;

const MONTHS_OF: Readonly<Record<CalendarWindow, number>> = { month: 1, quarter: 3, year: 12 };
const MONTHS_OF_YEAR = 12;

/** Windows remembered of a kind: centuries of months. */
const WINDOWS_AT_MOST = 5000;
const knownWindows: Readonly<Record<CalendarWindow, Map<number, DateRange>>> = {
  month: new Map(),
  quarter: new Map(),
  year: new Map(),
};

function windowAround(day: Temporal.PlainDate, kind: CalendarWindow): DateRange {
  const months = MONTHS_OF[kind];
  const month = day.month - ((day.month - 1) % months);
  const windows = knownWindows[kind];
  const key = day.year * MONTHS_OF_YEAR + month;
  const known = windows.get(key);
  if (known) return known;
  const from = day.with({ month, day: 1 });
  const window = { from, to: from.add({ months }) };
  if (windows.size >= WINDOWS_AT_MOST) windows.clear();
  windows.set(key, window);
  return window;
}

/** Whether the whole window is priced. */
export function isWhole({ whole, part }: Window): boolean {
  return daysIn(whole) === daysIn(part);
}
