import { Decimal } from "#domain/core/decimal.ts";
import { type ModbusRegister, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import { bcdValue, mod10kValue } from "./decimal-words.ts";
import { decimalOfFloat } from "./decimal-of-float.ts";

/** SunSpec's "not implemented" of an exponent; the largest that any device uses is far below. */
const EXPONENT_AT_MOST = 10;

/**
 * The value of a register in its unit, exact as the device gave it; a float as the shortest decimal
 * that is the same float. `exponent` is the word at the register's exponentAddress. Undefined for
 * "no value": NaN, infinity, digits that are none, the model's codes.
 */
export function decodeRegister(
  register: ModbusRegister,
  words: Uint16Array,
  exponent?: number,
): Decimal | undefined {
  const bytes = bytesOf(register, words);
  const hex = bytes.toString("hex");
  if (register.noValue?.some((code) => code.toLowerCase() === hex)) return undefined;
  const raw = rawValue(register, bytes);
  const scaled = raw?.times(Decimal.parse(register.scale));
  if (exponent === undefined) return scaled?.normalized();
  const power = powerOfTen(exponent);
  return power && scaled?.times(power).normalized();
}

/** Ten to the power of a word that is an int16. */
function powerOfTen(word: number): Decimal | undefined {
  const exponent = (word << 16) >> 16;
  if (Math.abs(exponent) > EXPONENT_AT_MOST) return undefined;
  return exponent >= 0 ? Decimal.of(10n ** BigInt(exponent)) : new Decimal(1n, -exponent);
}

function bytesOf({ type, wordOrder, byteOrder }: ModbusRegister, words: Uint16Array): Buffer {
  const count = WORDS_OF_TYPE[type];
  if (words.length !== count) throw new RangeError(`${type} takes ${count} words`);
  const bytes = Buffer.alloc(2 * count);
  for (let n = 0; n < count; n += 1) {
    const word = words[wordOrder === "big" ? n : count - 1 - n] ?? 0;
    if (byteOrder === "little") bytes.writeUInt16LE(word, 2 * n);
    else bytes.writeUInt16BE(word, 2 * n);
  }
  return bytes;
}

function rawValue({ type }: ModbusRegister, bytes: Buffer): Decimal | undefined {
  switch (type) {
    case "bit":
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
      return decimalOfFloat(bytes.readFloatBE(), "float32");
    case "float64":
      return decimalOfFloat(bytes.readDoubleBE(), "float64");
    case "bcd16":
    case "bcd32":
    case "bcd64":
      return bcdValue(bytes);
    case "mod10k32":
    case "mod10k64":
      return mod10kValue(bytes);
  }
}
