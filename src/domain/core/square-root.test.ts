import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "./decimal.ts";
import { squareRoot } from "./square-root.ts";

const root = (value: string, scale: number) => squareRoot(Decimal.parse(value), scale).toString();

test("a root is exact where it ends, else rounded half up", () => {
  assert.equal(root("0", 2), "0.00");
  assert.equal(root("1", 0), "1");
  assert.equal(root("2500", 3), "50.000");
  assert.equal(root("0.0625", 2), "0.25");
  // √2 = 1.41421356…
  assert.equal(root("2", 4), "1.4142");
  assert.equal(root("2", 7), "1.4142136");
  // 1.5² = 2.25: the half goes up.
  assert.equal(root("2.25", 0), "2");
  assert.equal(root("123456789012345678901234567890.25", 1), "351364182882014.4");
});

test("nothing below zero has a root", () => {
  assert.throws(() => squareRoot(Decimal.parse("-1"), 2), RangeError);
});
