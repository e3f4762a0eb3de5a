import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { parseSeriesFile } from "./series-file.ts";

function read(text: string, stepMinutes?: number): string[] {
  const series = parseSeriesFile(text, { timeZone: "Europe/Berlin", stepMinutes });
  if (!series.ok) return series.faults.map(faultText);
  const steps = series.value.steps.map(({ from, price }) => `${from} ${price}`);
  return [...steps, `until ${series.value.to}`];
}

test("a time and a price a line, with heading and quotes, by semicolon and decimal comma", () => {
  assert.deepEqual(read('"Begin";"ct"\n2026-01-01T00:00;8,5\n"2026-01-01 01:00";-0,12\n'), [
    "2025-12-31T23:00:00Z 8.5",
    "2026-01-01T00:00:00Z -0.12",
    "until 2026-01-01T01:00:00Z",
  ]);
});

test("days and months have the length that the calendar gives them", () => {
  // 25 October 2026 has 25 hours.
  assert.deepEqual(read("2026-10-24,1\n2026-10-25,2"), [
    "2026-10-23T22:00:00Z 1",
    "2026-10-24T22:00:00Z 2",
    "until 2026-10-25T23:00:00Z",
  ]);
  assert.equal(read("2026-01-01,39.1\n2026-02-01,39.3").at(-1), "until 2026-02-28T23:00:00Z");
  assert.equal(read("2026-10-25,1", 1440).at(-1), "until 2026-10-25T23:00:00Z");
});

test("the hour that comes twice is read in order, and with offsets as they say", () => {
  const local = read(
    "2026-10-25T01:00,1\n2026-10-25T02:00,2\n2026-10-25T02:00,3\n2026-10-25T03:00,4",
  );
  assert.deepEqual(local, [
    "2026-10-24T23:00:00Z 1",
    "2026-10-25T00:00:00Z 2",
    "2026-10-25T01:00:00Z 3",
    "2026-10-25T02:00:00Z 4",
    "until 2026-10-25T03:00:00Z",
  ]);
  assert.deepEqual(read("2026-10-25T02:00+01:00,3", 60), [
    "2026-10-25T01:00:00Z 3",
    "until 2026-10-25T02:00:00Z",
  ]);
});

test("what cannot be read is told by its line", () => {
  assert.deepEqual(
    read("2026-03-29T01:00,1\n2026-03-29T02:30,2\nnever,3\n2026-03-29T04:00,much\n2026-03-28,4,5"),
    [
      'line 2: "2026-03-29T02:30" is no time of Europe/Berlin (write it like 2026-01-01T00:00, or with its offset)',
      'line 3: "never" is no time of Europe/Berlin (write it like 2026-01-01T00:00, or with its offset)',
      'line 4: "much" is not a number (write it like 0.085)',
      "line 5: holds more than a time and a price (leave two columns)",
    ],
  );
  assert.deepEqual(read("2026-03-29,1\n2026-03-28,2"), [
    "line 2: does not come after the line before it (put it in order of time)",
  ]);
  const few =
    "there are too few prices to say how long the last holds (write at least one, like 2026-01-01T00:00;0.085; of one alone say how long it holds)";
  assert.deepEqual(read("time,price"), [`line 2: ${few}`]);
  assert.deepEqual(read("2026-03-29,1"), [`line 1: ${few}`]);
});

test("a mark of byte order, blanks around cells and an empty last column are passed over", () => {
  assert.deepEqual(read("\uFEFF2026-01-01 ; 8,5 ;\r\n2026-01-02;9;;\r\n\n"), [
    "2025-12-31T23:00:00Z 8.5",
    "2026-01-01T23:00:00Z 9",
    "until 2026-01-02T23:00:00Z",
  ]);
});

test("where commas separate, a comma is no decimal one, not even in quotes", () => {
  const remedy = "(write it like 0.085)";
  assert.deepEqual(read('2026-01-01,"0,085"'), [`line 1: "0,085" is not a number ${remedy}`]);
  assert.deepEqual(read("2026-01-01"), [`line 1: "" is not a number ${remedy}`]);
});

test("a line that repeats the time before it is not in order", () => {
  const order = "does not come after the line before it (put it in order of time)";
  assert.deepEqual(read("2026-01-01,1\n2026-01-01,2"), [`line 2: ${order}`]);
  // The second 02:00 of 25 October is an hour later, a third one there is not.
  assert.deepEqual(read("2026-10-25T02:00,1\n2026-10-25T02:00,2\n2026-10-25T02:00,3"), [
    `line 3: ${order}`,
  ]);
});

test("a fault has its code, the first forty signs of what stands there, and the tenth is the last", () => {
  const series = parseSeriesFile("9".repeat(50), { timeZone: "UTC" });
  assert.ok(!series.ok);
  assert.deepEqual(series.faults, [
    {
      code: "series.line",
      subject: "line 1",
      message: `"${"9".repeat(40)}" is no time of UTC`,
      remedy: "write it like 2026-01-01T00:00, or with its offset",
    },
  ]);
  assert.deepEqual(
    read("time,price\n" + "never,1\n".repeat(20)).map((text) => text.split(":")[0]),
    ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11"].map((line) => `line ${line}`),
  );
});

test("a file of more lines than thirty years of hours is refused before it is read", () => {
  assert.deepEqual(read("x1\n".repeat(270_001)), ["line 270001: is one too many (split the file)"]);
  assert.equal(read("x1\n".repeat(270_000)).length, 10);
});
