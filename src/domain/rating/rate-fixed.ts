import { Decimal } from "#domain/core/decimal.ts";
import { fraction, fractionText, timesFraction } from "#domain/core/fraction.ts";
import { ok, type Result } from "#domain/core/fault.ts";
import { textIn } from "#domain/core/local-text.ts";
import { LEASE_TERM_UNITS } from "#domain/tariff/lease-term.ts";
import type { FixedCharge, MinimumCharge, Recurrence } from "#domain/tariff/tariff-document.ts";
import { termOf } from "./lease-terms.ts";
import { type ExactLine, plain, type PricedStretch } from "./priced-stretch.ts";
import { timesDue } from "./recurrence.ts";

const UNIT_OF: Readonly<Record<Recurrence, string>> = {
  day: "day",
  month: "month",
  year: "year",
  "billing-period": "bill",
};

/** Prices what recurs whatever is used, for each of what the lease says where the tariff does. */
export function rateFixed(
  charge: FixedCharge,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const { id, price, per, prorate, times } = charge;
  const due = timesDue({ per, prorate, ...stretch });
  const count = times ? termOf(stretch, { id, term: times }) : ok(Decimal.ONE);
  if (!count.ok) return count;
  const counted = times ? `${plain(count.value)} ${LEASE_TERM_UNITS[times]} × ` : "";
  const quantity = timesFraction(count.value, due);
  return ok([
    {
      kind: "fixed",
      chargeId: id,
      label: textIn(charge.label, stretch.language),
      range: stretch.local.instants,
      quantity,
      unit: times ? `${LEASE_TERM_UNITS[times]} · ${UNIT_OF[per]}` : UNIT_OF[per],
      price,
      amount: timesFraction(count.value.times(price), due),
      formula: `${counted}${plain(price)} × ${fractionText(due)}`,
      estimatedShare: 0,
    },
  ]);
}

/**
 * What is missing to the least amount, given the lines that count towards it; nothing when they
 * reach it. Rule R16.
 */
export function rateMinimum(
  charge: MinimumCharge,
  stretch: PricedStretch,
  counted: readonly ExactLine[],
): ExactLine | undefined {
  const { amount, per, prorate } = charge;
  const due = timesDue({ per, prorate, ...stretch });
  const least = timesFraction(amount, due);
  const reached = Decimal.sum(counted.map((line) => line.amount));
  const missing = least.minus(reached);
  if (missing.isZero() || missing.isNegative()) return undefined;
  const share = fractionText(due) === fractionText(fraction(1, 1)) ? "" : ` × ${fractionText(due)}`;
  return {
    kind: "minimum-top-up",
    chargeId: charge.id,
    label: textIn(charge.label, stretch.language),
    range: stretch.local.instants,
    quantity: Decimal.ONE,
    unit: UNIT_OF[per],
    price: missing.normalized(),
    amount: missing,
    formula: `${plain(amount)}${share} − ${plain(reached)}`,
    estimatedShare: 0,
  };
}
