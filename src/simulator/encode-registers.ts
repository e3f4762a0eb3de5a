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

function wordsOf({ type, scale, wordOrder }: MeterRegister, value: number): Uint16Array {
  const raw = value / Number(scale);
  const view = new DataView(new ArrayBuffer(2 * WORDS_OF_TYPE[type]));
  // A register shows the whole steps that are complete; a hair is added for the binary quotient.
  const whole = Math.floor(raw + 1e-6);
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
