import assert from "node:assert/strict";
import { test } from "node:test";
import { fractionText } from "#domain/core/fraction.ts";
import { parseMultiplier } from "./multiplier.ts";

test("R1: a multiplier is an exact ratio, in its lowest terms", () => {
  const read = ["40", "0.5", "1/3", "7200/120", "4.5", " 20 / 5 "].map((text) => {
    const ratio = parseMultiplier(text);
    return ratio && fractionText(ratio);
  });
  assert.deepEqual(read, ["40", "1/2", "1/3", "60", "9/2", "4"]);
});

test("what is no ratio above zero is none", () => {
  for (const text of ["", "0", "-1", "a", "1/0", "1/2/3"]) {
    assert.equal(parseMultiplier(text), undefined, text);
  }
});
