import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "#domain/core/fault.ts";
import { nearest } from "./nearest.ts";
import { dayOfYear, isDate, someDate, timeOfDay } from "./read-time.ts";

function read<T>(
  reader: (place: { value: unknown; path: string; faults: Fault[] }) => T,
  value: unknown,
) {
  return reader({ value, path: "here", faults: [] });
}

test("times of the wall clock, to the minute, up to the end of the day", () => {
  const times = ["00:00", "00:59", "09:05", "23:59", "24:00"];
  assert.deepEqual(
    times.map((time) => read(timeOfDay, time)),
    [0, 59, 545, 1439, 1440],
  );
  for (const wrong of [
    "24:01",
    "24:30",
    "25:00",
    "23:60",
    "9:00",
    "09:5",
    "0900",
    "ab:cd",
    9,
    null,
  ]) {
    assert.equal(read(timeOfDay, wrong), undefined, String(wrong));
  }
});

test("days of every year, and days that exist", () => {
  assert.equal(read(dayOfYear, "02-29"), 229);
  assert.equal(read(dayOfYear, "12-31"), 1231);
  assert.equal(read(dayOfYear, "04-30"), 430);
  for (const wrong of ["02-30", "04-31", "00-10", "13-10", "01-00", "1-1", 101, undefined]) {
    assert.equal(read(dayOfYear, wrong), undefined, String(wrong));
  }
  for (const right of ["2028-02-29", "2026-12-31", "2026-01-01"]) {
    assert.equal(isDate(right), true, right);
    assert.equal(read(someDate, right), right);
  }
  for (const wrong of [
    "2026-02-29",
    "2026-00-01",
    "2026-13-01",
    "2026-01-00",
    "2026-04-31",
    "26-01-01",
  ]) {
    assert.equal(isDate(wrong), false, wrong);
    assert.equal(read(someDate, wrong), undefined, wrong);
  }
  assert.equal(read(someDate, "12-24"), "12-24");
  assert.equal(read(someDate, 20261224), undefined);
});

test("the word that was probably meant differs in a third of its letters at most", () => {
  const words = ["price", "tiers", "calendar", "id"];
  assert.equal(nearest("prise", words), "price");
  assert.equal(nearest("PRICE", words), "price");
  assert.equal(nearest("tires", words), undefined);
  assert.equal(nearest("tier", words), "tiers");
  assert.equal(nearest("calender", words), "calendar");
  assert.equal(nearest("kalenda", words), "calendar");
  assert.equal(nearest("klndr", words), undefined);
  assert.equal(nearest("ix", words), "id");
  assert.equal(nearest("xy", words), undefined);
  assert.equal(nearest("x".repeat(41), ["x".repeat(40)]), undefined);
  assert.equal(nearest("x".repeat(40), ["x".repeat(41)]), "x".repeat(41));
  // Of two as near the first.
  assert.equal(nearest("cat", ["bat", "rat"]), "bat");
});
