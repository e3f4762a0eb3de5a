import { Decimal } from "#domain/core/decimal.ts";
import { daysIn, type DateRange, intersectDates } from "#domain/core/instant-range.ts";

/**
 * Per mille of a year's heating by month, January first: the table by which German heat cost bills
 * are split between tenants without a reading (VDI 2067; rule R32).
 */
const PER_MILLE: readonly number[] = [170, 150, 130, 80, 40, 14, 13, 13, 30, 80, 120, 160];

const DIGITS = 12;

/** The part of a year's heating in per mille that falls on some days; within a month by days. */
export function degreeDays(range: DateRange): Decimal {
  let sum = Decimal.ZERO;
  let from = range.from.with({ day: 1 });
  while (Temporal.PlainDate.compare(from, range.to) < 0) {
    const month = { from, to: from.add({ months: 1 }) };
    const days = intersectDates(range, month);
    const perMille = Decimal.of(PER_MILLE[from.month - 1] ?? 0);
    if (days && daysIn(days) === daysIn(month)) sum = sum.plus(perMille);
    else if (days) {
      const part = perMille.times(Decimal.of(daysIn(days)));
      sum = sum.plus(part.dividedBy(Decimal.of(daysIn(month)), DIGITS, "half-even"));
    }
    from = month.to;
  }
  return sum.normalized();
}
