import { Decimal } from "./decimal.ts";
import { tenToThe } from "./whole.ts";

/** The root of a value of zero or more, to `scale` digits, half-up. Throws a RangeError below zero. */
export function squareRoot(value: Decimal, scale: number): Decimal {
  if (value.isNegative()) throw new RangeError(`no root of ${value}`);
  // One digit more than asked decides how to round: a root with an end has it among these.
  const shift = 2 * (scale + 1) - value.scale;
  const radicand =
    shift >= 0 ? value.coefficient * tenToThe(shift) : value.coefficient / tenToThe(-shift);
  return new Decimal(wholeRoot(radicand), scale + 1).rounded(scale, "half-up");
}

/** The greatest whole number whose square is at most `value` (Newton's method on whole numbers). */
function wholeRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}
