import { Decimal } from "#domain/core/decimal.ts";

/** Significant digits: the first is always exact, the last tells any two of the kind apart. */
const DIGITS = { float32: { least: 6, most: 9 }, float64: { least: 15, most: 17 } } as const;

/** The shortest decimal that reads back as the same float; undefined for NaN and infinity. */
export function decimalOfFloat(value: number, kind: "float32" | "float64"): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  const { least, most } = DIGITS[kind];
  const back = kind === "float32" ? Math.fround : Number;
  let digits: number = least;
  while (digits < most && back(Number(value.toPrecision(digits))) !== value) digits += 1;
  return fromExponential(value.toPrecision(digits));
}

/** toPrecision writes an exponent for very large and very small numbers. */
function fromExponential(text: string): Decimal {
  const [digits = "0", exponent] = text.split("e");
  const mantissa = Decimal.parse(digits);
  if (exponent === undefined) return mantissa;
  const shift = Number(exponent);
  const ten = Decimal.of(10n ** BigInt(Math.abs(shift)));
  return shift >= 0
    ? mantissa.times(ten)
    : mantissa.dividedBy(ten, mantissa.scale - shift, "half-even");
}
