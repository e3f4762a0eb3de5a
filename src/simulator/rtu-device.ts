import { framedDevice } from "./framed-device.ts";
import {
  parseRegisterRequest,
  type RegisterAnswer,
  type RegisterRequest,
} from "./modbus-answer.ts";
import type { WireDevice } from "./wire-gateway.ts";

/** Unit, function, address, count, checksum. */
const REQUEST_BYTES = 8;
const HIGHEST_UNIT = 247;

/** Meters that speak Modbus RTU; `read` is undefined where there is no such unit. */
export function rtuDevice(
  read: (unitAddress: number, request: RegisterRequest) => RegisterAnswer | undefined,
): WireDevice {
  return framedDevice(
    (bytes) => {
      const [unit = 0, functionCode = 0] = bytes;
      if (unit === 0 || unit > HIGHEST_UNIT || functionCode === 0 || functionCode > 4)
        return "none";
      if (bytes.length < REQUEST_BYTES) return "incomplete";
      const frame = bytes.subarray(0, REQUEST_BYTES);
      const isWhole = crcOf(frame.subarray(0, 6)) === frame.readUInt16LE(6);
      return isWhole ? { request: frame, bytes: REQUEST_BYTES } : "none";
    },
    (frame) => {
      const unit = frame[0] ?? 0;
      const asked = parseRegisterRequest(frame.subarray(1, 6));
      const answer = typeof asked === "number" ? asked : read(unit, asked);
      return answer === undefined ? undefined : rtuAnswer(frame, answer);
    },
  );
}

function rtuAnswer(request: Buffer, answer: RegisterAnswer): Buffer {
  const [unit = 0, functionCode = 0] = request;
  const body =
    typeof answer === "number"
      ? Buffer.of(unit, functionCode | 0x80, answer)
      : Buffer.concat([
          Buffer.of(unit, functionCode, 2 * answer.length),
          ...Array.from(answer, (word) => Buffer.of(word >> 8, word & 0xff)),
        ]);
  const crc = crcOf(body);
  return Buffer.concat([body, Buffer.of(crc & 0xff, crc >> 8)]);
}

/** CRC-16 by its table-free definition, bit by bit from the low end. */
function crcOf(bytes: Uint8Array): number {
  return bytes.reduce((register, byte) => {
    let crc = register ^ byte;
    for (let n = 0; n < 8; n += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
    return crc;
  }, 0xffff);
}
