import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  type CapturedRecord,
  type MbusCapture,
  mbusCaptures,
} from "#test/support/mbus-captures.ts";
import { LineError } from "#drivers/line-error.ts";
import type { FixedTelegram } from "./fixed-data.ts";
import { takeMbusFrame } from "./mbus-frame.ts";
import { decodeTelegram } from "./mbus-telegram.ts";
import type { MbusRecord, VariableTelegram } from "./variable-data.ts";

const FUNCTIONS: Readonly<Record<string, MbusRecord["function"]>> = {
  "Instantaneous value": "instantaneous",
  "Maximum value": "maximum",
  "Minimum value": "minimum",
  "Value during error state": "error",
};

/** The words of libmbus for what we call by one name in all protocols. */
const QUANTITIES: Readonly<Record<string, string>> = {
  energy: "Energy",
  volume: "Volume",
  power: "Power",
  flow: "Volume flow",
  onTime: "On time",
  operatingTime: "Operating time",
  flowTemperature: "Flow temperature",
  returnTemperature: "Return temperature",
  temperatureDifference: "Temperature difference",
  externalTemperature: "External temperature",
  date: "Time point (date)",
  time: "Time point (date & time)",
  unitsForHca: "H.C.A.",
  averagingTime: "Averaging Duration",
  actualityTime: "Actuality Duration",
  fabricationNumber: "Fabrication No",
  identification: "(Enhanced) Identification",
  makersOwn: "Manufacturer specific",
  parameterSet: "Parameter set identification",
  modelVersion: "Model / Version",
  firmwareVersion: "Firmware version",
  softwareVersion: "Software version",
  customerLocation: "Customer location",
  medium: "Medium",
  errorFlags: "Error flags",
  digitalInput: "Digital Input",
  digitalOutput: "Digital Output",
  dimensionless: "Dimensionless",
  voltage: "Voltage",
  current: "Current",
  resetCounter: "Reset counter",
  supplierInformation: "Special supplier information",
};
const UNITS: Readonly<Record<string, string>> = { m3: "m^3", "m3/h": "m^3/h" };

/** Half bytes that are no digits (meters show them as dashes): libmbus counts with them. */
const NO_DIGITS: Readonly<Record<string, readonly string[]>> = {
  "abb-f95": ["3c2a", "3b3a"],
  "els-elster-f96-plus": ["3c2b", "3b3b"],
};
/** A float32 has 24 bits: its shortest decimal differs by half a step from the float. */
const FLOAT_ERROR = 2 ** -24;

/** libmbus works in binary floating point and prints six digits after the point. */
const PRINTED_ERROR = 5.1e-7;
const RELATIVE_ERROR = 1e-9;

function decoded(capture: MbusCapture) {
  const taken = takeMbusFrame(capture.frame);
  assert.ok(taken, "the frame is not whole");
  assert.equal(taken.bytes, capture.frame.length);
  return decodeTelegram(taken.frame);
}

function assertNumber(
  actual: string,
  expected: string,
  { place, error }: { readonly place: string; readonly error: number },
): void {
  const [found, wanted] = [Number(actual), Number(expected)];
  const allowed = PRINTED_ERROR + error * Math.abs(wanted);
  assert.ok(Math.abs(found - wanted) <= allowed, `${place}: ${actual}, not ${expected}`);
}

function assertValue({ value, header }: MbusRecord, expected: string, place: string): void {
  const isFloat = /^.5/.test(header);
  switch (value.kind) {
    case "number": {
      const error = isFloat ? FLOAT_ERROR : RELATIVE_ERROR;
      return assertNumber(value.value.toString(), expected, { place, error });
    }
    case "text":
      return assert.equal(value.text.trim(), expected, place);
    case "bytes":
      return assert.equal(value.hex, expected.replaceAll(" ", "").toLowerCase(), place);
    case "date":
      // Type F has no seconds, type I has.
      return assert.equal(shortTime(value.text), shortTime(expected.replace("Z", "")), place);
    case "none":
      return assert.match(expected, /^$|-00|^1900|^2000-/, place);
  }
}

/** Without seconds that are zero. */
function shortTime(text: string): string {
  return text.replace(/^(.{16}):00$/, "$1");
}

function assertRecord(record: MbusRecord, expected: CapturedRecord, place: string): void {
  assert.equal(record.function, FUNCTIONS[expected.function], `${place}: function`);
  assert.equal(record.storage, Number(expected.storage), `${place}: storage`);
  if (expected.tariff !== "-") assert.equal(record.tariff, Number(expected.tariff), place);
  if (expected.subunit !== "-") assert.equal(record.subunit, Number(expected.subunit), place);
  const quantity = QUANTITIES[record.quantity] ?? record.quantity;
  if (expected.quantity !== "Reserved" && expected.quantity !== "") {
    assert.equal(quantity, expected.quantity, `${place}: quantity`);
    const isText = record.unit === record.quantity;
    if (!isText && expected.unit !== "-" && quantity !== "H.C.A.") {
      assert.equal(UNITS[record.unit] ?? record.unit, expected.unit, `${place}: unit`);
    }
  }
  assertValue(record, expected.value, place);
}

function assertVariable(telegram: VariableTelegram, { name, meter, records }: MbusCapture): void {
  assert.equal(telegram.device?.maker, meter.maker);
  assert.equal(Number(telegram.device?.identification), Number(meter.identification));
  assert.equal(telegram.device?.version, Number(meter.version));
  assert.equal(telegram.accessNumber, Number(meter.accessNumber));
  assert.equal(telegram.status, Number.parseInt(meter.status, 16));
  const last = records.at(-1);
  const isOfMaker = last?.function === "Manufacturer specific";
  const isContinued = last?.function === "More records follow";
  assert.equal(telegram.moreFollow, isContinued);
  if (isOfMaker || isContinued) {
    const own = last?.value.replaceAll(" ", "").toLowerCase();
    assert.equal(telegram.makersData?.toString("hex"), own);
  }
  const plain = isOfMaker || isContinued ? records.slice(0, -1) : records;
  assert.equal(telegram.records.length, plain.length, "number of records");
  telegram.records.forEach((record, n) => {
    const expected = plain[n];
    assert.ok(expected);
    const place = `record ${n} (${record.header})`;
    if (NO_DIGITS[name]?.includes(record.header)) {
      assert.equal(record.value.kind, "none", place);
    } else if (record.qualifiers.some((text) => /^(date|duration)/.test(text))) {
      // libmbus takes the time of a maximum for the maximum itself.
      assert.ok(["date", "none"].includes(record.value.kind) || record.unit === "s", place);
    } else if (expected.function === "-") {
      // A code that libmbus does not know.
      assert.equal(record.quantity, "unknown", place);
    } else assertRecord(record, expected, place);
  });
}

/** By unit as libmbus prints it for the fixed structure: our unit and how many of it. */
const FIXED_UNITS: Readonly<Record<string, readonly [string, number]>> = {
  l: ["m3", 0.001],
  kWh: ["Wh", 1000],
};

function assertFixed(telegram: FixedTelegram, { meter, records }: MbusCapture): void {
  assert.equal(Number(telegram.identification), Number(meter.identification));
  assert.equal(telegram.accessNumber, Number(meter.accessNumber));
  telegram.counters.forEach((counter, n) => {
    const expected = records[n];
    assert.ok(expected);
    const isHistoric = expected.unit === "reserved but historic";
    assert.equal(counter.isHistoric, isHistoric);
    // A historic second counter has the unit of the first one.
    const unit = isHistoric ? (records[0]?.unit ?? "") : expected.unit;
    const [name, factor] = FIXED_UNITS[unit] ?? [unit, 1];
    assert.equal(counter.unit, name);
    const wanted = Number(expected.value) * factor;
    assertNumber(String(counter.value), String(wanted), { place: `counter ${n}`, error: 0 });
  });
}

for (const capture of mbusCaptures()) {
  test(`${capture.name}: every record is read as libmbus reads it`, () => {
    const telegram = decoded(capture);
    if (telegram.kind === "variable") assertVariable(telegram, capture);
    else assertFixed(telegram, capture);
  });
}

const CUT = "the data of the answer are not well formed: ";
const DIB_CUT = `${CUT}a data information block is cut, too long or reserved`;
const VIB_CUT = `${CUT}a value information block is cut or too long`;

/** What a person is told of each of the published frames with errors. */
const ERRORS: Readonly<Record<string, string>> = {
  application_busy: "the meter reports: application busy",
  buffer_too_long: "the meter reports: buffer too long",
  error: "the meter reports: unspecified error",
  premature_end_of_data1: `${CUT}a value is cut`,
  premature_end_of_data2: `${CUT}a value is cut`,
  premature_end_of_dif1: DIB_CUT,
  premature_end_of_dif2: DIB_CUT,
  premature_end_of_record: "the meter reports: premature end of record",
  premature_end_of_var_vif1: VIB_CUT,
  premature_end_of_vif1: VIB_CUT,
  too_long_var_vif: VIB_CUT,
  too_many_dife: DIB_CUT,
  too_many_difes: "the meter reports: too many DIFEs",
  too_many_readouts: "the meter reports: too many readouts",
  too_many_records: "the meter reports: too many records",
  too_many_vife: VIB_CUT,
  too_many_vifes: "the meter reports: too many VIFEs",
  too_short_header: `${CUT}their header is cut`,
  unimplemented_ci: "the meter reports: unknown CI field",
  unspecified_error: "the meter reports: unspecified error",
};

test("published frames with errors are refused in words", () => {
  const file = join(import.meta.dirname, "../../../test/captures/mbus-errors.txt");
  const [, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  assert.equal(lines.length, Object.keys(ERRORS).length);
  for (const line of lines) {
    const [name = "", hex = ""] = line.split("\t");
    const taken = takeMbusFrame(Buffer.from(hex.replaceAll(" ", ""), "hex"));
    assert.ok(taken, name);
    assert.throws(
      () => decodeTelegram(taken.frame),
      (error) => error instanceof LineError && error.message === ERRORS[name],
      name,
    );
  }
});
