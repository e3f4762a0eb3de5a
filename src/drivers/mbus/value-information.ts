import { type VifMeaning, vifMeaning, type VifTable } from "./vif-codes.ts";
import { type VifeMeaning, vifeMeaning } from "./vife-codes.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";

/** The value information block of a record: VIF and VIFEs. */
export interface ValueInformation {
  /** undefined: a reserved code, or one of the maker's. */
  readonly meaning: VifMeaning | undefined;
  /** Adds to the exponent of the meaning. */
  readonly shift: number;
  /** Added to the raw value: 10 to this power; undefined for nothing. */
  readonly offsetExponent: number | undefined;
  /**
   * What makes the value another one than its quantity says: a limit, a date of an event, a rate
   * per hour, an error of the record. Empty for the plain value.
   */
  readonly qualifiers: readonly string[];
  /** The meter itself says that the record has no right value. */
  readonly recordError: string | undefined;
}

const EXTENDED = 0x80;
const CODE = 0x7f;
const PLAIN_TEXT = 0x7c;
const AFTER_FB = 0xfb;
const AFTER_FD = 0xfd;
/** EN 13757-3: a VIF is followed by ten VIFEs at most. */
const VIFES_AT_MOST = 10;

/**
 * The block at `at`, and where it ends. Undefined when the bytes end in the middle or there are too
 * many extensions.
 */
export function takeValueInformation(
  bytes: Buffer,
  at: number,
): { readonly information: ValueInformation; readonly end: number } | undefined {
  const vif = bytes[at];
  if (vif === undefined) return undefined;
  let end = at + 1;
  let text: string | undefined;
  if ((vif & CODE) === PLAIN_TEXT) {
    const length = bytes[end];
    if (length === undefined || end + 1 + length > bytes.length) return undefined;
    text = reversedText(bytes.subarray(end + 1, end + 1 + length));
    end += 1 + length;
  }
  const vifes: number[] = [];
  for (let last = vif; (last & EXTENDED) !== 0;) {
    const vife = bytes[end];
    if (vife === undefined || vifes.length >= VIFES_AT_MOST) return undefined;
    vifes.push(vife);
    last = vife;
    end += 1;
  }
  return { information: informationOf(vif, vifes, text), end };
}

function informationOf(
  vif: number,
  vifes: readonly number[],
  text: string | undefined,
): ValueInformation {
  if (text !== undefined) {
    const plain = { quantity: text, unit: text, exponent: 0, factor: 1 } as const;
    return combined({ ...plain, reading: "number" }, vifes);
  }
  if (vif === AFTER_FB || vif === AFTER_FD) {
    const table: VifTable = vif === AFTER_FB ? "FB" : "FD";
    const [code = 0, ...others] = vifes;
    return combined(vifMeaning(table, code & CODE), others);
  }
  // All that follows a maker's own code is the maker's.
  if ((vif & CODE) === CODE) return combined(vifMeaning("primary", CODE), []);
  return combined(vifMeaning("primary", vif & CODE), vifes);
}

function combined(plain: VifMeaning | undefined, vifes: readonly number[]): ValueInformation {
  let meaning = plain;
  let shift = 0;
  let offsetExponent: number | undefined;
  let recordError: string | undefined;
  const qualifiers: string[] = [];
  for (const vife of meaningsOf(vifes)) {
    switch (vife.kind) {
      case "shift":
        shift += vife.exponent;
        break;
      case "offset":
        offsetExponent = vife.exponent;
        break;
      case "error":
        recordError = vife.text;
        break;
      case "date":
        qualifiers.push(`date of ${vife.text}`);
        meaning = timeOf(meaning, { reading: "date" });
        break;
      case "duration":
        qualifiers.push(`duration ${vife.text}`);
        meaning = timeOf(meaning, { unit: "s", factor: vife.seconds });
        break;
      case "qualifier":
        qualifiers.push(vife.text);
    }
  }
  return { meaning, shift, offsetExponent, qualifiers, recordError };
}

/** A time that belongs to a quantity, in place of the quantity. */
function timeOf(meaning: VifMeaning | undefined, time: Partial<VifMeaning>): VifMeaning {
  const quantity = meaning?.quantity ?? "unknown";
  return { quantity, unit: "", exponent: 0, factor: 1, reading: "number", ...time };
}

/** VIFEs up to the one after which all is the maker's own. */
function meaningsOf(vifes: readonly number[]): VifeMeaning[] {
  const meanings: VifeMeaning[] = [];
  let isSecondTable = false;
  for (const [n, vife] of vifes.entries()) {
    const code = vife & CODE;
    if (code === PLAIN_TEXT && !isSecondTable) {
      isSecondTable = true;
      continue;
    }
    if (code === CODE) {
      const own = Buffer.from(vifes.slice(n + 1)).toString("hex");
      return [...meanings, { kind: "qualifier", text: `maker's ${own}`.trim() }];
    }
    meanings.push(vifeMeaning(code, isSecondTable));
    isSecondTable = false;
  }
  return meanings;
}

/** Text as M-Bus sends it, last character first, in ISO 8859-1. */
export function reversedText(bytes: Uint8Array): string {
  return reversedBytes(bytes).toString("latin1");
}
