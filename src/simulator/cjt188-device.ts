import type { Cjt188Model } from "#domain/metering/meter-model.ts";
import { overlaid } from "./dlt645-device.ts";
import { framedDevice } from "./framed-device.ts";
import type { MeterFace } from "./meter-face.ts";
import type { WireDevice } from "./wire-gateway.ts";

/** A meter of CJ/T 188 as it hangs on a wire. */
export interface SimulatedCjt188 {
  readonly model: Cjt188Model;
  /** Fourteen digits. */
  readonly address: string;
  readonly face: () => MeterFace;
  /** The meter wants the identifier as 1F 90, not as 90 1F, and is silent to the other. */
  readonly isTurned?: boolean;
}

interface Request {
  readonly type: string;
  readonly address: string;
  readonly control: number;
  readonly data: Buffer;
}

/** What is sent of each unit, by its code; amounts are in the units that the entry wants. */
const UNIT_CODES: Readonly<Record<string, number>> = {
  kWh: 0x05,
  kW: 0x17,
  m3: 0x2c,
  "m3/h": 0x35,
};
const DATA_BYTES = { water: 22, heat: 46 } as const;
const HAIR = 1e-6;

/** Meters of CJ/T 188 on one wire. */
export function cjt188Device(meters: readonly SimulatedCjt188[]): WireDevice {
  return framedDevice(requestAt, (request) => {
    const answers = meters.flatMap((meter) => answerOf(meter, request) ?? []);
    return answers.length > 1 ? overlaid(answers) : answers[0];
  });
}

function requestAt(bytes: Buffer) {
  if (bytes[0] !== 0x68) return "none";
  const length = bytes[10];
  if (length === undefined) return "incomplete";
  const end = 13 + length;
  if (bytes.length < end) return "incomplete";
  const sum = bytes.subarray(0, end - 2).reduce((total, byte) => (total + byte) % 256, 0);
  if (sum !== bytes[end - 2] || bytes[end - 1] !== 0x16) return "none";
  const digits = Buffer.from(bytes.subarray(2, 9).toReversed()).toString("hex");
  return {
    bytes: end,
    request: {
      type: bytes.toString("hex", 1, 2),
      address: digits.toUpperCase(),
      control: bytes[9] ?? 0,
      data: bytes.subarray(11, end - 2),
    },
  } as const;
}

function answerOf(meter: SimulatedCjt188, { type, address, control, data }: Request) {
  const isMeant =
    (type === "aa" || type === meter.model.meterType.toLowerCase()) &&
    [...address].every((digit, n) => digit === "A" || digit === meter.address[n]);
  const identifier = data.toString("hex", 0, 2);
  if (!isMeant) return undefined;
  if (control === 0x03) return identifier === "810a" ? frame(meter, 0x83, data) : undefined;
  const wanted = meter.isTurned ? "1f90" : "901f";
  if (control !== 0x01 || identifier !== wanted) return undefined;
  return frame(meter, 0x81, Buffer.concat([data.subarray(0, 3), shown(meter)]));
}

/** The data after the sequence number, by the places of the entry. */
function shown({ model, face }: SimulatedCjt188): Buffer {
  const isHeat = model.meterType.startsWith("2");
  const data = Buffer.alloc((isHeat ? DATA_BYTES.heat : DATA_BYTES.water) - 3);
  const values = face();
  for (const { quantity, offset, bytes, scale, unit, unitCodeOffset } of model.registers) {
    const steps = Math.floor((values.get(quantity) ?? 0) / Number(scale) + HAIR);
    const digits = String(steps)
      .padStart(2 * bytes, "0")
      .slice(-2 * bytes);
    data.set(Buffer.from(digits, "hex").toReversed(), offset);
    if (unitCodeOffset !== undefined) data[unitCodeOffset] = UNIT_CODES[unit] ?? 0;
  }
  return data;
}

function frame({ model, address }: SimulatedCjt188, control: number, data: Buffer): Buffer {
  const body = Buffer.concat([
    Buffer.from([0x68, Number.parseInt(model.meterType, 16)]),
    Buffer.from(address, "hex").toReversed(),
    Buffer.from([control, data.length]),
    data,
  ]);
  const sum = body.reduce((total, byte) => (total + byte) % 256, 0);
  return Buffer.concat([Buffer.from([0xfe, 0xfe]), body, Buffer.from([sum, 0x16])]);
}
