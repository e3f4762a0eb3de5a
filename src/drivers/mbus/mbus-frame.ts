import { type FrameSearch, searchFrames } from "#drivers/frame-search.ts";
import { LineError } from "#drivers/line-error.ts";

/** A link layer frame of EN 13757-2 (EN 60870-5-2, format class FT 1.2). */
export type MbusFrame =
  | { readonly kind: "acknowledge" }
  | { readonly kind: "short"; readonly control: number; readonly address: number }
  | {
      /** Called control frame where `data` is empty. */
      readonly kind: "long";
      readonly control: number;
      readonly address: number;
      /** The CI field: what the data are. */
      readonly information: number;
      readonly data: Buffer;
    };

const ACKNOWLEDGE = 0xe5;
const START_SHORT = 0x10;
const START_LONG = 0x68;
const STOP = 0x16;
const SHORT_BYTES = 5;
/** Start, length twice, start; then what the length counts; then checksum and stop. */
const LONG_HEADER_BYTES = 4;
const LONG_TRAILER_BYTES = 2;
/** C, A and CI fields. */
const LENGTH_AT_LEAST = 3;
const DATA_AT_MOST = 252;

/** The bytes of a frame. Throws a RangeError for more data than a frame holds. */
export function encodeMbusFrame(frame: MbusFrame): Buffer {
  switch (frame.kind) {
    case "acknowledge":
      return Buffer.of(ACKNOWLEDGE);
    case "short": {
      const { control, address } = frame;
      return Buffer.of(START_SHORT, control, address, (control + address) & 0xff, STOP);
    }
    case "long": {
      const { control, address, information, data } = frame;
      if (data.length > DATA_AT_MOST) throw new RangeError(`${data.length} bytes in one frame`);
      const body = Buffer.concat([Buffer.of(control, address, information), data]);
      const length = body.length;
      return Buffer.concat([
        Buffer.of(START_LONG, length, length, START_LONG),
        body,
        Buffer.of(checksum(body), STOP),
      ]);
    }
  }
}

/**
 * The frame at the start of `received`; undefined while it is not whole. Throws an LineError for
 * bytes that are no frame, or one with a wrong checksum.
 */
export function takeMbusFrame(
  received: Buffer,
): { readonly frame: MbusFrame; readonly bytes: number } | undefined {
  switch (received[0]) {
    case undefined:
      return undefined;
    case ACKNOWLEDGE:
      return { frame: { kind: "acknowledge" }, bytes: 1 };
    case START_SHORT:
      return takeShort(received);
    case START_LONG:
      return takeLong(received);
    default:
      throw new LineError("wrong-answer", "the bytes are no M-Bus frame");
  }
}

function takeShort(received: Buffer) {
  if (received.length < SHORT_BYTES) return undefined;
  const [, control = 0, address = 0, sum, stop] = received;
  if (stop !== STOP) throw new LineError("wrong-answer", "the frame does not end where it should");
  if (sum !== ((control + address) & 0xff)) throw wrongChecksum();
  return { frame: { kind: "short", control, address } as const, bytes: SHORT_BYTES };
}

function takeLong(received: Buffer) {
  const [, length, again, start] = received;
  if (length === undefined || again === undefined || start === undefined) return undefined;
  if (length !== again || start !== START_LONG || length < LENGTH_AT_LEAST) {
    throw new LineError("wrong-answer", "the bytes are no M-Bus frame");
  }
  const end = LONG_HEADER_BYTES + length;
  const bytes = end + LONG_TRAILER_BYTES;
  if (received.length < bytes) return undefined;
  if (received[bytes - 1] !== STOP) {
    throw new LineError("wrong-answer", "the frame does not end where it should");
  }
  const body = received.subarray(LONG_HEADER_BYTES, end);
  if (received[end] !== checksum(body)) throw wrongChecksum();
  const [control = 0, address = 0, information = 0] = body;
  const data = body.subarray(LENGTH_AT_LEAST);
  return { frame: { kind: "long", control, address, information, data } as const, bytes };
}

function wrongChecksum(): LineError {
  return new LineError("wrong-checksum", "the checksum of the answer is wrong");
}

function checksum(body: Uint8Array): number {
  let sum = 0;
  for (const byte of body) sum += byte;
  return sum & 0xff;
}

/** All frames with data among the received bytes, whatever stands between them. */
export function searchMbus(received: Buffer): FrameSearch<MbusFrame> {
  return searchFrames(received, START_LONG, (bytes, at) => {
    try {
      const taken = takeMbusFrame(bytes.subarray(at));
      return taken ? { frame: taken.frame, end: at + taken.bytes } : "incomplete";
    } catch (error) {
      if (error instanceof LineError) return error;
      throw error;
    }
  });
}

/** Whether an acknowledgement is among the received bytes. */
export function searchAcknowledge(received: Buffer): FrameSearch<MbusFrame> {
  return searchFrames(received, ACKNOWLEDGE, (_, at) => ({
    frame: { kind: "acknowledge" },
    end: at + 1,
  }));
}
