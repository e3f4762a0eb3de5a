import type { Decimal } from "./decimal.ts";
import { unitRatio } from "./unit.ts";

/** Digits that a conversion between units keeps, half up; within one unit a quantity stays exact. */
const CONVERTED_DIGITS = 6;

/** A quantity in another unit; undefined where the two do not measure the same. */
export function convertQuantity(quantity: Decimal, from: string, to: string): Decimal | undefined {
  if (from === to) return quantity;
  const ratio = unitRatio(from, to);
  return ratio
    ? quantity.times(ratio.numerator).dividedBy(ratio.denominator, CONVERTED_DIGITS, "half-up")
    : undefined;
}
