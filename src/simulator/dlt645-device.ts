import type { Dlt645Model } from "#domain/metering/meter-model.ts";
import { framedDevice } from "./framed-device.ts";
import type { MeterFace } from "./meter-face.ts";
import type { WireDevice } from "./wire-gateway.ts";

/** A meter of DL/T 645 as it hangs on a wire. */
export interface SimulatedDlt645 {
  readonly model: Dlt645Model;
  /** Twelve digits. */
  readonly address: string;
  readonly face: () => MeterFace;
}

interface Request {
  readonly address: string;
  readonly control: number;
  readonly data: readonly number[];
}

/** An answer longer than this goes on in further frames; real meters have 200. */
export const DLT645_PART_BYTES = 32;
const HAIR = 1e-6;

/** Meters of DL/T 645 on one wire. Several that feel meant answer at once, as on a real one. */
export function dlt645Device(meters: readonly SimulatedDlt645[]): WireDevice {
  return framedDevice(requestAt, (request) => {
    const answers = meters.flatMap((meter) => answerOf(meter, request) ?? []);
    const [first] = answers;
    return answers.length > 1 ? overlaid(answers) : first;
  });
}

function requestAt(bytes: Buffer) {
  if (bytes[0] !== 0x68 || (bytes.length > 7 && bytes[7] !== 0x68)) return "none";
  const length = bytes[9];
  if (length === undefined) return "incomplete";
  const end = 12 + length;
  if (bytes.length < end) return "incomplete";
  const sum = bytes.subarray(0, end - 2).reduce((total, byte) => (total + byte) % 256, 0);
  if (sum !== bytes[end - 2] || bytes[end - 1] !== 0x16) return "none";
  const address = Array.from(bytes.subarray(1, 7), (byte) => byte.toString(16).padStart(2, "0"));
  return {
    bytes: end,
    request: {
      address: address.toReversed().join("").toUpperCase(),
      control: bytes[8] ?? 0,
      data: Array.from(bytes.subarray(10, end - 2), (byte) => (byte + 256 - 0x33) % 256),
    },
  } as const;
}

function answerOf(meter: SimulatedDlt645, { address, control, data }: Request): Buffer | undefined {
  const isMeant = [...address].every((digit, n) => digit === "A" || digit === meter.address[n]);
  if (!isMeant) return undefined;
  const edition = meter.model.protocol === "dlt645-1997" ? 0x01 : 0x11;
  if (control === 0x13 && edition === 0x11) {
    return frame(meter.address, 0x93, [...Buffer.from(meter.address, "hex")].toReversed());
  }
  const width = edition === 0x01 ? 2 : 4;
  const identifier = data.slice(0, width);
  if (control !== edition && control !== edition + 1) return undefined;
  const whole = dataOf(meter, Buffer.from(identifier).toReversed());
  if (!whole) return frame(meter.address, control | 0xc0, [0x02]);
  const part = control === edition ? 0 : (data[width] ?? 1);
  const own = whole.slice(part * DLT645_PART_BYTES, (part + 1) * DLT645_PART_BYTES);
  const goesOn = whole.length > (part + 1) * DLT645_PART_BYTES;
  const number = control === 0x12 ? [part] : [];
  const said = control | 0x80 | (goesOn ? 0x20 : 0);
  return frame(meter.address, said, [...identifier, ...own, ...number]);
}

/** What the identifier holds; undefined where the meter has no such data. */
function dataOf({ model, face }: SimulatedDlt645, identifier: Uint8Array): number[] | undefined {
  const name = Buffer.from(identifier).toString("hex").toUpperCase();
  const registers = model.registers.filter((one) => one.dataIdentifier.toUpperCase() === name);
  if (registers.length === 0) return undefined;
  const shown = face();
  const data: number[] = [];
  for (const { quantity, offset = 0, bytes, scale, signed } of registers) {
    const value = shown.get(quantity) ?? 0;
    const digits = String(Math.floor(Math.abs(value) / Number(scale) + HAIR));
    const bcd = Buffer.from(digits.padStart(2 * bytes, "0").slice(-2 * bytes), "hex");
    if (signed && value < 0) bcd[0] = (bcd[0] ?? 0) | 0x80;
    bcd.toReversed().forEach((byte, n) => {
      data[offset + n] = byte;
    });
  }
  return Array.from(data, (byte) => byte ?? 0);
}

function frame(address: string, control: number, data: readonly number[]): Buffer {
  const body = [
    0x68,
    ...[...Buffer.from(address, "hex")].toReversed(),
    0x68,
    control,
    data.length,
    ...data.map((byte) => (byte + 0x33) % 256),
  ];
  const sum = body.reduce((total, byte) => (total + byte) % 256, 0);
  return Buffer.from([0xfe, 0xfe, ...body, sum, 0x16]);
}

/** What a wire carries when several answer at once: the dominant level wins, bit by bit. */
export function overlaid(answers: readonly Buffer[]): Buffer {
  const length = Math.max(...answers.map((answer) => answer.length));
  return Buffer.from(
    Array.from({ length }, (_, n) =>
      answers.reduce((level, answer) => level & (answer[n] ?? 0xff), 0xff),
    ),
  );
}
