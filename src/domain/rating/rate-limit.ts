import { Decimal } from "#domain/core/decimal.ts";
import { timesFraction } from "#domain/core/fraction.ts";
import { textIn } from "#domain/core/local-text.ts";
import type { MaximumCharge, MinimumCharge } from "#domain/tariff/charge-on-charges.ts";
import type { ExactLine, PricedStretch } from "./priced-stretch.ts";
import { UNIT_OF } from "./rate-fixed.ts";
import { timesDue } from "./recurrence.ts";

/**
 * What is missing to a least amount, or taken off above a greatest one, given the lines before;
 * nothing where those on which it counts keep to it. Rule R16.
 */
export function rateLimit(
  charge: MinimumCharge | MaximumCharge,
  stretch: PricedStretch,
  before: readonly ExactLine[],
): readonly ExactLine[] {
  const { kind, amount, per, prorate, on } = charge;
  const { days, billingPeriod } = stretch;
  const due = timesDue({ per, prorate, days, billingPeriod });
  const limit = timesFraction(amount, due.share);
  const counted = before.filter(({ chargeId }) => on.includes(chargeId));
  const reached = Decimal.sum(counted.map((line) => line.amount));
  const rest = limit.minus(reached);
  const keeps = kind === "minimum" ? rest.isNegative() : !rest.isNegative();
  if (keeps || rest.isZero()) return [];
  const share = due.text === "1" ? "" : ` × ${due.text}`;
  return [
    {
      kind: kind === "minimum" ? "minimum-top-up" : "maximum-cut",
      chargeId: charge.id,
      label: textIn(charge.label, stretch.language),
      range: stretch.local.instants,
      quantity: Decimal.ONE,
      unit: UNIT_OF[per],
      price: rest.normalized(),
      amount: rest,
      formula: [amount, `${share} − `, reached],
      estimatedShare: 0,
      amountMinor: 0n,
    },
  ];
}
