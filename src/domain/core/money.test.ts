import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "./decimal.ts";
import { fromMinor, minorDigits, toMinor } from "./money.ts";

test("an amount becomes whole minor units of its own currency and back", () => {
  const amount = Decimal.parse("12.345");
  assert.equal(toMinor(amount, "EUR", "half-up"), 1235n);
  assert.equal(toMinor(amount, "EUR", "half-even"), 1234n);
  assert.equal(toMinor(amount, "JPY", "half-up"), 12n);
  assert.equal(toMinor(amount, "KWD", "half-up"), 12345n);
  assert.equal(toMinor(amount.negated(), "EUR", "half-up"), -1235n);
  assert.equal(fromMinor(-5n, "EUR").toString(), "-0.05");
  assert.deepEqual(["EUR", "JPY", "KWD"].map(minorDigits), [2, 0, 3]);
});
