import { Decimal } from "#domain/core/decimal.ts";
import { type ModbusRegister, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import { bcdValue, mod10kValue } from "./decimal-words.ts";
import { decimalOfFloat } from "./decimal-of-float.ts";

/** SunSpec's "not implemented" of an exponent; the largest that any device uses is far below. */
const EXPONENT_AT_MOST = 10;

/** The longest type. */
const BYTES_AT_MOST = 8;
/** A register's bytes in the order of their worth; filled and read within one call. */
const ORDERED = Buffer.alloc(BYTES_AT_MOST);

/**
 * The value of a register from its words as they came: raw × scale, exact; a float is the shortest
 * decimal that is the same float. `exponent` is the word at the register's exponentAddress.
 * Undefined for "no value": NaN, infinity, digits that are none, the model's codes.
 */
export function decodeRegister(
  register: ModbusRegister,
  words: Uint16Array,
  exponent?: number,
): Decimal | undefined {
  const bytes = order(register, words);
  if (register.noValue && saysNoValue(register.noValue, bytes)) return undefined;
  const raw = rawValue(register, bytes);
  if (!raw) return undefined;
  const scaled = raw.times(scaleOf(register.scale));
  if (exponent === undefined) return scaled.normalized();
  return powerOfTen(exponent)?.times(scaled).normalized();
}

/** Models share a handful of scales; a text is read once. */
const SCALES = new Map<string, Decimal>();
/** A person who writes a type tries many: then they are forgotten. */
const SCALES_AT_MOST = 1_000;

function scaleOf(text: string): Decimal {
  const known = SCALES.get(text);
  if (known) return known;
  if (SCALES.size >= SCALES_AT_MOST) SCALES.clear();
  const scale = Decimal.parse(text);
  SCALES.set(text, scale);
  return scale;
}

function saysNoValue(codes: readonly string[], bytes: number): boolean {
  const hex = ORDERED.toString("hex", 0, bytes);
  return codes.some((code) => code.toLowerCase() === hex);
}

/** Ten to the power of a word that is an int16. */
function powerOfTen(word: number): Decimal | undefined {
  const exponent = (word << 16) >> 16;
  if (Math.abs(exponent) > EXPONENT_AT_MOST) return undefined;
  return exponent >= 0 ? Decimal.of(10n ** BigInt(exponent)) : new Decimal(1n, -exponent);
}

/** Puts the bytes in order; returns how many they are. */
function order({ type, wordOrder, byteOrder }: ModbusRegister, words: Uint16Array): number {
  const count = WORDS_OF_TYPE[type];
  if (words.length !== count) throw new RangeError(`${type} takes ${count} words`);
  for (let n = 0; n < count; n += 1) {
    const word = words[wordOrder === "big" ? n : count - 1 - n] ?? 0;
    if (byteOrder === "little") ORDERED.writeUInt16LE(word, 2 * n);
    else ORDERED.writeUInt16BE(word, 2 * n);
  }
  return 2 * count;
}

function rawValue({ type }: ModbusRegister, bytes: number): Decimal | undefined {
  switch (type) {
    case "bit":
    case "uint16":
      return Decimal.of(ORDERED.readUInt16BE());
    case "int16":
      return Decimal.of(ORDERED.readInt16BE());
    case "uint32":
      return Decimal.of(ORDERED.readUInt32BE());
    case "int32":
      return Decimal.of(ORDERED.readInt32BE());
    case "uint64":
      return Decimal.of(ORDERED.readBigUInt64BE());
    case "int64":
      return Decimal.of(ORDERED.readBigInt64BE());
    case "float32":
      return decimalOfFloat(ORDERED.readFloatBE(), "float32");
    case "float64":
      return decimalOfFloat(ORDERED.readDoubleBE(), "float64");
    case "bcd16":
    case "bcd32":
    case "bcd64":
      return bcdValue(ORDERED.subarray(0, bytes));
    case "mod10k32":
    case "mod10k64":
      return mod10kValue(ORDERED.subarray(0, bytes));
  }
}
