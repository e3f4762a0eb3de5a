import { LineError } from "#drivers/line-error.ts";
import { type FrameAt, type FrameSearch, searchFrames } from "#drivers/frame-search.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";

/** A frame of DL/T 645-1997 or -2007: both have the same shape. */
export interface Dlt645Frame {
  /** Twelve digits, most significant first; A in the places that stand for any digit. */
  readonly address: string;
  /** Bits: 7 from the meter, 6 an error, 5 more data follow, 0-4 what is asked. */
  readonly control: number;
  /** As it is meant: without the 33H that every byte on the wire has in addition. */
  readonly data: Buffer;
}

const START = 0x68;
const STOP = 0x16;
const WAKE_UP = 0xfe;
const WAKE_UP_BYTES = 4;
const ADDRESS_BYTES = 6;
const OFFSET = 0x33;
/** Start, address, start, control, length. */
const HEADER_BYTES = 10;
const TRAILER_BYTES = 2;
/** DL/T 645-2007 section 5.2.5: at most 200 bytes when reading. */
const DATA_AT_MOST = 200;

/** The bytes of a frame, with the FEs that wake a meter up before it. */
export function encodeDlt645({ address, control, data }: Dlt645Frame): Buffer {
  if (!/^[0-9A-F]{12}$/i.test(address)) throw new RangeError(`not twelve digits: ${address}`);
  if (data.length > DATA_AT_MOST) throw new RangeError(`${data.length} bytes in one frame`);
  const body = Buffer.concat([
    Buffer.of(START),
    reversedBytes(Buffer.from(address, "hex")),
    Buffer.of(START, control, data.length),
    data.map((byte) => (byte + OFFSET) & 0xff),
  ]);
  return Buffer.concat([
    Buffer.alloc(WAKE_UP_BYTES, WAKE_UP),
    body,
    Buffer.of(checksum(body), STOP),
  ]);
}

/** All frames among the received bytes, whatever stands between them. */
export function searchDlt645(received: Buffer): FrameSearch<Dlt645Frame> {
  return searchFrames(received, START, frameAt);
}

function frameAt(received: Buffer, at: number): FrameAt<Dlt645Frame> {
  const second = received[at + 1 + ADDRESS_BYTES];
  const length = received[at + HEADER_BYTES - 1];
  if (second !== undefined && second !== START) return garbled();
  if (length === undefined) return "incomplete";
  if (length > DATA_AT_MOST) return garbled();
  const end = at + HEADER_BYTES + length + TRAILER_BYTES;
  if (received.length < end) return "incomplete";
  if (received[end - 1] !== STOP) return garbled();
  const body = received.subarray(at, end - TRAILER_BYTES);
  if (received[end - TRAILER_BYTES] !== checksum(body)) {
    return new LineError("wrong-checksum", "the checksum of the answer is wrong");
  }
  const address = reversedBytes(body.subarray(1, 1 + ADDRESS_BYTES)).toString("hex");
  const data = Buffer.from(body.subarray(HEADER_BYTES)).map((byte) => (byte - OFFSET) & 0xff);
  const control = body[HEADER_BYTES - 2] ?? 0;
  return { frame: { address: address.toUpperCase(), control, data: Buffer.from(data) }, end };
}

function garbled(): LineError {
  return new LineError("wrong-answer", "the bytes are no DL/T 645 frame");
}

function checksum(body: Uint8Array): number {
  let sum = 0;
  for (const byte of body) sum += byte;
  return sum & 0xff;
}
