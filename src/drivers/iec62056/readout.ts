import { Decimal } from "#domain/core/decimal.ts";
import { convertUnit } from "#drivers/convert-unit.ts";
import { LineError } from "#drivers/line-error.ts";

/** One line of a read-out: `1-0:1.8.0*255(00052185.782*kWh)`. */
export interface ReadoutLine {
  /** As printed, without the part after `*` or `&` where that is 255 or missing. */
  readonly obis: string;
  /** What stands in its brackets, one after the other. */
  readonly groups: readonly string[];
}

export interface Readout {
  readonly lines: readonly ReadoutLine[];
  /** Where the bytes after it begin. */
  readonly end: number;
}

const STX = "\u0002";
const ETX = 0x03;
/** A read-out longer than this is none: the largest published ones have 2,500 bytes. */
const READOUT_BYTES_AT_MOST = 16_384;
const LINES_AT_MOST = 1_000;
/** Bit 7 is the parity where a converter carries 7E1 as 8N1. */
const SEVEN_BITS = 0x7f;

/**
 * The read-out that begins with STX, or the push telegram that begins with `/`; undefined while it
 * is not whole. Throws a LineError for a wrong check character or checksum, and for bytes without
 * end.
 */
export function takeReadout(received: Buffer): Readout | undefined {
  const bytes = received.map((byte) => byte & SEVEN_BITS);
  const text = Buffer.from(bytes).toString("latin1");
  const start = startOfBlock(text);
  const readout = start === -1 ? takePushed(text, bytes) : takeBlock({ text, bytes, start });
  if (!readout && text.length > READOUT_BYTES_AT_MOST) {
    throw new LineError("wrong-answer", "a read-out without end");
  }
  return readout;
}

/** STX stands first, or on a line of its own: a few meters have one in their identification. */
function startOfBlock(text: string): number {
  const start = text.indexOf(STX);
  if (start <= 0 || text[start - 1] === "\n") return start;
  const onLine = text.indexOf(`\n${STX}`, start);
  return onLine === -1 ? -1 : onLine + 1;
}

function takeBlock({
  text,
  bytes,
  start,
}: {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly start: number;
}): Readout | undefined {
  const etx = bytes.indexOf(ETX, start);
  const check = bytes[etx + 1];
  if (etx === -1 || check === undefined) return undefined;
  // IEC 62056-21, annex: the check character is the XOR of all after STX, ETX included.
  const expected = bytes.subarray(start + 1, etx + 1).reduce((sum, byte) => sum ^ byte, 0);
  if (check !== expected) throw wrongChecksum();
  return { lines: readoutLines(text.slice(start + 1, etx)), end: etx + 2 };
}

/** A telegram without STX ends with `!`; the four digits after it are its CRC, where it has them. */
function takePushed(text: string, bytes: Uint8Array): Readout | undefined {
  const start = text.indexOf("/");
  const mark = start === -1 ? -1 : text.indexOf("\n!", start);
  if (mark === -1) return undefined;
  const lineEnd = text.indexOf("\n", mark + 2);
  if (lineEnd === -1) return undefined;
  const crc = text.slice(mark + 2, lineEnd).trim();
  if (/^[0-9A-F]{1,4}$/.test(crc)) {
    const expected = crc16Arc(bytes.subarray(start, mark + 2));
    if (Number.parseInt(crc, 16) !== expected) throw wrongChecksum();
  }
  return { lines: readoutLines(text.slice(start, mark)), end: lineEnd + 1 };
}

/** The lines of a read-out that have a value; what stands between them is passed over. */
export function readoutLines(text: string): ReadoutLine[] {
  const lines: ReadoutLine[] = [];
  // A code, then its brackets; several may stand on one line of print.
  for (const match of text.matchAll(
    /([0-9A-FLP:.\-*&]{1,24})((?:\([^()\r\n]{0,1024}\)[\r\n]*)+)/g,
  )) {
    if (lines.length >= LINES_AT_MOST) break;
    const [, code = "", brackets = ""] = match;
    const groups = [...brackets.matchAll(/\(([^()]*)\)/g)].map(([, group = ""]) => group);
    lines.push({ obis: code.replace(/[*&]255$/, ""), groups });
  }
  return lines;
}

/**
 * The value of a code in the unit that is wanted; the shorter form of a code fits the longer one.
 * `missing` when no line has the code; undefined when the line has no number in a fitting unit.
 */
export function readoutValue(
  lines: readonly ReadoutLine[],
  { obis, unit }: { readonly obis: string; readonly unit: string },
): Decimal | undefined | "missing" {
  const line = lines.find((one) => isSameCode(one.obis, obis));
  if (!line) return "missing";
  // Where a time stands before the value, the value comes last.
  const [number = "", printed] = (line.groups.at(-1) ?? "").split("*");
  const value = Decimal.tryParse(number.trim());
  if (!value) return undefined;
  return printed === undefined ? value.normalized() : convertUnit(value, unitOf(printed), unit);
}

function isSameCode(printed: string, wanted: string): boolean {
  if (printed === wanted) return true;
  const isOneShort = !printed.includes(":") || !wanted.includes(":");
  return isOneShort && shortCode(printed) === shortCode(wanted);
}

/** Without the medium and channel before the colon. */
function shortCode(code: string): string {
  return code.replace(/^\d+-\d+:/, "");
}

/** Meters write units in their own letters. */
function unitOf(printed: string): string {
  const unit = printed.trim().replace("³", "3");
  return UNITS_OF_PRINT[unit.toLowerCase()] ?? unit;
}

const UNITS_OF_PRINT: Readonly<Record<string, string>> = {
  wh: "Wh",
  kwh: "kWh",
  mwh: "MWh",
  w: "W",
  kw: "kW",
  varh: "varh",
  kvarh: "kvarh",
  var: "var",
  kvar: "kvar",
  vah: "VAh",
  kvah: "kVAh",
  va: "VA",
  kva: "kVA",
};

function wrongChecksum(): LineError {
  return new LineError("wrong-checksum", "the checksum of the answer is wrong");
}

/** CRC-16/ARC, by which push telegrams (DSMR P1) are checked. */
function crc16Arc(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}
