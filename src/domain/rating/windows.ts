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
): readonly Window[] {
  if (kind === "billing-period") return [{ whole: billingPeriod, part: days }];
  let kinds = windowsByDays.get(days);
  if (!kinds) windowsByDays.set(days, (kinds = {}));
  return (kinds[kind] ??= cut(days, kind));
}

/** Days are the same objects for all customers with the same days, as long as they are remembered. */
const windowsByDays = new WeakMap<DateRange, Partial<Record<CalendarWindow, readonly Window[]>>>();

function cut(days: DateRange, kind: CalendarWindow): readonly Window[] {
  const windows: Window[] = [];
  const end = epochDay(days.to);
  let { from } = days;
  while (epochDay(from) < end) {
    const whole = windowAround(from, kind);
    const ends = epochDay(whole.to) <= end;
    if (from === days.from && epochDay(whole.to) >= end) return [{ whole, part: days }];
    const begins = epochDay(whole.from) === epochDay(from);
    const part = begins && ends ? whole : { from, to: ends ? whole.to : days.to };
    windows.push({ whole, part });
    from = part.to;
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
  return whole === part || daysIn(whole) === daysIn(part);
}
