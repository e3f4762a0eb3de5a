/** A read of registers: function 3 reads holding, 4 input registers. Addresses count from 0. */
export interface RegisterRequest {
  readonly unitAddress: number;
  readonly functionCode: 3 | 4;
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
export class ModbusExceptionError extends Error {
  override readonly name = "ModbusExceptionError";
  readonly code: number;

  constructor(code: number) {
    super(`exception ${code} (${EXCEPTIONS[code] ?? "unknown"})`);
    this.code = code;
  }
}

/** The bytes do not answer what was asked. */
export class ModbusFrameError extends Error {
  override readonly name = "ModbusFrameError";
}

const REQUEST_BYTES = 5;

/** The protocol data unit of a read. */
export function encodeRequest({ functionCode, address, count }: RegisterRequest): Buffer {
  const pdu = Buffer.alloc(REQUEST_BYTES);
  pdu.writeUInt8(functionCode, 0);
  pdu.writeUInt16BE(address, 1);
  pdu.writeUInt16BE(count, 3);
  return pdu;
}

/**
 * The registers in an answer's protocol data unit. Throws a ModbusExceptionError for an exception
 * of this request, a ModbusFrameError for anything that does not answer it.
 */
export function decodeAnswer(pdu: Buffer, request: RegisterRequest): Uint16Array {
  const { functionCode, count } = request;
  if (pdu[0] === (functionCode | 0x80) && pdu.length === 2) {
    throw new ModbusExceptionError(pdu[1] ?? 0);
  }
  const isAnswer = pdu[0] === functionCode && pdu[1] === 2 * count && pdu.length === 2 + 2 * count;
  if (!isAnswer) throw new ModbusFrameError("the answer is of another length or function");
  return Uint16Array.from({ length: count }, (_, n) => pdu.readUInt16BE(2 + 2 * n));
}

const MBAP_BYTES = 7;
/** Unit identifier and the longest protocol data unit. */
const LENGTH_AT_MOST = 254;

/** A Modbus TCP frame: MBAP header and protocol data unit. */
export function tcpFrame(transactionId: number, unitAddress: number, pdu: Buffer): Buffer {
  const header = Buffer.alloc(MBAP_BYTES);
  header.writeUInt16BE(transactionId, 0);
  header.writeUInt16BE(pdu.length + 1, 4);
  header.writeUInt8(unitAddress, 6);
  return Buffer.concat([header, pdu]);
}

export interface TcpAnswer {
  readonly transactionId: number;
  readonly unitAddress: number;
  readonly pdu: Buffer;
}

/**
 * The first whole frame in what was received, and the bytes after it; undefined while it is not
 * whole. Throws a ModbusFrameError when the bytes are no Modbus TCP.
 */
export function takeTcpFrame(
  received: Buffer,
): { readonly answer: TcpAnswer; readonly rest: Buffer } | undefined {
  if (received.length < MBAP_BYTES) return undefined;
  const length = received.readUInt16BE(4);
  if (received.readUInt16BE(2) !== 0 || length < 2 || length > LENGTH_AT_MOST) {
    throw new ModbusFrameError("the bytes are no Modbus TCP");
  }
  const end = MBAP_BYTES - 1 + length;
  if (received.length < end) return undefined;
  return {
    answer: {
      transactionId: received.readUInt16BE(0),
      unitAddress: received.readUInt8(6),
      pdu: received.subarray(MBAP_BYTES, end),
    },
    rest: received.subarray(end),
  };
}

/** An RTU frame: unit, protocol data unit and its CRC, low byte first. */
export function rtuFrame(unitAddress: number, pdu: Buffer): Buffer {
  const body = Buffer.concat([Buffer.of(unitAddress), pdu]);
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crc16(body), 0);
  return Buffer.concat([body, crc]);
}

const RTU_SMALLEST = 5;

/**
 * The protocol data unit of an RTU answer to `request`; undefined while it is not whole. Throws a
 * ModbusFrameError for a wrong checksum or another unit.
 */
export function takeRtuAnswer(received: Buffer, request: RegisterRequest): Buffer | undefined {
  if (received.length < RTU_SMALLEST) return undefined;
  const isException = ((received[1] ?? 0) & 0x80) !== 0;
  const bytes = isException ? RTU_SMALLEST : RTU_SMALLEST + (received[2] ?? 0);
  if (received.length < bytes) return undefined;
  const body = received.subarray(0, bytes - 2);
  if (received.length > bytes || received.readUInt16LE(bytes - 2) !== crc16(body)) {
    throw new ModbusFrameError("the checksum of the answer is wrong");
  }
  if (body[0] !== request.unitAddress) throw new ModbusFrameError("another unit answered");
  return body.subarray(1);
}

const CRC_POLYNOMIAL = 0xa001;

/** The CRC-16 of Modbus over serial line V1.02, section 6.2.2. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 1) === 1 ? (crc >> 1) ^ CRC_POLYNOMIAL : crc >> 1;
    }
  }
  return crc;
}
