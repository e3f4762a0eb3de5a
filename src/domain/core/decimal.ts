import {
  addWhole,
  divideWhole,
  multiplyWhole,
  type Rounding,
  scaleWhole,
  subtractWhole,
  tenthOf,
  type Whole,
  wholeOf,
} from "./whole.ts";

const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?$/;
const LONGEST_TEXT = 400;
/** Of the greater: two values whose nearest binary numbers are further apart are not equal. */
const SURELY_APART = 1e-12;
/** 1, 0.1, 0.01 and so on, the nearest binary numbers: quicker than to raise 10 to a power. */
const NEARLY_TENTHS: readonly number[] = Array.from({ length: 100 }, (_, n) => Number(`1e-${n}`));

/**
 * An exact decimal: `coefficient × 10^-scale`.
 *
 * Sums, differences and products never round; only `dividedBy` and `rounded` do, and they name
 * how. Two decimals of one value but different scale are equal by `equals`, not by `===`.
 */
export class Decimal {
  /** The coefficient; decimals that agree in it and in their scale are alike. */
  readonly whole: Whole;
  /** Digits after the point, 0 or more. */
  readonly scale: number;

  /** A number has to be a safe integer; `Decimal.of` says so where it is not. */
  constructor(coefficient: Whole, scale: number) {
    this.whole = typeof coefficient === "number" ? coefficient : wholeOf(coefficient);
    this.scale = scale;
  }

  get coefficient(): bigint {
    return BigInt(this.whole);
  }

  static readonly ZERO = new Decimal(0, 0);
  static readonly ONE = new Decimal(1, 0);

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
    // Adding 0 makes 0 of -0, which is not alike.
    return new Decimal(typeof whole === "number" ? whole + 0 : whole, 0);
  }

  /**
   * Of the values `from` to before `to`, all of them unless told. Those of the least scale first, then
   * what they sum to is brought to the next scale: few small powers of ten, and no list of scales.
   */
  static sum(values: readonly Decimal[], from = 0, to = values.length): Decimal {
    if (to - from < 2) return to > from ? (values[from] ?? Decimal.ZERO) : Decimal.ZERO;
    let sum: Whole = 0;
    let reached = 0;
    let scale = scaleFrom(values, { least: 0, from, to });
    while (scale !== undefined) {
      if (sum !== 0) sum = scaleWhole(sum, scale - reached);
      for (let n = from; n < to; n += 1) {
        const value = values[n];
        if (value?.scale === scale && value.whole !== 0) {
          sum = sum === 0 ? value.whole : addWhole(sum, value.whole);
        }
      }
      reached = scale;
      scale = scaleFrom(values, { least: scale + 1, from, to });
    }
    return new Decimal(sum, reached);
  }

  /** The coefficient at a scale that is no smaller: `12.5` at 3 is 12500. */
  coefficientAt(scale: number): bigint {
    return BigInt(this.wholeAt(scale));
  }

  /** As `coefficientAt`. */
  wholeAt(scale: number): Whole {
    return scaleWhole(this.whole, scale - this.scale);
  }

  /** As `coefficientAt` at any scale, but the nearest binary number or one beside it. */
  nearlyAt(scale: number): number {
    const { whole } = this;
    const digits = this.scale - scale;
    const nearly = typeof whole === "number" ? whole : Number(whole);
    return nearly * (NEARLY_TENTHS[digits] ?? 10 ** -digits);
  }

  plus(other: Decimal): Decimal {
    if (other.whole === 0 && other.scale <= this.scale) return this;
    if (this.whole === 0 && this.scale <= other.scale) return other;
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(addWhole(this.wholeAt(scale), other.wholeAt(scale)), scale);
  }

  minus(other: Decimal): Decimal {
    if (other.whole === 0 && other.scale <= this.scale) return this;
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(subtractWhole(this.wholeAt(scale), other.wholeAt(scale)), scale);
  }

  times(other: Decimal): Decimal {
    return new Decimal(multiplyWhole(this.whole, other.whole), this.scale + other.scale);
  }

  /** Quotient rounded to `scale` digits. Throws a RangeError when `divisor` is zero. */
  dividedBy(divisor: Decimal, scale: number, rounding: Rounding): Decimal {
    if (divisor.whole === 0) throw new RangeError("division by zero");
    const shift = scale + divisor.scale - this.scale;
    const dividend = scaleWhole(this.whole, Math.max(0, shift));
    const bottom = scaleWhole(divisor.whole, Math.max(0, -shift));
    return new Decimal(divideWhole(dividend, bottom, rounding), scale);
  }

  /** The nearest value with at most `scale` digits; unchanged when it already has no more. */
  rounded(scale: number, rounding: Rounding): Decimal {
    if (this.scale <= scale) return this;
    return new Decimal(divideWhole(this.whole, scaleWhole(1, this.scale - scale), rounding), scale);
  }

  negated(): Decimal {
    return new Decimal(subtractWhole(0, this.whole), this.scale);
  }

  absolute(): Decimal {
    return this.isNegative() ? this.negated() : this;
  }

  /** Negative, zero or positive as this value is less than, equal to or greater than `other`. */
  compare(other: Decimal): number {
    // What differs in the first twelve digits, as most does, needs no scaling.
    const nearly = this.nearlyAt(0);
    const beyond = nearly - other.nearlyAt(0);
    if (Math.abs(beyond) > Math.abs(nearly) * SURELY_APART) return beyond;
    const scale = Math.max(this.scale, other.scale);
    const a = this.wholeAt(scale);
    const b = other.wholeAt(scale);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    if (this.scale === other.scale) return this.whole === other.whole;
    return this.compare(other) === 0;
  }

  lessThan(other: Decimal): boolean {
    return this.compare(other) < 0;
  }

  isZero(): boolean {
    return this.whole === 0;
  }

  isNegative(): boolean {
    return this.whole < 0;
  }

  static max(a: Decimal, b: Decimal): Decimal {
    return a.compare(b) >= 0 ? a : b;
  }

  static min(a: Decimal, b: Decimal): Decimal {
    return a.compare(b) <= 0 ? a : b;
  }

  /** The same value without trailing zeros after the point. */
  normalized(): Decimal {
    let { whole, scale } = this;
    while (scale > 0) {
      const tenth = tenthOf(whole);
      if (tenth === undefined) break;
      whole = tenth;
      scale -= 1;
    }
    return scale === this.scale ? this : new Decimal(whole, scale);
  }

  /** Every digit, trailing zeros included: `12.50`. */
  toString(): string {
    const sign = this.whole < 0 ? "-" : "";
    const digits = String(this.whole)
      .slice(sign.length)
      .padStart(this.scale + 1, "0");
    if (this.scale === 0) return sign + digits;
    return `${sign}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }

  /** Exactly `scale` digits after the point; rounds when there are more. */
  toFixed(scale: number, rounding: Rounding = "half-up"): string {
    const value = this.rounded(scale, rounding);
    return new Decimal(value.wholeAt(scale), scale).toString();
  }

  toJSON(): string {
    return this.toString();
  }

  /** The nearest binary number: for charts and screens only, never on the way to a bill. */
  toDisplayNumber(): number {
    return Number(this.toString());
  }
}

/** The least scale of the values that is no less than `least`. */
function scaleFrom(
  values: readonly Decimal[],
  { least, from, to }: { readonly least: number; readonly from: number; readonly to: number },
): number | undefined {
  let found: number | undefined;
  for (let n = from; n < to; n += 1) {
    const scale = values[n]?.scale ?? 0;
    if (scale >= least && (found === undefined || scale < found)) found = scale;
  }
  return found;
}

/** Whether two decimal texts are the same number; false when one is no number. */
export function isSameNumber(one: string, other: string): boolean {
  const a = Decimal.tryParse(one);
  const b = Decimal.tryParse(other);
  return a !== undefined && b !== undefined && a.equals(b);
}
