import { daysIn, type DateRange, intersectDates } from "#domain/core/instant-range.ts";

/**
 * What an amount that comes every month is for some days, in whole minor units: by days of each
 * month, cut so that the days of a month sum to its amount however they are divided.
 */
export function monthlyAmountMinor(monthlyMinor: bigint, days: DateRange): bigint {
  let sum = 0n;
  let from = days.from.with({ day: 1 });
  while (Temporal.PlainDate.compare(from, days.to) < 0) {
    const month = { from, to: from.add({ months: 1 }) };
    const part = intersectDates(month, days);
    if (part) {
      const until = (day: Temporal.PlainDate) =>
        (monthlyMinor * BigInt(daysIn({ from, to: day }))) / BigInt(daysIn(month));
      sum += until(part.to) - until(part.from);
    }
    from = month.to;
  }
  return sum;
}
