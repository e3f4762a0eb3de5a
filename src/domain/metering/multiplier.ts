import { Decimal } from "#domain/core/decimal.ts";
import { tenToThe } from "#domain/core/whole.ts";
import { fraction, type Fraction } from "#domain/core/fraction.ts";

/**
 * CT x VT x constant as an exact ratio: `40`, `0.5` is 1/2, `1/3`, `7200/120` is 60. Undefined
 * where it is none, or not above zero.
 */
export function parseMultiplier(text: string): Fraction | undefined {
  const [above = "", below = "1", ...more] = text.split("/");
  const numerator = Decimal.tryParse(above.trim());
  const denominator = Decimal.tryParse(below.trim());
  if (!numerator || !denominator || more.length > 0) return undefined;
  if (!isAboveZero(numerator) || !isAboveZero(denominator)) return undefined;
  return fraction(
    numerator.coefficient * tenToThe(denominator.scale),
    denominator.coefficient * tenToThe(numerator.scale),
  );
}

function isAboveZero(value: Decimal): boolean {
  return !value.isZero() && !value.isNegative();
}
