import { LineError } from "#drivers/line-error.ts";
import { ModbusExceptionError } from "./modbus-frame.ts";

/** What a device says of itself, by the names that the standard calls basic. */
export interface DeviceIdentity {
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
}

/** Modbus application protocol V1.1b3, section 6.21: encapsulated interface, device identification. */
const FUNCTION = 0x2b;
const DEVICE_IDENTIFICATION = 0x0e;
const BASIC = 0x01;
const FIRST_OBJECT = 0x00;
/** Function, kind, code, conformity, whether more follows, next object, number of objects. */
const HEAD_BYTES = 7;
const OBJECTS_AT_MOST = 64;

/** The protocol data unit that asks a device who it is. */
export const IDENTITY_REQUEST = Buffer.of(FUNCTION, DEVICE_IDENTIFICATION, BASIC, FIRST_OBJECT);

/** How long the answer is whose beginning is `pdu`; undefined while that cannot be told. */
export function identityLength(pdu: Buffer): number | undefined {
  if (pdu.length < HEAD_BYTES) return undefined;
  const objects = Math.min(pdu[HEAD_BYTES - 1] ?? 0, OBJECTS_AT_MOST);
  let end = HEAD_BYTES;
  for (let n = 0; n < objects; n += 1) {
    const length = pdu[end + 1];
    if (length === undefined) return undefined;
    end += 2 + length;
  }
  return end;
}

/**
 * Who answers. Throws a ModbusExceptionError when the device has no such function, a LineError for
 * anything that is no identity.
 */
export function decodeIdentity(pdu: Buffer): DeviceIdentity {
  if (pdu[0] === (FUNCTION | 0x80) && pdu.length === 2) {
    throw new ModbusExceptionError(pdu[1] ?? 0);
  }
  const isIdentity =
    pdu[0] === FUNCTION && pdu[1] === DEVICE_IDENTIFICATION && identityLength(pdu) === pdu.length;
  if (!isIdentity) throw new LineError("wrong-answer", "the answer is no device identification");
  const texts = new Map<number, string>();
  for (let at = HEAD_BYTES; at + 1 < pdu.length; at += 2 + (pdu[at + 1] ?? 0)) {
    const text = pdu.toString("latin1", at + 2, at + 2 + (pdu[at + 1] ?? 0));
    texts.set(pdu[at] ?? 0, text.replace(/[^\x20-\x7e]/g, "").trim());
  }
  const [vendor, product, revision] = [0, 1, 2].map((object) => texts.get(object) ?? "");
  return { vendor: vendor ?? "", product: product ?? "", revision: revision ?? "" };
}
