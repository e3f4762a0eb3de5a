import { LineError } from "#drivers/line-error.ts";
import { type FrameAt, type FrameSearch, searchFrames } from "#drivers/frame-search.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";

/** A frame of CJ/T 188-2004 (2018): water, gas and heat meters of China. */
export interface Cjt188Frame {
  /** 10-19 water, 20-29 heat, 30-39 gas, 40-49 others; AA for any. */
  readonly meterType: number;
  /** Fourteen digits, most significant first; A for any. */
  readonly address: string;
  /** Bits: 7 from the meter, 6 an error, 0-5 what is asked. */
  readonly control: number;
  readonly data: Buffer;
}

const START = 0x68;
const STOP = 0x16;
const WAKE_UP = 0xfe;
const WAKE_UP_BYTES = 3;
const ADDRESS_BYTES = 7;
/** Start, type, address, control, length. */
const HEADER_BYTES = 11;
const TRAILER_BYTES = 2;
/** CJ/T 188 section 5.2.6: reading takes at most 64 bytes. */
const DATA_AT_MOST = 0x64;

/** The bytes of a frame, with the FEs that wake a meter up before it. */
export function encodeCjt188({ meterType, address, control, data }: Cjt188Frame): Buffer {
  if (!/^[0-9A-F]{14}$/i.test(address)) throw new RangeError(`not fourteen digits: ${address}`);
  if (data.length > DATA_AT_MOST) throw new RangeError(`${data.length} bytes in one frame`);
  const body = Buffer.concat([
    Buffer.of(START, meterType),
    reversedBytes(Buffer.from(address, "hex")),
    Buffer.of(control, data.length),
    data,
  ]);
  return Buffer.concat([
    Buffer.alloc(WAKE_UP_BYTES, WAKE_UP),
    body,
    Buffer.of(checksum(body), STOP),
  ]);
}

/** All frames among the received bytes, whatever stands between them. */
export function searchCjt188(received: Buffer): FrameSearch<Cjt188Frame> {
  return searchFrames(received, START, frameAt);
}

function frameAt(received: Buffer, at: number): FrameAt<Cjt188Frame> {
  const length = received[at + HEADER_BYTES - 1];
  if (length === undefined) return "incomplete";
  if (length > DATA_AT_MOST) return garbled();
  const end = at + HEADER_BYTES + length + TRAILER_BYTES;
  if (received.length < end) return "incomplete";
  if (received[end - 1] !== STOP) return garbled();
  const body = received.subarray(at, end - TRAILER_BYTES);
  if (received[end - TRAILER_BYTES] !== checksum(body)) {
    return new LineError("wrong-checksum", "the checksum of the answer is wrong");
  }
  const addressBytes = reversedBytes(body.subarray(2, 2 + ADDRESS_BYTES));
  return {
    frame: {
      meterType: body[1] ?? 0,
      address: addressBytes.toString("hex").toUpperCase(),
      control: body[HEADER_BYTES - 2] ?? 0,
      data: Buffer.from(body.subarray(HEADER_BYTES)),
    },
    end,
  };
}

function garbled(): LineError {
  return new LineError("wrong-answer", "the bytes are no CJ/T 188 frame");
}

function checksum(body: Uint8Array): number {
  let sum = 0;
  for (const byte of body) sum += byte;
  return sum & 0xff;
}
