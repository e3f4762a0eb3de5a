import { epochDay } from "#domain/core/epoch-day.ts";
import { daysIn, type DateRange, intersectDates } from "#domain/core/instant-range.ts";
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
  let { from } = days;
  while (epochDay(from) < epochDay(days.to)) {
    const whole = windowAround(from, kind);
    const part = intersectDates(whole, days) ?? days;
    windows.push({ whole, part: daysIn(part) === daysIn(whole) ? whole : part });
    from = whole.to;
  }
  const [first] = windows;
  if (!first || windows.length > 1) return windows;
  // The very same days, for which much is remembered.
  return [{ whole: first.part === first.whole ? days : first.whole, part: days }];
}

type CalendarWindow = Exclude<LadderWindow, "billing-period">;

const MONTHS_OF: Readonly<Record<CalendarWindow, number>> = { month: 1, quarter: 3, year: 12 };
function windowAround(day: Temporal.PlainDate, kind: CalendarWindow): DateRange {
  const months = MONTHS_OF[kind];
  const from = day.with({ month: day.month - ((day.month - 1) % months), day: 1 });
  return { from, to: from.add({ months }) };
}

/** Whether the whole window is priced. */
export function isWhole({ whole, part }: Window): boolean {
  return whole === part || daysIn(whole) === daysIn(part);
}
