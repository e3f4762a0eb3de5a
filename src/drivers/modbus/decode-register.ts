import { Decimal } from "#domain/core/decimal.ts";
import { type MeterRegister, WORDS_OF_TYPE } from "#domain/metering/meter-model.ts";

/** A float32 has at least 6 significant decimal digits, and 9 tell any two of them apart. */
const FLOAT_DIGITS = { least: 6, most: 9 };

/**
 * The value of a register in its unit, exact as the device gave it; a float32 as the shortest
 * decimal that is the same float. Undefined for "no value": NaN, infinity, and the model's codes.
 */
export function decodeRegister(register: MeterRegister, words: Uint16Array): Decimal | undefined {
  const bytes = bytesOf(register, words);
  const hex = bytes.toString("hex");
  if (register.noValue?.some((code) => code.toLowerCase() === hex)) return undefined;
  const raw = rawValue(register, bytes);
  return raw?.times(Decimal.parse(register.scale)).normalized();
}

function bytesOf({ type, wordOrder }: MeterRegister, words: Uint16Array): Buffer {
  const count = WORDS_OF_TYPE[type];
  if (words.length !== count) throw new RangeError(`${type} takes ${count} words`);
  const ordered = wordOrder === "big" ? [...words] : [...words].toReversed();
  const bytes = Buffer.alloc(2 * count);
  ordered.forEach((word, n) => bytes.writeUInt16BE(word, 2 * n));
  return bytes;
}

function rawValue({ type }: MeterRegister, bytes: Buffer): Decimal | undefined {
  switch (type) {
    case "uint16":
      return Decimal.of(bytes.readUInt16BE());
    case "int16":
      return Decimal.of(bytes.readInt16BE());
    case "uint32":
      return Decimal.of(bytes.readUInt32BE());
    case "int32":
      return Decimal.of(bytes.readInt32BE());
    case "uint64":
      return Decimal.of(bytes.readBigUInt64BE());
    case "int64":
      return Decimal.of(bytes.readBigInt64BE());
    case "float32":
      return floatValue(bytes.readFloatBE());
  }
}

/** The shortest decimal that reads back as the same float32. */
function floatValue(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  let digits = FLOAT_DIGITS.least;
  while (digits < FLOAT_DIGITS.most && Math.fround(Number(value.toPrecision(digits))) !== value) {
    digits += 1;
  }
  return Decimal.parse(plainText(value.toPrecision(digits)));
}

/** Without the exponent that toPrecision writes for very large and very small numbers. */
function plainText(text: string): string {
  const [digits = "0", exponent] = text.split("e");
  if (exponent === undefined) return digits;
  const shift = Number(exponent);
  const mantissa = Decimal.parse(digits);
  const ten = Decimal.of(10n ** BigInt(Math.abs(shift)));
  const scaled =
    shift >= 0 ? mantissa.times(ten) : mantissa.dividedBy(ten, mantissa.scale - shift, "half-even");
  return scaled.toString();
}

/**
 * A cumulative value in whole counts of a channel's resolution. Integers are rounded down, as a
 * mechanical register shows them: the rest is in the next reading. A float32 already is the nearest
 * float, so it is rounded to the nearest count: rounding down could show a fall where nothing was
 * used. Throws a RangeError when the counts are no safe integer.
 */
export function countsOf(
  { type, quantity }: Pick<MeterRegister, "type" | "quantity">,
  value: Decimal,
  resolution: Decimal,
): number {
  const rounding = type === "float32" ? "half-up" : "floor";
  const counts = value.dividedBy(resolution, 0, rounding);
  const whole = Number(counts.toString());
  if (!Number.isSafeInteger(whole)) {
    throw new RangeError(`register ${quantity} shows ${value.toString()}: too large`);
  }
  return whole;
}
