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
  let from = days.from;
  while (Temporal.PlainDate.compare(from, days.to) < 0) {
    const whole = windowAround(from, kind);
    const to = Temporal.PlainDate.compare(whole.to, days.to) < 0 ? whole.to : days.to;
    windows.push({ whole, part: { from, to } });
    from = to;
  }
  return windows;
}

const MONTHS_OF: Readonly<Record<Exclude<LadderWindow, "billing-period">, number>> = {
  month: 1,
  quarter: 3,
  year: 12,
};

function windowAround(
  day: Temporal.PlainDate,
  kind: Exclude<LadderWindow, "billing-period">,
): DateRange {
  const months = MONTHS_OF[kind];
  const month = day.month - ((day.month - 1) % months);
  const from = day.with({ month, day: 1 });
  return { from, to: from.add({ months }) };
}

/** Whether the whole window is priced. */
export function isWhole({ whole, part }: Window): boolean {
  return daysIn(whole) === daysIn(part);
}
