import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmail, readDecimal } from "./rules.ts";

test("a number is read whichever sign separates its decimals", () => {
  const read = ["12", "12.5", "12,5", "1 234,50", "1,234.50", "1.234,50", "1'234.5", ",5", "-,5"];
  assert.deepEqual(read.map(readDecimal), [
    "12",
    "12.5",
    "12.5",
    "1234.50",
    "1234.50",
    "1234.50",
    "1234.5",
    "0.5",
    "-0.5",
  ]);
});

test("what is no number stays as it was written, for the rule to refuse", () => {
  assert.equal(readDecimal("twelve"), "twelve");
  assert.equal(readDecimal(""), "");
});

test("an address has one @, a domain with a dot, and no comma", () => {
  assert.ok(isEmail("a@b.example"));
  for (const wrong of ["a", "a@b", "a@b.c, d@e.f", "a b@c.d", "@c.d"]) {
    assert.ok(!isEmail(wrong), wrong);
  }
});
