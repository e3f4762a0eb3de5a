import { LineError } from "#drivers/line-error.ts";

/**
 * A read: function 1 of coils, 2 of discrete inputs, 3 of holding, 4 of input registers. Addresses
 * count from 0.
 */
export interface RegisterRequest {
  readonly unitAddress: number;
  readonly functionCode: 1 | 2 | 3 | 4;
  readonly address: number;
  readonly count: number;
}

/** What a device says instead of registers: Modbus application protocol V1.1b3, section 7. */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: "illegal function",
  2: "illegal address",
  3: "illegal value",
  4: "device failure",
  5: "acknowledged, still busy",
  6: "device busy",
  8: "memory parity error",
  10: "gateway path unavailable",
  11: "gateway: the device does not answer",
};

/** Code of the exception for registers that the device does not have. */
export const ILLEGAL_ADDRESS = 2;
/** Code of the exception for more registers than the device gives at once. */
export const ILLEGAL_VALUE = 3;

/** The device, or the gateway before it, answered that it cannot. */
export class ModbusExceptionError extends LineError {
  override readonly name = "ModbusExceptionError";
  declare readonly code: number;

  constructor(code: number) {
    super("refused", `exception ${code} (${EXCEPTIONS[code] ?? "unknown"})`, code);
  }
}

const REQUEST_BYTES = 5;

/** The protocol data unit of a read. */
export function encodeRequest({ functionCode, address, count }: RegisterRequest): Buffer {
  const pdu = Buffer.allocUnsafe(REQUEST_BYTES);
  pdu.writeUInt8(functionCode, 0);
  pdu.writeUInt16BE(address, 1);
  pdu.writeUInt16BE(count, 3);
  return pdu;
}

/** Coils and discrete inputs come eight in a byte, registers two bytes each. */
function isOfBits({ functionCode }: RegisterRequest): boolean {
  return functionCode <= 2;
}

/**
 * The registers in an answer's protocol data unit; of coils and discrete inputs 0 or 1 each. Throws
 * a ModbusExceptionError for an exception of this request, a LineError for anything that does not
 * answer it.
 */
export function decodeAnswer(pdu: Buffer, request: RegisterRequest): Uint16Array {
  return decodeWithin(pdu, request, { start: 0, end: pdu.length });
}

interface Within {
  readonly start: number;
  readonly end: number;
}

/** The same of a protocol data unit that is a part of `bytes`. */
function decodeWithin(
  bytes: Buffer,
  request: RegisterRequest,
  { start, end }: Within,
): Uint16Array {
  const { functionCode, count } = request;
  const length = end - start;
  if (bytes[start] === (functionCode | 0x80) && length === 2) {
    throw new ModbusExceptionError(bytes[start + 1] ?? 0);
  }
  const counted = isOfBits(request) ? Math.ceil(count / 8) : 2 * count;
  if (bytes[start] !== functionCode || bytes[start + 1] !== counted || length !== 2 + counted) {
    throw new LineError("wrong-answer", "the answer is of another length or function");
  }
  return isOfBits(request) ? bitsAt(bytes, start + 2, count) : wordsAt(bytes, start + 2, count);
}

function bitsAt(bytes: Buffer, start: number, count: number): Uint16Array {
  const bits = newWords(count);
  for (let n = 0; n < count; n += 1) bits[n] = ((bytes[start + (n >> 3)] ?? 0) >> (n & 7)) & 1;
  return bits;
}

function wordsAt(bytes: Buffer, start: number, count: number): Uint16Array {
  const words = newWords(count);
  for (let n = 0, at = start; n < count; n += 1, at += 2) {
    words[n] = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }
  return words;
}

const SLAB_WORDS = 4_096;
let slab = new Uint16Array(SLAB_WORDS);
let slabUsed = 0;

/**
 * Words of an answer are cut from a larger array, as Node does for small buffers: each array of its
 * own beyond 64 bytes is a store outside the heap, and clearing these away took a sixth of the time
 * of a read.
 */
function newWords(count: number): Uint16Array {
  if (slabUsed + count > SLAB_WORDS) {
    slab = new Uint16Array(SLAB_WORDS);
    slabUsed = 0;
  }
  slabUsed += count;
  return slab.subarray(slabUsed - count, slabUsed);
}

/** The header of Modbus TCP, unit included. */
export const MBAP_BYTES = 7;
/** The only protocol that the header knows. */
const MODBUS = 0;
/** Unit identifier and the longest protocol data unit. */
const LENGTH_AT_MOST = 254;

/** A Modbus TCP frame: MBAP header and protocol data unit. */
export function tcpFrame(transactionId: number, unitAddress: number, pdu: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(MBAP_BYTES + pdu.length);
  frame.writeUInt16BE(transactionId, 0);
  frame.writeUInt16BE(MODBUS, 2);
  frame.writeUInt16BE(pdu.length + 1, 4);
  frame.writeUInt8(unitAddress, 6);
  pdu.copy(frame, MBAP_BYTES);
  return frame;
}

/**
 * The protocol data unit that answers the request of this transaction, at the start of what was
 * received; how many bytes to drop when they answer an earlier one; undefined while it is not
 * whole. Throws a LineError when the bytes are no Modbus TCP or another unit answers.
 */
export function takeTcpAnswer(
  received: Buffer,
  { transactionId, unitAddress }: { readonly transactionId: number; readonly unitAddress: number },
): { readonly answer: Buffer } | { readonly drop: number } | undefined {
  const end = tcpFrameEnd(received);
  if (end === 0) return undefined;
  if (isOther(received, transactionId, unitAddress)) return { drop: end };
  return { answer: received.subarray(MBAP_BYTES, end) };
}

/** Where the frame ends that begins what was received; 0 while it is not whole. */
function tcpFrameEnd(received: Buffer): number {
  if (received.length < MBAP_BYTES) return 0;
  const length = wordAt(received, 4);
  if (wordAt(received, 2) !== MODBUS || length < 2 || length > LENGTH_AT_MOST) {
    throw new LineError("wrong-answer", "the bytes are no Modbus TCP");
  }
  const end = MBAP_BYTES - 1 + length;
  return received.length < end ? 0 : end;
}

/** Whether it answers another question; throws when it answers this one for another unit. */
function isOther(received: Buffer, transactionId: number, unitAddress: number): boolean {
  if (wordAt(received, 0) !== transactionId) return true;
  if (received[6] !== unitAddress) throw new LineError("wrong-unit", "another unit answered");
  return false;
}

function wordAt(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** How long the frame of a read by Modbus TCP is. */
export const TCP_READ_BYTES = MBAP_BYTES + REQUEST_BYTES;

/**
 * Writes a read by Modbus TCP over `frame`: `tcpFrame` of `encodeRequest`, without the two buffers that
 * these make. Throws a RangeError, as they do, for an address or a unit that the protocol cannot name.
 */
export function writeTcpRead(frame: Buffer, transactionId: number, request: RegisterRequest): void {
  frame.writeUInt16BE(transactionId, 0);
  frame.writeUInt16BE(MODBUS, 2);
  frame.writeUInt16BE(REQUEST_BYTES + 1, 4);
  frame.writeUInt8(request.unitAddress, 6);
  frame.writeUInt8(request.functionCode, MBAP_BYTES);
  frame.writeUInt16BE(request.address, MBAP_BYTES + 1);
  frame.writeUInt16BE(request.count, MBAP_BYTES + 3);
}

/** `takeTcpAnswer` and `decodeAnswer` of it, where it lies. */
export function takeTcpRegisters(
  received: Buffer,
  transactionId: number,
  request: RegisterRequest,
): { readonly answer: Uint16Array } | { readonly drop: number } | undefined {
  const end = tcpFrameEnd(received);
  if (end === 0) return undefined;
  if (isOther(received, transactionId, request.unitAddress)) return { drop: end };
  return { answer: decodeWithin(received, request, { start: MBAP_BYTES, end }) };
}

/** An RTU frame: unit, protocol data unit and its CRC, low byte first. */
export function rtuFrame(unitAddress: number, pdu: Buffer): Buffer {
  const body = Buffer.concat([Buffer.of(unitAddress), pdu]);
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crc16(body), 0);
  return Buffer.concat([body, crc]);
}

const RTU_SMALLEST = 5;
/** Of a frame the unit before, and the checksum after the protocol data unit. */
const RTU_AROUND = 3;

/** How long the answer to a read of registers is: it says so in its second byte. */
function registersLength(pdu: Buffer): number {
  return 2 + (pdu[1] ?? 0);
}

/**
 * The protocol data unit of an RTU answer to `request`; undefined while it is not whole.
 * `lengthOf` tells how long an answer is from its beginning. Throws a LineError for a wrong checksum
 * or another unit.
 */
export function takeRtuAnswer(
  received: Buffer,
  request: Pick<RegisterRequest, "unitAddress">,
  lengthOf: (pdu: Buffer) => number | undefined = registersLength,
): { readonly answer: Buffer } | undefined {
  if (received.length < RTU_SMALLEST) return undefined;
  const isException = ((received[1] ?? 0) & 0x80) !== 0;
  const length = isException ? 2 : lengthOf(received.subarray(1));
  if (length === undefined || received.length < length + RTU_AROUND) return undefined;
  const end = length + RTU_AROUND - 2;
  const body = received.subarray(0, end);
  if (received.length > end + 2 || received.readUInt16LE(end) !== crc16(body)) {
    throw new LineError("wrong-checksum", "the checksum of the answer is wrong");
  }
  if (body[0] !== request.unitAddress) throw new LineError("wrong-unit", "another unit answered");
  return { answer: body.subarray(1) };
}

const CRC_POLYNOMIAL = 0xa001;
/** What each value of a byte does to the checksum. */
const CRC_OF_BYTE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    crc = (crc & 1) === 1 ? (crc >> 1) ^ CRC_POLYNOMIAL : crc >> 1;
  }
  return crc;
});

/** The CRC-16 of Modbus over serial line V1.02, section 6.2.2. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) crc = (crc >> 8) ^ (CRC_OF_BYTE[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}
