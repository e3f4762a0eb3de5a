import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "./decimal.ts";
import { floorMinor, fromMinor, minorDigits, roundedAlike, settled, toMinor } from "./money.ts";
import type { Rounding } from "./whole.ts";

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

const ROUNDINGS: readonly Rounding[] = ["half-up", "half-even", "down", "up", "floor", "ceil"];

/** Minor units, quarters of them and what lies a little beside, up to where binary numbers blur. */
const amounts = fc
  .record({
    quarters: fc.oneof(
      fc.bigInt({ min: -40n, max: 40n }),
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
    ),
    beside: fc.bigInt({ min: -12n, max: 12n }),
    place: fc.integer({ min: 4, max: 30 }),
    digits: fc.constantFrom(0, 2, 3),
  })
  .map(({ quarters, beside, place, digits }) => ({
    amount: new Decimal(quarters * 25n, 2 + digits).plus(new Decimal(beside, place + digits)),
    digits,
  }));

test("what stands for an amount is rounded as the settled amount is, by every rule", () => {
  fc.assert(
    fc.property(amounts, fc.constantFrom(...ROUNDINGS), ({ amount, digits }, rounding) => {
      const exact = settled(amount);
      const expected = exact.rounded(digits, rounding).coefficientAt(digits);
      assert.equal(
        roundedAlike(amount, digits).rounded(digits, rounding).coefficientAt(digits),
        expected,
      );
      const floor = exact.rounded(digits, "floor").wholeAt(digits);
      assert.deepStrictEqual(floorMinor(amount, digits), floor);
    }),
    { seed: 20261126, numRuns: 5000 },
  );
});
