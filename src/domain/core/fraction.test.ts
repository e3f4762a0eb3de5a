import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "./decimal.ts";
import {
  addFractions,
  fraction,
  fractionText,
  multiplyFractions,
  timesFraction,
} from "./fraction.ts";

test("fractions are kept in lowest terms and written as people do", () => {
  assert.equal(fractionText(fraction(15, 30)), "1/2");
  assert.equal(fractionText(addFractions(fraction(20, 31), fraction(11, 31))), "1");
  assert.equal(fractionText(multiplyFractions(fraction(1, 2), fraction(1, 12))), "1/24");
  assert.equal(fractionText(fraction(0, 7)), "0");
});

test("a share that ends is exact, one that does not keeps 20 digits more", () => {
  assert.equal(timesFraction(Decimal.parse("30.00"), fraction(1, 8)).toString(), "3.75");
  const third = timesFraction(Decimal.parse("1.0"), fraction(1, 3)).toString();
  assert.equal(third, "0.333333333333333333333");
});

test("the parts of a whole sum to it to the last kept digit", () => {
  const parts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(parts, fc.integer(), (days, cents) => {
      const amount = new Decimal(BigInt(cents), 2);
      const all = days.reduce((sum, one) => sum + one, 0);
      const shares = days.map((one) => timesFraction(amount, fraction(one, all)));
      const off = Decimal.sum(shares).minus(amount).absolute();
      assert.ok(off.compare(new Decimal(BigInt(days.length), 22)) <= 0);
    }),
    { seed: 20261124, numRuns: 300 },
  );
});
