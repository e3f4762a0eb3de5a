import {
  addFractions,
  fraction,
  type Fraction,
  fractionText,
  multiplyFractions,
  WHOLE,
} from "#domain/core/fraction.ts";
import { daysIn, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { Proration, Recurrence } from "#domain/tariff/tariff-document.ts";
import { isWhole, type Window, windowsIn } from "./windows.ts";

export interface RecurrenceQuery {
  readonly per: Recurrence;
  readonly prorate: Proration;
  /** The days that are priced by one tariff version. */
  readonly days: DateRange;
  readonly billingPeriod: DateRange;
}

const MONTHS_OF_YEAR = 12;

/**
 * How many times a recurring amount falls due in the days: 20/31 of a month, 3 months, 1/12 of a
 * year. Rule of the trade R17: by days or by months is the tariff's choice.
 */
export function timesDue(query: RecurrenceQuery): Due {
  const { per, prorate, days, billingPeriod } = query;
  let known = dueByDays.get(days);
  if (!known) dueByDays.set(days, (known = []));
  const found = known.find(
    (one) => one.per === per && one.prorate === prorate && one.billingPeriod === billingPeriod,
  );
  if (found) return found.due;
  const share = worked({ per, prorate, days, billingPeriod });
  const due = { share, text: fractionText(share) };
  if (known.length >= DUE_AT_MOST) known.length = 0;
  known.push({ per, prorate, billingPeriod, due });
  return due;
}

/** How many times, and how that is written in a formula: `20/31`. */
export interface Due {
  readonly share: Fraction;
  readonly text: string;
}

interface KnownDue {
  readonly per: Recurrence;
  readonly prorate: Proration;
  readonly billingPeriod: DateRange;
  readonly due: Due;
}

/** Days are the same objects for all customers with the same days, as long as they are remembered. */
const dueByDays = new WeakMap<DateRange, KnownDue[]>();
/** Remembered of the same days: there are few ways to recur, and billing periods around them. */
const DUE_AT_MOST = 50;

function worked({ per, prorate, days, billingPeriod }: RecurrenceQuery): Fraction {
  const share = (window: Window) => shareOf(window, prorate, billingPeriod);
  const windows = (kind: "month" | "year" | "billing-period") =>
    windowsIn(days, { kind, billingPeriod });
  switch (per) {
    case "day":
      return fraction(daysIn(days), 1);
    case "month":
      return sum(windows("month").map(share));
    case "year":
      return prorate === "months"
        ? multiplyFractions(sum(windows("month").map(share)), fraction(1, MONTHS_OF_YEAR))
        : sum(windows("year").map(share));
    case "billing-period":
      return sum(windows("billing-period").map(share));
  }
}

function shareOf(window: Window, prorate: Proration, billingPeriod: DateRange): Fraction {
  if (isWhole(window)) return WHOLE;
  const { whole, part } = window;
  if (prorate !== "none") return fraction(daysIn(part), daysIn(whole));
  // The whole amount, however few of the window's days are billed; where two versions share them,
  // each has its days' share of it.
  const billed = intersectDates(whole, billingPeriod) ?? part;
  return fraction(daysIn(part), daysIn(billed));
}

function sum(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce(addFractions, fraction(0, 1));
}
