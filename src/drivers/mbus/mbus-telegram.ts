import { LineError } from "#drivers/line-error.ts";
import { type FixedTelegram, decodeFixed } from "./fixed-data.ts";
import type { MbusFrame } from "./mbus-frame.ts";
import { decodeVariable, type VariableTelegram } from "./variable-data.ts";

/** What a meter says in one frame. */
export type MbusTelegram = VariableTelegram | FixedTelegram;

const APPLICATION_ERROR = 0x70;
const VARIABLE = 0x72;
const FIXED = 0x73;
const VARIABLE_WITHOUT_HEADER = 0x78;
const VARIABLE_SHORT_HEADER = 0x7a;

/** Application errors, EN 13757-3 table 17 (and those of its first edition). */
const APPLICATION_ERRORS: Readonly<Record<number, string>> = {
  0: "unspecified error",
  1: "unknown CI field",
  2: "buffer too long",
  3: "too many records",
  4: "premature end of record",
  5: "too many DIFEs",
  6: "too many VIFEs",
  8: "application busy",
  9: "too many readouts",
};

/**
 * What the data of an answer say. Throws an LineError when the meter reports an error, and when
 * the data are not as EN 13757-3 has them.
 */
export function decodeTelegram(frame: MbusFrame): MbusTelegram {
  if (frame.kind !== "long") {
    throw new LineError("wrong-answer", "the answer carries no data");
  }
  const { information, data } = frame;
  switch (information) {
    case VARIABLE:
      return decodeVariable(data, "long");
    case VARIABLE_SHORT_HEADER:
      return decodeVariable(data, "short");
    case VARIABLE_WITHOUT_HEADER:
      return decodeVariable(data, "none");
    case FIXED:
      return decodeFixed(data);
    case APPLICATION_ERROR: {
      const text = APPLICATION_ERRORS[data[0] ?? 0] ?? `error ${data[0]}`;
      throw new LineError("refused", `the meter reports: ${text}`);
    }
    default: {
      const code = information.toString(16).padStart(2, "0").toUpperCase();
      throw new LineError("wrong-answer", `the answer is of an unknown kind (CI ${code})`);
    }
  }
}
