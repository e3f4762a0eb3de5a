import { Decimal } from "#domain/core/decimal.ts";
import { textIn } from "#domain/core/local-text.ts";
import type { PercentageCharge, PowerFactorCharge } from "#domain/tariff/charge-on-charges.ts";
import type { Formula } from "./formula.ts";
import type { ExactLine, PricedStretch } from "./priced-stretch.ts";

const PERCENT = new Decimal(1n, 2);

/** A share of the lines before: a surcharge, or a discount where it is below zero. */
export function ratePercentage(
  charge: PercentageCharge,
  stretch: PricedStretch,
  before: readonly ExactLine[],
): ExactLine {
  return percentageLine(charge, stretch, { percent: charge.percent, before, why: [] });
}

export interface PercentageOf {
  readonly percent: Decimal;
  readonly before: readonly ExactLine[];
  /** Goes behind the formula: how the percentage came about. */
  readonly why: Formula;
}

/** The line of a percentage on those lines before that the charge counts. */
export function percentageLine(
  charge: PercentageCharge | PowerFactorCharge,
  stretch: PricedStretch,
  { percent, before, why }: PercentageOf,
): ExactLine {
  const counted = before.filter(({ chargeId }) => charge.on.includes(chargeId));
  const base = Decimal.sum(counted.map(({ amount }) => amount));
  const price = base.times(PERCENT);
  return {
    kind: charge.kind,
    chargeId: charge.id,
    label: textIn(charge.label, stretch.language),
    range: stretch.local.instants,
    quantity: percent,
    unit: "%",
    price,
    amount: percent.times(price),
    formula: [base, " × ", percent, " %", ...why],
    estimatedShare: 0,
    amountMinor: 0n,
  };
}
