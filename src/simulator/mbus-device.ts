import type { MbusModel } from "#domain/metering/meter-model.ts";
import type { MbusRegister } from "#domain/metering/meter-register.ts";
import { overlaid } from "./dlt645-device.ts";
import { framedDevice } from "./framed-device.ts";
import type { MeterFace } from "./meter-face.ts";
import type { WireDevice } from "./wire-gateway.ts";

/** A meter of M-Bus as it hangs on a wire. */
export interface SimulatedMbus {
  readonly model: MbusModel;
  readonly primary: number;
  /** Eight digits. */
  readonly identification: string;
  /** Three letters. */
  readonly maker: string;
  readonly version: number;
  readonly medium: number;
  readonly face: () => MeterFace;
}

/** The code of each kind of value and its unit: energy in Wh, volume in litres, power in W, ... */
const CODES: Readonly<Record<string, readonly [vif: number, perUnit: number]>> = {
  energy: [0x03, 1_000],
  volume: [0x13, 1_000],
  power: [0x2b, 1_000],
  flow: [0x3b, 1_000],
  flowTemperature: [0x5a, 10],
  returnTemperature: [0x5e, 10],
  temperatureDifference: [0x62, 10],
};
/** So many records to a telegram; what is more comes with the next one. */
const RECORDS_PER_TELEGRAM = 5;
const MORE_FOLLOW = 0x1f;
const HAIR = 1e-6;
const NETWORK_LAYER = 0xfd;
const ANY = 0xff;

interface Link {
  isSelected: boolean;
  /** Which telegram was asked for last, and with which bit. */
  telegram: number;
  frameCountBit: number | undefined;
}

/** Meters of M-Bus on one wire: primary and secondary addresses, several telegrams, collisions. */
export function mbusDevice(meters: readonly SimulatedMbus[]): WireDevice {
  const links = new Map<SimulatedMbus, Link>(
    meters.map((meter) => [meter, { isSelected: false, telegram: 0, frameCountBit: undefined }]),
  );
  return framedDevice(requestAt, (request) => {
    const answers = [...links].flatMap(([meter, link]) => answerOf(meter, link, request) ?? []);
    return answers.length > 1 ? overlaid(answers) : answers[0];
  });
}

interface Request {
  readonly control: number;
  readonly address: number;
  readonly data: Buffer;
}

function requestAt(bytes: Buffer) {
  const isLong = bytes[0] === 0x68;
  if (!isLong && bytes[0] !== 0x10) return "none";
  const length = isLong ? bytes[1] : 2;
  if (length === undefined) return "incomplete";
  const start = isLong ? 4 : 1;
  const end = start + length + 2;
  if (bytes.length < end) return "incomplete";
  const body = bytes.subarray(start, start + length);
  const sum = body.reduce((total, byte) => (total + byte) % 256, 0);
  if (sum !== bytes[end - 2] || bytes[end - 1] !== 0x16) return "none";
  const [control = 0, address = 0] = body;
  return { bytes: end, request: { control, address, data: body.subarray(2) } } as const;
}

function answerOf(meter: SimulatedMbus, link: Link, request: Request): Buffer | undefined {
  const { control, address, data } = request;
  const isForSelected = address === NETWORK_LAYER;
  if (isForSelected && data[0] === 0x52) {
    link.isSelected = identityOf(meter).every((byte, n) => fits(data[n + 1] ?? 0, byte));
    link.frameCountBit = undefined;
    return link.isSelected ? Buffer.of(0xe5) : undefined;
  }
  const isMeant = isForSelected ? link.isSelected : address === meter.primary;
  if (!isMeant) return undefined;
  if (control === 0x40) {
    link.frameCountBit = undefined;
    if (isForSelected) link.isSelected = false;
    return Buffer.of(0xe5);
  }
  if ((control & 0xdf) !== 0x5b) return undefined;
  const telegrams = telegramsOf(meter);
  const bit = control & 0x20;
  // The same bit asks for the same again, the other one for the next, and after the last the first.
  if (link.frameCountBit === undefined) link.telegram = 0;
  else if (link.frameCountBit !== bit) link.telegram = (link.telegram + 1) % telegrams.length;
  link.frameCountBit = bit;
  return telegrams[link.telegram];
}

/** F stands for any digit in the identification, FF for any maker, version and medium. */
function fits(wanted: number, own: number): boolean {
  const low = (wanted & 0x0f) === 0x0f || (wanted & 0x0f) === (own & 0x0f);
  const high = wanted >> 4 === 0x0f || wanted >> 4 === own >> 4;
  return wanted === ANY || (low && high);
}

function identityOf({ identification, maker, version, medium }: SimulatedMbus): number[] {
  const letters = [...maker].map((letter) => letter.charCodeAt(0) - 64);
  const code = letters.reduce((sum, letter) => sum * 32 + letter, 0);
  const digits = [...Buffer.from(identification, "hex")].toReversed();
  return [...digits, code % 256, Math.floor(code / 256), version, medium];
}

function telegramsOf(meter: SimulatedMbus): Buffer[] {
  const values = meter.face();
  const records = meter.model.registers.map((register) => record(register, values));
  const count = Math.ceil(records.length / RECORDS_PER_TELEGRAM);
  return Array.from({ length: count }, (_, n) => {
    const own = records.slice(n * RECORDS_PER_TELEGRAM, (n + 1) * RECORDS_PER_TELEGRAM);
    const end = n < count - 1 ? Buffer.of(MORE_FOLLOW) : Buffer.alloc(0);
    const header = Buffer.from([...identityOf(meter), n, 0, 0, 0]);
    return answer(meter.primary, Buffer.concat([header, ...own, end]));
  });
}

/** A record of eight BCD digits, negative ones with an F before them. */
function record(register: MbusRegister, values: MeterFace): Buffer {
  const [vif, perUnit] = CODES[register.value] ?? [0x7f, 1];
  const value = (values.get(register.quantity) ?? 0) * perUnit;
  const digits = String(Math.floor(Math.abs(value) + HAIR));
  const text = value < 0 ? `f${digits.padStart(7, "0")}` : digits.padStart(8, "0").slice(-8);
  return Buffer.concat([Buffer.of(0x0c, vif), Buffer.from(text, "hex").toReversed()]);
}

function answer(primary: number, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.of(0x08, primary, 0x72), data]);
  const sum = body.reduce((total, byte) => (total + byte) % 256, 0);
  const header = Buffer.of(0x68, body.length, body.length, 0x68);
  return Buffer.concat([header, body, Buffer.of(sum, 0x16)]);
}
