import { Decimal } from "./decimal.ts";

/** An exact ratio of whole numbers, such as 20 of 31 days. The denominator is above zero. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** All of something. */
export const WHOLE: Fraction = { numerator: 1n, denominator: 1n };

export function fraction(numerator: number | bigint, denominator: number | bigint): Fraction {
  return lowest(BigInt(numerator), BigInt(denominator));
}

export function addFractions(a: Fraction, b: Fraction): Fraction {
  return lowest(
    a.numerator * b.denominator + b.numerator * a.denominator,
    a.denominator * b.denominator,
  );
}

export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  return lowest(a.numerator * b.numerator, a.denominator * b.denominator);
}

function lowest(numerator: bigint, denominator: bigint): Fraction {
  let a = numerator < 0n ? -numerator : numerator;
  let b = denominator;
  while (b > 0n) [a, b] = [b, a % b];
  return a > 1n
    ? { numerator: numerator / a, denominator: denominator / a }
    : { numerator, denominator };
}

/** Digits after the point that a quotient without end keeps, half-even: far below any minor unit. */
export const QUOTIENT_DIGITS = 20;

/** `value × part`: exact when it ends, else half-even to `QUOTIENT_DIGITS` more digits than `value`. */
export function timesFraction(value: Decimal, part: Fraction): Decimal {
  if (part.numerator === part.denominator) return value;
  const product = value.times(Decimal.of(part.numerator));
  if (part.denominator === 1n) return product;
  const divisor = Decimal.of(part.denominator);
  return product.dividedBy(divisor, value.scale + QUOTIENT_DIGITS, "half-even").normalized();
}

/** `20/31`, or `3` when it is whole. */
export function fractionText({ numerator, denominator }: Fraction): string {
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}
