import {
  type MeterModel,
  type MeterRegister,
  WORDS_OF_TYPE,
} from "#domain/metering/meter-model.ts";
import type { MeterFace } from "./meter-face.ts";
import { MODBUS_EXCEPTION, type RegisterAnswer, type RegisterRequest } from "./modbus-answer.ts";

/**
 * The answer of a meter of this model that shows `face`. Written apart from the driver's decoder,
 * so that a mistake of one shows against the other. Addresses between registers read as zero where
 * the model lets holes be read, else they are an illegal address.
 */
export function answerOf(
  model: MeterModel,
  { functionCode, address, count }: RegisterRequest,
  face: MeterFace,
): RegisterAnswer {
  if (count > model.registersAtMost) return MODBUS_EXCEPTION.illegalValue;
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
  }
  const isHoley = defined < count;
  if (defined === 0 || (isHoley && !model.holesReadable)) return MODBUS_EXCEPTION.illegalAddress;
  return words;
}

/** Far below one mWh or ml in a count: added before rounding down, for the binary quotient. */
const HAIR = 1e-6;

function wordsOf(register: MeterRegister, value: number): Uint16Array {
  const { type, wordOrder } = register;
  const raw = shownBy(register, value) / Number(register.scale);
  const view = new DataView(new ArrayBuffer(2 * WORDS_OF_TYPE[type]));
  // A register shows the whole steps that are complete.
  const whole = Math.floor(raw + HAIR);
  switch (type) {
    case "float32":
      view.setFloat32(0, raw);
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
  const words = Array.from({ length: WORDS_OF_TYPE[type] }, (_, n) => view.getUint16(2 * n));
  return Uint16Array.from(wordOrder === "big" ? words : words.toReversed());
}

/**
 * A billed register moves in whole counts, in a float too: else the driver, which takes the nearest
 * count, would find one more than the history holds.
 */
function shownBy({ resolution }: MeterRegister, value: number): number {
  if (resolution === undefined) return value;
  return Math.floor(value / Number(resolution) + HAIR) * Number(resolution);
}
