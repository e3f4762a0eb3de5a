import {
  addFractions,
  fraction,
  type Fraction,
  fractionText,
  multiplyFractions,
} from "#domain/core/fraction.ts";
import { daysIn, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { Proration, Recurrence } from "#domain/tariff/charge-recurrence.ts";
import { type Window, windowsIn } from "./windows.ts";

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
  const due = worked({ per, prorate, days, billingPeriod });
  if (known.length >= DUE_AT_MOST) known.length = 0;
  known.push({ per, prorate, billingPeriod, due });
  return due;
}

/** How many times, and how that is written in a formula: days over days, `30/365` and not `6/73`. */
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

function worked({ per, prorate, days, billingPeriod }: RecurrenceQuery): Due {
  const windows = (kind: "month" | "year" | "billing-period") =>
    windowsIn(days, { kind, billingPeriod }).map((one) => shareOf(one, prorate, billingPeriod));
  switch (per) {
    case "day":
      return { share: fraction(daysIn(days), 1), text: String(daysIn(days)) };
    case "month":
      return sumOf(windows("month"));
    case "year":
      return prorate === "months" ? twelfthOf(sumOf(windows("month"))) : sumOf(windows("year"));
    case "billing-period":
      return sumOf(windows("billing-period"));
  }
}

/** Days of a window out of all that it counts: 30 of 365. */
interface DaysOf {
  readonly days: number;
  readonly of: number;
}

function shareOf({ whole, part }: Window, prorate: Proration, billingPeriod: DateRange): DaysOf {
  if (prorate !== "none") return { days: daysIn(part), of: daysIn(whole) };
  // The whole amount, however few of the window's days are billed; where two versions share them,
  // each has its days' share of it.
  const billed = intersectDates(whole, billingPeriod) ?? part;
  return { days: daysIn(part), of: daysIn(billed) };
}

/** `2`, `30/365`, `(2 + 10/31)`: whole windows counted, of others their days and not the least terms. */
function sumOf(shares: readonly DaysOf[]): Due {
  const share = shares.map(({ days, of }) => fraction(days, of));
  const isAll = ({ days, of }: DaysOf) => days === of;
  const whole = shares.filter(isAll).length;
  const parts = shares.flatMap((one) => (isAll(one) ? [] : [`${one.days}/${one.of}`]));
  const summands = whole > 0 || parts.length === 0 ? [String(whole), ...parts] : parts;
  const text = summands.join(" + ");
  return {
    share: share.reduce(addFractions, fraction(0, 1)),
    text: summands.length > 1 ? `(${text})` : text,
  };
}

/** So many months of a yearly amount: `2/12`, and `20/31 × 1/12` of a part of a month. */
export function twelfthOf({ share, text }: Due): Due {
  const twelfth = multiplyFractions(share, fraction(1, MONTHS_OF_YEAR));
  if (share.denominator !== 1n) return { share: twelfth, text: `${text} × 1/${MONTHS_OF_YEAR}` };
  const isYears = twelfth.denominator === 1n;
  return { share: twelfth, text: isYears ? fractionText(twelfth) : `${text}/${MONTHS_OF_YEAR}` };
}
