import { LineError } from "#drivers/line-error.ts";
import type { Dlt645Frame } from "./dlt645-frame.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";

/** The edition of DL/T 645 that a meter speaks. */
export type Dlt645Edition = "1997" | "2007";

/** What a meter is asked for. */
export type Dlt645Question =
  | { readonly kind: "read"; readonly identifier: string }
  /** The next part of an answer too long for one frame; parts count from 1. */
  | { readonly kind: "read-more"; readonly identifier: string; readonly part: number }
  /** Who is there: one meter on the line, or none (2007 only). */
  | { readonly kind: "read-address" };

/** One answer, or one part of it. */
export interface Dlt645Answer {
  /** Who answered; some 1997 meters put the wildcard address of the question here. */
  readonly address: string;
  /** Without the data identifier. */
  readonly data: Buffer;
  readonly moreFollow: boolean;
}

/** The address that every meter takes for its own. */
export const EVERY_ADDRESS = "AAAAAAAAAAAA";

const FROM_METER = 0x80;
const ERROR = 0x40;
const MORE_FOLLOW = 0x20;
const ADDRESS_BYTES = 6;

const CONTROLS: Readonly<Record<Dlt645Edition, Record<Dlt645Question["kind"], number>>> = {
  "1997": { read: 0x01, "read-more": 0x02, "read-address": 0x13 },
  "2007": { read: 0x11, "read-more": 0x12, "read-address": 0x13 },
};

/** Bits of the error byte, DL/T 645-2007 table 6 of section 5.2.5.2; those of 1997 from bit 0 on. */
const ERROR_BITS: Readonly<Record<Dlt645Edition, readonly string[]>> = {
  "1997": ["illegal data", "wrong data identifier", "wrong password", "", "too many time zones"],
  "2007": [
    "another error",
    "it has no such data",
    "wrong password or no authority",
    "the baud rate cannot be changed",
    "too many yearly time zones",
    "too many daily time slots",
    "too many tariffs",
  ],
};

/** The frame that asks a meter. Throws a RangeError for an identifier that is not of the edition. */
export function questionFrame(
  edition: Dlt645Edition,
  address: string,
  question: Dlt645Question,
): Dlt645Frame {
  const control = CONTROLS[edition][question.kind];
  switch (question.kind) {
    case "read":
      return { address, control, data: identifierBytes(edition, question.identifier) };
    case "read-more": {
      const identifier = identifierBytes(edition, question.identifier);
      // The 1997 edition does not number the parts.
      const part = edition === "1997" ? Buffer.alloc(0) : Buffer.of(question.part & 0xff);
      return { address, control, data: Buffer.concat([identifier, part]) };
    }
    case "read-address":
      return { address, control, data: Buffer.alloc(0) };
  }
}

/**
 * The answer in a frame. Throws an LineError when another meter speaks, when the frame answers
 * something else, and when the meter says that it cannot.
 */
export function answerIn(
  frame: Dlt645Frame,
  { edition, address }: { readonly edition: Dlt645Edition; readonly address: string },
  question: Dlt645Question,
): Dlt645Answer {
  if (!isAddressed(address, frame.address)) {
    throw new LineError("wrong-unit", `meter ${frame.address} answered`);
  }
  const asked = CONTROLS[edition][question.kind] | FROM_METER;
  if (frame.control === (asked | ERROR)) throw refusal(edition, frame.data[0] ?? 0);
  if ((frame.control & ~MORE_FOLLOW) !== asked) {
    throw new LineError("wrong-answer", "the answer is to another question");
  }
  const moreFollow = (frame.control & MORE_FOLLOW) !== 0;
  if (question.kind === "read-address") {
    const said = reversedBytes(frame.data.subarray(0, ADDRESS_BYTES)).toString("hex");
    if (frame.data.length !== ADDRESS_BYTES) throw otherLength();
    return { address: said.toUpperCase(), data: frame.data, moreFollow };
  }
  const identifier = identifierBytes(edition, question.identifier);
  if (!frame.data.subarray(0, identifier.length).equals(identifier)) {
    throw new LineError("wrong-answer", "the answer is of another register");
  }
  const isNumbered = question.kind === "read-more" && edition === "2007";
  const end = frame.data.length - (isNumbered ? 1 : 0);
  if (end < identifier.length) throw otherLength();
  if (isNumbered && frame.data[end] !== (question.part & 0xff)) {
    throw new LineError("wrong-answer", "the answer is another part of the data");
  }
  const data = frame.data.subarray(identifier.length, end);
  return { address: frame.address, data, moreFollow };
}

/**
 * Whether an answer from `answered` may be to a question to `asked`: A stands for any digit, and
 * some meters repeat the A of the question.
 */
export function isAddressed(asked: string, answered: string): boolean {
  return [...asked.toUpperCase()].every((digit, n) => digit === "A" || digit === answered[n]);
}

function identifierBytes(edition: Dlt645Edition, identifier: string): Buffer {
  const digits = edition === "1997" ? 4 : 8;
  if (identifier.length !== digits || !/^[0-9A-F]+$/i.test(identifier)) {
    throw new RangeError(`the data identifier ${identifier} is not of DL/T 645-${edition}`);
  }
  return reversedBytes(Buffer.from(identifier, "hex"));
}

function refusal(edition: Dlt645Edition, bits: number): LineError {
  const words = ERROR_BITS[edition].filter((word, n) => word !== "" && ((bits >> n) & 1) === 1);
  const code = bits.toString(16).padStart(2, "0").toUpperCase();
  const said = words.join(", ") || "no reason given";
  return new LineError("refused", `the meter refuses: ${said} (error ${code})`);
}

function otherLength(): LineError {
  return new LineError("wrong-answer", "the answer is of another length");
}
