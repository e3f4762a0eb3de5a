/** Exception codes of the Modbus application protocol V1.1b3, section 7. */
export const MODBUS_EXCEPTION = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  busy: 6,
  /** What a gateway says when the device behind it does not answer. */
  targetSilent: 0x0b,
} as const;
export type ModbusException = (typeof MODBUS_EXCEPTION)[keyof typeof MODBUS_EXCEPTION];

/** A request for registers: function 3 reads holding, 4 input registers. Addresses from 0. */
export interface RegisterRequest {
  readonly functionCode: 3 | 4;
  readonly address: number;
  readonly count: number;
}

/** The registers as they are now, or why not. */
export type RegisterAnswer = Uint16Array | ModbusException;

/** One request from the wire: the header's fields and the protocol data unit after them. */
export interface ModbusRequest {
  readonly transactionId: number;
  readonly unitAddress: number;
  readonly pdu: Uint8Array;
}

const HEADER_BYTES = 7;
/** Unit identifier and the longest protocol data unit: 1 + 253 bytes. */
const LENGTH_AT_MOST = 254;
const REGISTERS_AT_MOST = 125;
const READ_REQUEST_BYTES = 5;

/** Whole requests at the start of `received` and the bytes after them. */
export interface ParsedRequests {
  readonly requests: readonly ModbusRequest[];
  readonly rest: Buffer;
  /** The bytes are no Modbus TCP: the connection is of no more use. */
  readonly broken: boolean;
}

/** Cuts a stream of bytes into requests; several may stand in one piece, or one in several. */
export function parseRequests(received: Buffer): ParsedRequests {
  const requests: ModbusRequest[] = [];
  let at = 0;
  while (received.length - at >= HEADER_BYTES) {
    const length = received.readUInt16BE(at + 4);
    const broken = received.readUInt16BE(at + 2) !== 0 || length < 2 || length > LENGTH_AT_MOST;
    if (broken) return { requests, rest: received.subarray(at), broken };
    const end = at + HEADER_BYTES - 1 + length;
    if (received.length < end) break;
    requests.push({
      transactionId: received.readUInt16BE(at),
      unitAddress: received.readUInt8(at + 6),
      pdu: received.subarray(at + HEADER_BYTES, end),
    });
    at = end;
  }
  return { requests, rest: received.subarray(at), broken: false };
}

/** What is asked, or the exception for what no meter here can do. */
export function parseRegisterRequest(pdu: Uint8Array): RegisterRequest | ModbusException {
  const functionCode = pdu[0];
  if (functionCode !== 3 && functionCode !== 4) return MODBUS_EXCEPTION.illegalFunction;
  if (pdu.length !== READ_REQUEST_BYTES) return MODBUS_EXCEPTION.illegalValue;
  const address = wordAt(pdu, 1);
  const count = wordAt(pdu, 3);
  if (count < 1 || count > REGISTERS_AT_MOST) return MODBUS_EXCEPTION.illegalValue;
  if (address + count > 0x1_0000) return MODBUS_EXCEPTION.illegalAddress;
  return { functionCode, address, count };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** The whole frame that answers a request. */
export function answerFrame(request: ModbusRequest, answer: RegisterAnswer): Buffer {
  const functionCode = request.pdu[0] ?? 0;
  const dataBytes = typeof answer === "number" ? 1 : 1 + 2 * answer.length;
  const frame = Buffer.alloc(HEADER_BYTES + 1 + dataBytes);
  frame.writeUInt16BE(request.transactionId, 0);
  frame.writeUInt16BE(2 + dataBytes, 4);
  frame.writeUInt8(request.unitAddress, 6);
  if (typeof answer === "number") {
    frame.writeUInt8(functionCode | 0x80, 7);
    frame.writeUInt8(answer, 8);
    return frame;
  }
  frame.writeUInt8(functionCode, 7);
  frame.writeUInt8(2 * answer.length, 8);
  answer.forEach((word, n) => frame.writeUInt16BE(word, 9 + 2 * n));
  return frame;
}
