import { LineError } from "#drivers/line-error.ts";
import { type MbusFunction, takeDataInformation } from "./data-information.ts";
import { decodeDevice, type MbusDevice } from "./mbus-device.ts";
import { decodeValue, type MbusValue, valueBytes } from "./mbus-value.ts";
import { takeValueInformation } from "./value-information.ts";

/** One value of a meter, with all that tells it from its other values. */
export interface MbusRecord {
  readonly function: MbusFunction;
  readonly storage: number;
  readonly tariff: number;
  readonly subunit: number;
  /** energy, volume, flowTemperature, ...; "unknown" for reserved codes. */
  readonly quantity: string;
  /** Wh, J, m3, m3/h, W, °C, K, s, ...; empty where there is none. */
  readonly unit: string;
  /** Empty for the plain value; else what makes it another. */
  readonly qualifiers: readonly string[];
  readonly value: MbusValue;
  /** DIF, DIFEs, VIF and VIFEs as they came, in hexadecimal: how manuals name a record. */
  readonly header: string;
}

/** The data of a meter by EN 13757-3, clause 6. */
export interface VariableTelegram {
  readonly kind: "variable";
  /** undefined for the answers that have no or only a short header. */
  readonly device: MbusDevice | undefined;
  readonly accessNumber: number | undefined;
  /** Bits: 0-1 application, 2 power low, 3 permanent error, 4 temporary error, 5-7 the maker's. */
  readonly status: number;
  readonly records: readonly MbusRecord[];
  /** More data of this meter come with the next telegram. */
  readonly moreFollow: boolean;
  /** What follows the last record by the maker's own rules. */
  readonly makersData: Buffer | undefined;
}

const HEADER_BYTES = { long: 12, short: 4, none: 0 } as const;
const MAKERS_DATA = 0x0f;
const MAKERS_DATA_MORE_FOLLOW = 0x1f;
const IDLE_FILLER = 0x2f;

/** Reads the data after the CI field. Throws an LineError when they are cut or not well formed. */
export function decodeVariable(data: Buffer, header: keyof typeof HEADER_BYTES): VariableTelegram {
  const start = HEADER_BYTES[header];
  if (data.length < start) throw malformed("their header is cut");
  // Device in the long header; access number, status and configuration end both.
  const short = data.subarray(header === "long" ? 8 : 0, start);
  return {
    kind: "variable",
    device: header === "long" ? decodeDevice(data) : undefined,
    accessNumber: short[0],
    status: short[1] ?? 0,
    ...decodeRecords(data, start),
  };
}

function decodeRecords(data: Buffer, start: number) {
  const records: MbusRecord[] = [];
  for (let at = start; at < data.length;) {
    const dif = data[at] ?? 0;
    if (dif === IDLE_FILLER) {
      at += 1;
      continue;
    }
    if (dif === MAKERS_DATA || dif === MAKERS_DATA_MORE_FOLLOW) {
      const makersData = data.subarray(at + 1);
      return { records, makersData, moreFollow: dif === MAKERS_DATA_MORE_FOLLOW };
    }
    const { record, end } = takeRecord(data, at);
    records.push(record);
    at = end;
  }
  return { records, makersData: undefined, moreFollow: false };
}

function takeRecord(data: Buffer, at: number): { record: MbusRecord; end: number } {
  const dib = takeDataInformation(data, at);
  if (!dib) throw malformed("a data information block is cut, too long or reserved");
  const vib = takeValueInformation(data, dib.end);
  if (!vib) throw malformed("a value information block is cut or too long");
  const { coding, ...place } = dib.information;
  const count = valueBytes(coding, data, vib.end);
  if (count === undefined) throw malformed("a value is cut");
  const end = vib.end + count;
  const { meaning, qualifiers } = vib.information;
  const record: MbusRecord = {
    ...place,
    quantity: meaning?.quantity ?? "unknown",
    unit: meaning?.unit ?? "",
    qualifiers,
    value: decodeValue(coding, data.subarray(vib.end, end), vib.information),
    header: data.toString("hex", at, vib.end),
  };
  return { record, end };
}

function malformed(why: string): LineError {
  return new LineError("wrong-answer", `the data of the answer are not well formed: ${why}`);
}
