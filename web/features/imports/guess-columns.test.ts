import assert from "node:assert/strict";
import { test } from "node:test";
import { guessColumns } from "./guess-columns.ts";

test("time, value and name are found wherever they stand, by the row after the heading", () => {
  const heading = ["Stand", "Messstelle", "Zeit"];
  assert.deepEqual(guessColumns([heading, ["1.234,5", "Unit 1", "31.10.2026 08:15"]]), {
    time: 3,
    value: 1,
    point: 2,
    dates: "day-first",
    decimals: ",",
  });
  assert.deepEqual(guessColumns([["2026-10-31T08:15", "12.5"]]), {
    time: 1,
    value: 2,
    point: undefined,
    dates: "iso",
    decimals: ".",
  });
});

test("an empty file is guessed to hold nothing", () => {
  assert.equal(guessColumns([]).time, undefined);
});
