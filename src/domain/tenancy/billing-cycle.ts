import type { DateRange } from "#domain/core/instant-range.ts";

export const BILLING_CYCLES = ["weekly", "monthly", "bimonthly", "quarterly", "yearly"] as const;

/** How often a lease is billed, from which days its billing periods run, and when they are billed. */
export interface BillingCycle {
  readonly every: (typeof BILLING_CYCLES)[number];
  /**
   * The day on which billing periods begin. Weekly: the day of the week, 1 for Monday to 7. Else the
   * day of the month, 1 to 31; in a month that is shorter, its last day.
   */
  readonly startDay: number;
  /** For periods of several months: a month in which one begins, 1 for January to 12. */
  readonly startMonth: number;
  /** Days from the first day after a period until it is billed. */
  readonly runAfterDays: number;
}

/** By calendar month, billed on the first of the next. */
export const MONTHLY: BillingCycle = {
  every: "monthly",
  startDay: 1,
  startMonth: 1,
  runAfterDays: 0,
};

const DAYS_IN_WEEK = 7;
const MONTHS_IN_YEAR = 12;

const MONTHS = { monthly: 1, bimonthly: 2, quarterly: 3, yearly: MONTHS_IN_YEAR } as const;

/** The whole billing period that a local day lies in. */
export function billingPeriodOf(cycle: BillingCycle, day: Temporal.PlainDate): DateRange {
  if (cycle.every === "weekly") {
    const into = (day.dayOfWeek - cycle.startDay + DAYS_IN_WEEK) % DAYS_IN_WEEK;
    const from = day.subtract({ days: into });
    return { from, to: from.add({ days: DAYS_IN_WEEK }) };
  }
  const months = MONTHS[cycle.every];
  const past = (day.month - cycle.startMonth + MONTHS_IN_YEAR) % months;
  let month = day.toPlainYearMonth().subtract({ months: past });
  if (Temporal.PlainDate.compare(startIn(month, cycle), day) > 0) {
    month = month.subtract({ months });
  }
  return { from: startIn(month, cycle), to: startIn(month.add({ months }), cycle) };
}

/** `constrain`, the default of Temporal, is the last day of a month that has no such day. */
function startIn(month: Temporal.PlainYearMonth, { startDay }: BillingCycle): Temporal.PlainDate {
  return month.toPlainDate({ day: startDay });
}

/** The local day on which a billing period is billed. */
export function runDayOf(cycle: BillingCycle, { to }: DateRange): Temporal.PlainDate {
  return to.add({ days: cycle.runAfterDays });
}

/** The first day that is not yet due on the local day `today`. */
export function dueUntil(cycle: BillingCycle, today: Temporal.PlainDate): Temporal.PlainDate {
  const lastBegun = today.subtract({ days: cycle.runAfterDays });
  return billingPeriodOf(cycle, lastBegun).from;
}

/** The first local day after `today` on which a billing period is billed. */
export function nextRunDay(cycle: BillingCycle, today: Temporal.PlainDate): Temporal.PlainDate {
  const begun = billingPeriodOf(cycle, today.subtract({ days: cycle.runAfterDays }));
  return runDayOf(cycle, begun);
}
