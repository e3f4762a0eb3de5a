import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import {
  csvCells,
  csvSeparator,
  isHeading,
  readTableRow,
  type TableForm,
} from "./readings-table.ts";

const FORM: TableForm = {
  columns: { point: 1, time: 2, value: 3 },
  values: "registers",
  timeZone: "Europe/Berlin",
  dates: "iso",
  decimals: ".",
};

function read(cells: readonly string[], form: Partial<TableForm> = {}): string {
  const row = readTableRow(cells, { line: 7, form: { ...FORM, ...form } });
  if (!row.ok) return row.faults.map(faultText).join("; ");
  const { point, at, value } = row.value;
  return [point, at, value].join(" ");
}

test("columns stand in any order, days are written as people do, decimals with either sign", () => {
  assert.equal(
    read(["Unit 1", "2026-10-31 08:15", "1234.5"]),
    "Unit 1 2026-10-31T07:15:00Z 1234.5",
  );
  const german = { columns: { time: 3, value: 1 }, dates: "day-first", decimals: "," } as const;
  assert.equal(read(["1.234,5", "x", "31.10.2026 8:15"], german), " 2026-10-31T07:15:00Z 1234.5");
  const american = { dates: "month-first" } as const;
  assert.equal(
    read(["U", "10/31/2026 08:15", "1,234.5"], american),
    "U 2026-10-31T07:15:00Z 1234.5",
  );
});

test("what cannot be read is told with its line and column, all of it at once", () => {
  assert.equal(
    read(["", "2026-13-01 00:00", "abc"]),
    'line 7, column 2: "2026-13-01 00:00" is no one minute of Europe/Berlin (write it like 2026-10-31 08:15, or 2026-10-31T08:15Z where the clocks change); line 7, column 3: "abc" is no number from 0 on (write it like 1234.5); line 7, column 1: is empty (write the point\'s name or the meter\'s serial number)',
  );
});

test("a local time that the clocks skip or repeat is no time; with its offset it is", () => {
  assert.match(read(["U", "2026-10-25 02:30", "1"]), /^line 7, column 2/);
  assert.match(read(["U", "2026-03-29 02:30", "1"]), /^line 7, column 2/);
  assert.equal(read(["U", "2026-10-25T02:30+01:00", "1"]), "U 2026-10-25T01:30:00Z 1");
});

test("a cell in quotes may hold the separator, and a doubled quote is one", () => {
  assert.deepEqual(csvCells('"Unit 1; left";2026;"say ""3"""', ";"), [
    "Unit 1; left",
    "2026",
    'say "3"',
  ]);
  assert.equal(csvSeparator("point;time;value"), ";");
  assert.equal(csvSeparator("point,time,value"), ",");
});

test("a first row without figures where time and value stand is a heading", () => {
  assert.ok(isHeading(["Point", "Time", "Value"], FORM.columns));
  assert.ok(!isHeading(["Unit", "2026-10-31", "1"], FORM.columns));
});
