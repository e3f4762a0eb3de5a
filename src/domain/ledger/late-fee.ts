import { Decimal } from "#domain/core/decimal.ts";
import { type Currency, fromMinor, toMinor } from "#domain/core/money.ts";

/** What being late costs; a site's setting, within what its law allows. */
export interface LateFeeRule {
  /** In percent of the amount for 30 days. */
  readonly percentPerMonth: Decimal;
  /** Days after the due day that cost nothing. */
  readonly graceDays: number;
  /** At most so much in percent of the amount; no limit where it is left out. */
  readonly mostPercent?: Decimal;
}

const DAYS_IN_MONTH = 30;
const HUNDRED = Decimal.of(100);
const DIGITS = 12;

/**
 * The fee on an open amount that is overdue for some days: simple interest by days of a month of 30,
 * rounded half-up; nothing within the days of grace (R42).
 */
export function lateFeeMinor(
  rule: LateFeeRule,
  owed: { readonly openMinor: bigint; readonly days: number; readonly currency: Currency },
): bigint {
  const { openMinor, days, currency } = owed;
  if (days <= rule.graceDays || openMinor <= 0n) return 0n;
  const amount = fromMinor(openMinor, currency);
  const fee = amount
    .times(rule.percentPerMonth)
    .times(Decimal.of(days))
    .dividedBy(HUNDRED.times(Decimal.of(DAYS_IN_MONTH)), DIGITS, "half-even");
  const most = rule.mostPercent
    ? amount.times(rule.mostPercent).dividedBy(HUNDRED, DIGITS, "half-even")
    : fee;
  return toMinor(Decimal.min(fee, most), currency, "half-up");
}
