import { Decimal } from "#domain/core/decimal.ts";
import { QUOTIENT_DIGITS } from "#domain/core/fraction.ts";
import { unitRatio } from "#domain/core/unit.ts";

/**
 * A quantity in another unit: exact when the quotient ends, else half-even to `QUOTIENT_DIGITS`
 * more digits. Undefined when the units do not measure the same thing.
 */
export function inUnit(
  quantity: Decimal,
  { from, to }: { readonly from: string; readonly to: string },
): Decimal | undefined {
  if (from === to) return quantity;
  const ratio = unitRatio(from, to);
  if (!ratio) return undefined;
  const product = quantity.times(ratio.numerator);
  if (ratio.denominator.equals(Decimal.ONE)) return product;
  return product
    .dividedBy(ratio.denominator, product.scale + QUOTIENT_DIGITS, "half-even")
    .normalized();
}
