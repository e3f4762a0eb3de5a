import type { DateRange, InstantRange } from "#domain/core/instant-range.ts";

/** A local day, week from Monday, month or year. */
export type TrendRange = "day" | "week" | "month" | "year";
/** The range before, or the same range a year earlier. */
export type TrendComparison = "previous" | "last-year";
export type BarStep = "hour" | "day" | "month";

export const BAR_STEP: Readonly<Record<TrendRange, BarStep>> = {
  day: "hour",
  week: "day",
  month: "day",
  year: "month",
};

/** The local days of the range that holds `day`. */
export function trendDays(range: TrendRange, day: Temporal.PlainDate): DateRange {
  const from = firstDayOf(range, day);
  return { from, to: from.add({ [`${range}s`]: 1 }) };
}

/** The range before it. */
export function previousTrendDays(range: TrendRange, { from }: DateRange): DateRange {
  return { from: from.subtract({ [`${range}s`]: 1 }), to: from };
}

/** The same range a year earlier; weeks by 52 weeks, so that weekdays meet weekdays. */
export function lastYearTrendDays(range: TrendRange, { from }: DateRange): DateRange {
  const before = range === "week" ? from.subtract({ weeks: 52 }) : from.subtract({ years: 1 });
  return { from: before, to: before.add({ [`${range}s`]: 1 }) };
}

function firstDayOf(range: TrendRange, day: Temporal.PlainDate): Temporal.PlainDate {
  switch (range) {
    case "day":
      return day;
    case "week":
      return day.subtract({ days: day.dayOfWeek - 1 });
    case "month":
      return day.with({ day: 1 });
    case "year":
      return day.with({ month: 1, day: 1 });
  }
}

/** Hours of absolute time: a local day of a clock change has 23 or 25 of them. */
export function hoursOf({ from, to }: InstantRange): InstantRange[] {
  const hours: InstantRange[] = [];
  let at = from;
  while (Temporal.Instant.compare(at, to) < 0) {
    const next = at.add({ hours: 1 });
    const end = Temporal.Instant.compare(next, to) < 0 ? next : to;
    hours.push({ from: at, to: end });
    at = end;
  }
  return hours;
}

/** The local days or months of a range of days, from midnight to midnight. */
export function calendarSteps(
  days: DateRange,
  step: "day" | "month",
  timeZone: string,
): InstantRange[] {
  const steps: InstantRange[] = [];
  let day = days.from;
  while (Temporal.PlainDate.compare(day, days.to) < 0) {
    const next = day.add({ [`${step}s`]: 1 });
    steps.push({
      from: day.toZonedDateTime(timeZone).toInstant(),
      to: next.toZonedDateTime(timeZone).toInstant(),
    });
    day = next;
  }
  return steps;
}
