/** What a combinable (orthogonal) VIFE does to the value before it. */
export type VifeMeaning =
  | { readonly kind: "shift"; readonly exponent: number }
  | { readonly kind: "offset"; readonly exponent: number }
  | { readonly kind: "error"; readonly text: string }
  | { readonly kind: "qualifier"; readonly text: string }
  /** The value is not the quantity but a time of it. */
  | { readonly kind: "date"; readonly text: string }
  | { readonly kind: "duration"; readonly text: string; readonly seconds: number };

/** Codes of a record that has no right value, EN 13757-3 table 18. */
const RECORD_ERRORS: Readonly<Record<number, string>> = {
  0x01: "too many DIFEs",
  0x02: "storage number not implemented",
  0x03: "subunit not implemented",
  0x04: "tariff not implemented",
  0x05: "function not implemented",
  0x06: "data class not implemented",
  0x07: "data size not implemented",
  0x0b: "too many VIFEs",
  0x0c: "illegal VIF group",
  0x0d: "illegal VIF exponent",
  0x0e: "VIF does not fit the DIF",
  0x0f: "action not implemented",
  0x15: "no data available",
  0x16: "data overflow",
  0x17: "data underflow",
  0x18: "data error",
  0x1c: "premature end of record",
};

/** EN 13757-3 table 15. */
const QUALIFIERS: Readonly<Record<number, string>> = {
  0x1d: "standard-conform data content",
  0x1e: "compact profile with registers",
  0x1f: "compact profile without registers",
  0x20: "per second",
  0x21: "per minute",
  0x22: "per hour",
  0x23: "per day",
  0x24: "per week",
  0x25: "per month",
  0x26: "per year",
  0x27: "per revolution",
  0x28: "increment per input pulse of channel 0",
  0x29: "increment per input pulse of channel 1",
  0x2a: "increment per output pulse of channel 0",
  0x2b: "increment per output pulse of channel 1",
  0x2c: "per litre",
  0x2d: "per m³",
  0x2e: "per kg",
  0x2f: "per K",
  0x30: "per kWh",
  0x31: "per GJ",
  0x32: "per kW",
  0x33: "per K·l",
  0x34: "per V",
  0x35: "per A",
  0x36: "times s",
  0x37: "times s/V",
  0x38: "times s/A",
  0x3a: "uncorrected",
  0x3b: "only while positive",
  0x3c: "only while negative",
  0x3d: "non-metric",
  0x3e: "at base conditions",
  0x3f: "OBIS declaration",
  0x40: "lower limit",
  0x48: "upper limit",
  0x41: "times below the lower limit",
  0x49: "times above the upper limit",
  0x7e: "in future",
};

const FIRST_SHIFT = 0x70;
const LAST_SHIFT = 0x77;
const FIRST_OFFSET = 0x78;
const LAST_OFFSET = 0x7b;
const SHIFT_BY_THREE = 0x7d;
const FIRST_LIMIT_DATE = 0x42;
const LAST_TIMED = 0x6f;
const LAST_ERROR = 0x1c;
const NOTHING = 0;
const START_OF = 0x39;
const SECONDS_OF_STEP = [1, 60, 3_600, 86_400] as const;

/** Codes of the second table, after 7C: EN 13757-3 table 16. */
const SECOND_TABLE: Readonly<Record<number, string>> = {
  0x01: "at phase L1",
  0x02: "at phase L2",
  0x03: "at phase L3",
  0x04: "at neutral",
  0x05: "between phases L1 and L2",
  0x06: "between phases L2 and L3",
  0x07: "between phases L3 and L1",
  0x08: "at quadrant 1",
  0x09: "at quadrant 2",
  0x0a: "at quadrant 3",
  0x0b: "at quadrant 4",
  0x0c: "delta between import and export",
  0x10: "absolute, import and export",
};

/** What a code of seven bits means; `isSecondTable` after the extension 7C. */
export function vifeMeaning(code: number, isSecondTable: boolean): VifeMeaning {
  if (isSecondTable) return { kind: "qualifier", text: SECOND_TABLE[code] ?? unnamed(code) };
  if (code >= FIRST_SHIFT && code <= LAST_SHIFT) {
    return { kind: "shift", exponent: code - FIRST_SHIFT - 6 };
  }
  if (code >= FIRST_OFFSET && code <= LAST_OFFSET) {
    return { kind: "offset", exponent: code - FIRST_OFFSET - 3 };
  }
  if (code === SHIFT_BY_THREE) return { kind: "shift", exponent: 3 };
  if (code === NOTHING) return { kind: "shift", exponent: 0 };
  const error = RECORD_ERRORS[code];
  if (error !== undefined && code <= LAST_ERROR) return { kind: "error", text: error };
  if (code === START_OF) return { kind: "date", text: "start" };
  const text = QUALIFIERS[code];
  if (text !== undefined) return { kind: "qualifier", text };
  if (code >= FIRST_LIMIT_DATE && code <= LAST_TIMED) return timed(code);
  return { kind: "qualifier", text: unnamed(code) };
}

/** When a limit was passed and for how long, and when and for how long a value was reached. */
function timed(code: number): VifeMeaning {
  const limit = (code & 0x08) === 0 ? "lower" : "upper";
  const which = (code & 0x04) === 0 ? "first" : "last";
  const side = (code & 0x01) === 0 ? "begin" : "end";
  const isDate = (code & 0x02) !== 0;
  const seconds = SECONDS_OF_STEP[code & 0x03] ?? 1;
  switch (code >> 4) {
    case 0x4:
      if (!isDate) break;
      return { kind: "date", text: `${side} of the ${which} pass of the ${limit} limit` };
    case 0x5:
      return { kind: "duration", seconds, text: `of the ${which} pass of the ${limit} limit` };
    default:
      if (code < 0x68) return { kind: "duration", seconds, text: `of the ${which}` };
      if (isDate) return { kind: "date", text: `${side} of the ${which}` };
  }
  return { kind: "qualifier", text: unnamed(code) };
}

function unnamed(code: number): string {
  return `VIFE ${code.toString(16).padStart(2, "0")}`;
}
