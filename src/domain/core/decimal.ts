/** How a value between two representable neighbours is rounded. Ties: see each name. */
export type Rounding = "half-up" | "half-even" | "down" | "up" | "floor" | "ceil";

const TEN_POWERS: bigint[] = [1n];

/** 10 to the power of `exponent`, cached: scaling is the most frequent operation of all. */
export function tenToThe(exponent: number): bigint {
  for (let i = TEN_POWERS.length; i <= exponent; i += 1) {
    TEN_POWERS.push((TEN_POWERS[i - 1] ?? 1n) * 10n);
  }
  return TEN_POWERS[exponent] ?? 1n;
}

const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?$/;
const LONGEST_TEXT = 400;

/**
 * An exact decimal: `coefficient × 10^-scale`.
 *
 * Sums, differences and products never round; only `dividedBy` and `rounded` do, and they name
 * how. Two decimals of one value but different scale are equal by `equals`, not by `===`.
 */
export class Decimal {
  readonly coefficient: bigint;
  /** Digits after the point, 0 or more. */
  readonly scale: number;

  constructor(coefficient: bigint, scale: number) {
    this.coefficient = coefficient;
    this.scale = scale;
  }

  static readonly ZERO = new Decimal(0n, 0);
  static readonly ONE = new Decimal(1n, 0);

  /** Reads `-12.50`; no exponent, no blanks, no thousands marks. Returns undefined if malformed. */
  static tryParse(text: string): Decimal | undefined {
    if (text.length > LONGEST_TEXT) return undefined;
    const match = PATTERN.exec(text);
    if (!match) return undefined;
    const [, sign = "", whole = "", fraction = ""] = match;
    const magnitude = BigInt(whole + fraction);
    return new Decimal(sign === "-" ? -magnitude : magnitude, fraction.length);
  }

  /** As `tryParse`, for text that is known to be well formed. Throws a RangeError otherwise. */
  static parse(text: string): Decimal {
    const value = Decimal.tryParse(text);
    if (!value) throw new RangeError(`not a decimal number: ${JSON.stringify(text.slice(0, 40))}`);
    return value;
  }

  /** From a whole number (a bigint, or a safe integer). Throws a RangeError for fractions. */
  static of(whole: bigint | number): Decimal {
    if (typeof whole === "number" && !Number.isSafeInteger(whole)) {
      throw new RangeError(`not a safe integer: ${whole}`);
    }
    return new Decimal(BigInt(whole), 0);
  }

  static sum(values: Iterable<Decimal>): Decimal {
    let total = Decimal.ZERO;
    for (const value of values) total = total.plus(value);
    return total;
  }

  /** The coefficient at a scale that is no smaller: `12.5` at 3 is 12500. */
  coefficientAt(scale: number): bigint {
    return scale === this.scale
      ? this.coefficient
      : this.coefficient * tenToThe(scale - this.scale);
  }

  plus(other: Decimal): Decimal {
    if (other.coefficient === 0n && other.scale <= this.scale) return this;
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.coefficientAt(scale) + other.coefficientAt(scale), scale);
  }

  minus(other: Decimal): Decimal {
    if (other.coefficient === 0n && other.scale <= this.scale) return this;
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.coefficientAt(scale) - other.coefficientAt(scale), scale);
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.coefficient * other.coefficient, this.scale + other.scale);
  }

  /** Quotient rounded to `scale` digits. Throws a RangeError when `divisor` is zero. */
  dividedBy(divisor: Decimal, scale: number, rounding: Rounding): Decimal {
    if (divisor.coefficient === 0n) throw new RangeError("division by zero");
    const shift = scale + divisor.scale - this.scale;
    const dividend = shift >= 0 ? this.coefficient * tenToThe(shift) : this.coefficient;
    const bottom = shift >= 0 ? divisor.coefficient : divisor.coefficient * tenToThe(-shift);
    return new Decimal(divideRounded(dividend, bottom, rounding), scale);
  }

  /** The nearest value with at most `scale` digits; unchanged when it already has no more. */
  rounded(scale: number, rounding: Rounding): Decimal {
    if (this.scale <= scale) return this;
    return new Decimal(
      divideRounded(this.coefficient, tenToThe(this.scale - scale), rounding),
      scale,
    );
  }

  negated(): Decimal {
    return new Decimal(-this.coefficient, this.scale);
  }

  absolute(): Decimal {
    return this.coefficient < 0n ? this.negated() : this;
  }

  /** Negative, zero or positive as this value is less than, equal to or greater than `other`. */
  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const a = this.coefficientAt(scale);
    const b = other.coefficientAt(scale);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    return this.compare(other) === 0;
  }

  lessThan(other: Decimal): boolean {
    return this.compare(other) < 0;
  }

  isZero(): boolean {
    return this.coefficient === 0n;
  }

  isNegative(): boolean {
    return this.coefficient < 0n;
  }

  static max(a: Decimal, b: Decimal): Decimal {
    return a.compare(b) >= 0 ? a : b;
  }

  static min(a: Decimal, b: Decimal): Decimal {
    return a.compare(b) <= 0 ? a : b;
  }

  /** The same value without trailing zeros after the point. */
  normalized(): Decimal {
    let { coefficient, scale } = this;
    while (scale > 0 && coefficient % 10n === 0n) {
      coefficient /= 10n;
      scale -= 1;
    }
    return scale === this.scale ? this : new Decimal(coefficient, scale);
  }

  /** Every digit, trailing zeros included: `12.50`. */
  toString(): string {
    const digits = (this.coefficient < 0n ? -this.coefficient : this.coefficient)
      .toString()
      .padStart(this.scale + 1, "0");
    const sign = this.coefficient < 0n ? "-" : "";
    if (this.scale === 0) return sign + digits;
    return `${sign}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }

  /** Exactly `scale` digits after the point; rounds when there are more. */
  toFixed(scale: number, rounding: Rounding = "half-up"): string {
    const value = this.rounded(scale, rounding);
    return new Decimal(value.coefficientAt(scale), scale).toString();
  }

  toJSON(): string {
    return this.toString();
  }

  /** The nearest binary number: for charts and screens only, never on the way to a bill. */
  toDisplayNumber(): number {
    return Number(this.toString());
  }
}

/** `dividend / divisor` to the nearest whole number by the named rule; exact in between. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (remainder === 0n) return quotient;
  const awayFromZero = dividend < 0n === divisor < 0n ? 1n : -1n;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const bottom = divisor < 0n ? -divisor : divisor;
  switch (rounding) {
    case "down":
      return quotient;
    case "up":
      return quotient + awayFromZero;
    case "floor":
      return awayFromZero < 0n ? quotient - 1n : quotient;
    case "ceil":
      return awayFromZero > 0n ? quotient + 1n : quotient;
    case "half-up":
      return twice >= bottom ? quotient + awayFromZero : quotient;
    case "half-even":
      if (twice === bottom) return quotient % 2n === 0n ? quotient : quotient + awayFromZero;
      return twice > bottom ? quotient + awayFromZero : quotient;
  }
}
