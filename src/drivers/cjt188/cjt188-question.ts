import { LineError } from "#drivers/line-error.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";
import type { Cjt188Frame } from "./cjt188-frame.ts";

/** In which order a meter wants the two bytes of a data identifier: meters differ. */
export type IdentifierOrder = "high-first" | "low-first";

/** Whom and what is asked. */
export interface Cjt188Question {
  readonly meterType: number;
  /** Fourteen digits; A for any. */
  readonly address: string;
  /** `901F`: the data as they are now; `810A`: the address. */
  readonly identifier: string;
  readonly order: IdentifierOrder;
  /** 1 to 255: the answer repeats it. */
  readonly sequence: number;
}

export const READ_ADDRESS = "810A";
/** The address and type that every meter takes for its own. */
export const EVERY_ADDRESS = "AAAAAAAAAAAAAA";
export const EVERY_TYPE = 0xaa;

const READ = 0x01;
const READ_ADDRESS_CONTROL = 0x03;
const FROM_METER = 0x80;
const ERROR = 0x40;
/** Data identifier and sequence number. */
const PREFIX_BYTES = 3;

/** The frame that asks. */
export function questionFrame(question: Cjt188Question): Cjt188Frame {
  const { meterType, address, sequence } = question;
  return {
    meterType,
    address,
    control: controlOf(question),
    data: Buffer.concat([identifierBytes(question), Buffer.of(sequence)]),
  };
}

/**
 * What follows the sequence number in the answer, and who answers. Throws a LineError when another
 * meter speaks, when the frame answers something else, and when the meter says that it cannot.
 */
export function answerIn(
  frame: Cjt188Frame,
  question: Cjt188Question,
): { readonly address: string; readonly meterType: number; readonly data: Buffer } {
  const { meterType, address } = question;
  const isAsked =
    (meterType === EVERY_TYPE || meterType === frame.meterType) &&
    [...address.toUpperCase()].every((digit, n) => digit === "A" || digit === frame.address[n]);
  if (!isAsked) throw new LineError("wrong-unit", `meter ${frame.address} answered`);
  const asked = controlOf(question) | FROM_METER;
  if (frame.control === (asked | ERROR)) {
    throw new LineError("refused", "the meter refuses to answer", frame.data.at(-1));
  }
  if (frame.control !== asked) {
    throw new LineError("wrong-answer", "the answer is to another question");
  }
  const [first, second, sequence] = frame.data;
  const wanted = identifierBytes(question);
  // A few meters turn the identifier around in their answer.
  const isSame =
    (first === wanted[0] && second === wanted[1]) || (first === wanted[1] && second === wanted[0]);
  if (!isSame) throw new LineError("wrong-answer", "the answer is of other data");
  // Meters that do not count answer with 0, which is never asked.
  if (sequence !== question.sequence && sequence !== 0) {
    throw new LineError("wrong-answer", "the answer is to an earlier question");
  }
  return {
    address: frame.address,
    meterType: frame.meterType,
    data: frame.data.subarray(PREFIX_BYTES),
  };
}

function controlOf({ identifier }: Cjt188Question): number {
  return identifier.toUpperCase() === READ_ADDRESS ? READ_ADDRESS_CONTROL : READ;
}

function identifierBytes({ identifier, order }: Cjt188Question): Buffer {
  const bytes = Buffer.from(identifier, "hex");
  return order === "high-first" ? bytes : reversedBytes(bytes);
}
