import type { ModbusModel } from "#domain/metering/meter-model.ts";
import { type ModbusRegister, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import type { MeterFace } from "./meter-face.ts";
import { MODBUS_EXCEPTION, type RegisterAnswer, type RegisterRequest } from "./modbus-answer.ts";

/**
 * The answer of a meter of this model that shows `face`. Written apart from the driver's decoder,
 * so that a mistake of one shows against the other. What tells its model is answered as its entry
 * says. Addresses between registers read as zero where
 * the model lets holes be read, else they are an illegal address.
 */
export function answerOf(
  model: ModbusModel,
  { functionCode, address, count }: RegisterRequest,
  face: MeterFace,
): RegisterAnswer {
  if (count > model.registersAtMost) return MODBUS_EXCEPTION.illegalValue;
  const { probe } = model;
  const [told = ""] = probe?.answers ?? [];
  const isProbe = probe?.functionCode === functionCode && probe.address === address;
  if (isProbe && 4 * count === told.length) {
    return Uint16Array.from(told.match(/.{4}/g) ?? [], (word) => Number.parseInt(word, 16));
  }
  const words = new Uint16Array(count);
  let defined = 0;
  for (const register of model.registers) {
    if (register.functionCode !== functionCode) continue;
    const width = WORDS_OF_TYPE[register.type];
    const start = register.address - address;
    if (start + width <= 0 || start >= count) continue;
    // A value is read whole or not at all, as real meters demand.
    if (start < 0 || start + width > count) return MODBUS_EXCEPTION.illegalAddress;
    words.set(wordsOf(register, face.get(register.quantity) ?? 0), start);
    defined += width;
    const exponentStart = (register.exponentAddress ?? register.address) - address;
    // The exponent of ten is 0, as a register that nobody wrote shows it.
    if (register.exponentAddress !== undefined && exponentStart < count) defined += 1;
  }
  const isHoley = defined < count;
  if (defined === 0 || (isHoley && !model.holesReadable)) return MODBUS_EXCEPTION.illegalAddress;
  return words;
}

/** Far below one mWh or ml in a count: added before rounding down, for the binary quotient. */
const HAIR = 1e-6;

function wordsOf(register: ModbusRegister, value: number): Uint16Array {
  const { type, wordOrder } = register;
  const raw = shownBy(register, value) / Number(register.scale);
  const view = new DataView(new ArrayBuffer(2 * WORDS_OF_TYPE[type]));
  // A register shows the whole steps that are complete.
  const whole = Math.floor(raw + HAIR);
  switch (type) {
    case "float32":
      view.setFloat32(0, raw);
      break;
    case "float64":
      view.setFloat64(0, raw);
      break;
    case "bit":
      view.setUint16(0, raw >= 1 ? 1 : 0);
      break;
    case "bcd16":
    case "bcd32":
    case "bcd64":
      writeDigits(view, { digitsAWord: 4, radix: 16, value: whole });
      break;
    case "mod10k32":
    case "mod10k64":
      writeDigits(view, { digitsAWord: 4, radix: 10, value: whole });
      break;
    case "uint16":
    case "int16":
      view.setInt16(0, Math.round(raw));
      break;
    case "uint32":
    case "int32":
      view.setUint32(0, whole);
      break;
    case "uint64":
    case "int64":
      view.setBigInt64(0, BigInt(whole));
  }
  const isSwapped = register.byteOrder === "little";
  const words = Array.from({ length: WORDS_OF_TYPE[type] }, (_, n) =>
    view.getUint16(2 * n, isSwapped),
  );
  return Uint16Array.from(wordOrder === "big" ? words : words.toReversed());
}

interface DigitsToWrite {
  readonly digitsAWord: number;
  /** 16 for BCD, 10 for words that count to 9999. */
  readonly radix: 10 | 16;
  readonly value: number;
}

/** Writes a whole number as decimal digits, so many in each word. */
function writeDigits(view: DataView, { digitsAWord, radix, value }: DigitsToWrite): void {
  const wordCount = view.byteLength / 2;
  const digits = String(Math.max(0, value)).padStart(wordCount * digitsAWord, "0");
  for (let n = 0; n < wordCount; n += 1) {
    const own = digits.slice(n * digitsAWord, (n + 1) * digitsAWord);
    view.setUint16(2 * n, Number.parseInt(own, radix));
  }
}

/**
 * A billed register moves in whole counts, in a float too: else the driver, which takes the nearest
 * count, would find one more than the history holds.
 */
function shownBy({ resolution }: ModbusRegister, value: number): number {
  if (resolution === undefined) return value;
  return Math.floor(value / Number(resolution) + HAIR) * Number(resolution);
}
