/**
 * An exact fraction of whole numbers. Nothing is ever rounded but where `toMinor` is asked to:
 * the second engine needs no digits to keep, and so has none to get wrong.
 */
export class Ratio {
  readonly top: bigint;
  /** Above zero. */
  readonly bottom: bigint;

  constructor(top: bigint, bottom: bigint) {
    if (bottom === 0n) throw new RangeError("division by zero");
    const divisor = greatestCommon(top, bottom) * (bottom < 0n ? -1n : 1n);
    this.top = top / divisor;
    this.bottom = bottom / divisor;
  }

  static readonly ZERO = new Ratio(0n, 1n);
  static readonly ONE = new Ratio(1n, 1n);

  static whole(value: bigint | number): Ratio {
    return new Ratio(BigInt(value), 1n);
  }

  /** Reads `-12.50`. */
  static parse(text: string): Ratio {
    const [whole = "0", part = ""] = text.split(".");
    return new Ratio(BigInt(whole + part), 10n ** BigInt(part.length));
  }

  static sum(values: readonly Ratio[]): Ratio {
    return values.reduce((sum, value) => sum.plus(value), Ratio.ZERO);
  }

  plus(other: Ratio): Ratio {
    return new Ratio(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  minus(other: Ratio): Ratio {
    return this.plus(new Ratio(-other.top, other.bottom));
  }

  times(other: Ratio): Ratio {
    return new Ratio(this.top * other.top, this.bottom * other.bottom);
  }

  over(other: Ratio): Ratio {
    return new Ratio(this.top * other.bottom, this.bottom * other.top);
  }

  lessThan(other: Ratio): boolean {
    return this.top * other.bottom < other.top * this.bottom;
  }

  equals(other: Ratio): boolean {
    return this.top === other.top && this.bottom === other.bottom;
  }

  isZero(): boolean {
    return this.top === 0n;
  }

  static least(a: Ratio, b: Ratio): Ratio {
    return b.lessThan(a) ? b : a;
  }

  static most(a: Ratio, b: Ratio): Ratio {
    return a.lessThan(b) ? b : a;
  }

  /** The whole number at or below. */
  floor(): bigint {
    const quotient = this.top / this.bottom;
    return this.top < 0n && quotient * this.bottom !== this.top ? quotient - 1n : quotient;
  }

  /** The nearest whole number; a half goes away from zero, or to the even neighbour. */
  nearest(half: "half-up" | "half-even"): bigint {
    const below = this.floor();
    const part = this.minus(Ratio.whole(below));
    const middle = new Ratio(1n, 2n);
    if (part.lessThan(middle)) return below;
    if (!part.equals(middle)) return below + 1n;
    if (half === "half-even") return below % 2n === 0n ? below : below + 1n;
    return this.top < 0n ? below : below + 1n;
  }

  /** The root of a value that is not below zero, to so many digits, half-up. */
  root(digits: number): Ratio {
    // Half-up: the greatest whole number of which a half less has no greater square.
    const scale = 2n * 10n ** BigInt(digits);
    let low = 0n;
    let high = (this.top / this.bottom + 1n) * scale;
    while (low < high) {
      const middle = (low + high + 1n) / 2n;
      const half = new Ratio(2n * middle - 1n, scale);
      if (this.lessThan(half.times(half))) high = middle - 1n;
      else low = middle;
    }
    return new Ratio(2n * low, scale);
  }

  toString(): string {
    return this.bottom === 1n ? String(this.top) : `${this.top}/${this.bottom}`;
  }
}

function greatestCommon(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
