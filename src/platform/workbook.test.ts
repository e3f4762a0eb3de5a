import assert from "node:assert/strict";
import { test } from "node:test";
import { readWorkbook, writeWorkbook } from "./workbook.ts";

const SHEET = {
  name: "Readings",
  columns: [
    { title: "Time", width: 18 },
    { title: "kWh", width: 12, format: "0.00" },
    { title: "Note", width: 20 },
  ],
  rows: [
    [new Date("2026-03-29T01:15:00Z"), 12.25, "=1+1"],
    [new Date("2026-03-29T01:30:00Z"), null, "电表 <5> & more"],
  ],
} as const;

test("what is written to a workbook is read from it, and a text that looks like a formula is a text", async () => {
  const rows = await readWorkbook(await writeWorkbook(SHEET));
  assert.deepEqual(rows, [["Time", "kWh", "Note"], ...SHEET.rows.map((row) => [...row])]);
});

test("a file that is no workbook is refused with what would be right", async () => {
  await assert.rejects(readWorkbook(Buffer.from("a;b;c\n1;2;3\n")), /save it as \.xlsx or as CSV/);
});

test("a workbook cut off in the middle is refused", async () => {
  const whole = await writeWorkbook(SHEET);
  await assert.rejects(readWorkbook(whole.subarray(0, whole.length - 400)), /no Excel workbook/);
});

test("a workbook that says it unpacks to gigabytes is refused before it is unpacked", async () => {
  const bomb = Buffer.from(await writeWorkbook(SHEET));
  const entry = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  bomb.writeUInt32LE(0xf0_00_00_00, entry + 24);
  await assert.rejects(readWorkbook(bomb), /larger than 200 MB unpacked/);
});
