import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "./decimal.ts";
import { divideRounded, type Rounding } from "./whole.ts";

const ROUNDINGS = ["half-up", "half-even", "down", "up", "floor", "ceil"] as const;
const RUNS = { seed: 20261124, numRuns: 300 };
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 12 }))
  .map(([coefficient, scale]) => new Decimal(coefficient, scale));

test("text is read digit by digit, and nothing else passes for a number", () => {
  for (const text of ["0", "-12.50", "0.000", "123456789012345678901234567890.1"]) {
    assert.equal(Decimal.parse(text).toString(), text);
  }
  assert.equal(Decimal.parse("+1.5").toString(), "1.5");
  for (const text of ["", ".5", "5.", "1e3", " 1", "1,5", "0x1", "NaN", "--1", "9".repeat(500)]) {
    assert.equal(Decimal.tryParse(text), undefined, text);
  }
});

const NEAR_HALVES = ["2.5", "3.5", "-2.5", "2.4", "-2.6"].map((text) => Decimal.parse(text));

function rounded(rounding: Rounding): string[] {
  return NEAR_HALVES.map((value) => value.rounded(0, rounding).toString());
}

test("halves and their neighbours go where each rounding says", () => {
  assert.deepEqual(rounded("half-up"), ["3", "4", "-3", "2", "-3"]);
  assert.deepEqual(rounded("half-even"), ["2", "4", "-2", "2", "-3"]);
  assert.deepEqual(rounded("down"), ["2", "3", "-2", "2", "-2"]);
  assert.deepEqual(rounded("up"), ["3", "4", "-3", "3", "-3"]);
  assert.deepEqual(rounded("floor"), ["2", "3", "-3", "2", "-3"]);
  assert.deepEqual(rounded("ceil"), ["3", "4", "-2", "3", "-2"]);
});

test("a quotient is at most one unit of its last digit off, half a unit when to the nearest", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).filter((n) => n !== 0n),
      (dividend, divisor) => {
        for (const rounding of ROUNDINGS) {
          const off = dividend - divideRounded(dividend, divisor, rounding) * divisor;
          const [size, whole] = [off < 0n ? -off : off, divisor < 0n ? -divisor : divisor];
          assert.ok(rounding.startsWith("half") ? size * 2n <= whole : size < whole);
        }
      },
    ),
    RUNS,
  );
});

test("sums, differences and products never round", () => {
  fc.assert(
    fc.property(decimal, decimal, decimal, (a, b, c) => {
      assert.ok(a.plus(b).minus(b).equals(a));
      assert.ok(a.times(b.plus(c)).equals(a.times(b).plus(a.times(c))));
      assert.ok(a.normalized().equals(a));
      assert.ok(Decimal.parse(a.toString()).equals(a));
      assert.equal(Math.sign(a.compare(b)), -Math.sign(b.compare(a)) + 0);
    }),
    RUNS,
  );
});

test("a sum of many is what adding one after the other comes to, digit by digit", () => {
  fc.assert(
    fc.property(fc.array(decimal, { maxLength: 6 }), (values) => {
      const expected = values.reduce((total, value) => total.plus(value), Decimal.ZERO);
      assert.deepStrictEqual(Decimal.sum(values), expected);
    }),
    RUNS,
  );
});

test("a sum may be of a part of the values, and of none is 0", () => {
  const values = ["1.5", "0.25", "-3", "0.125"].map(Decimal.parse);
  // 0.25 - 3 = -2.75, and with the last 0.125 it is -2.625.
  assert.equal(Decimal.sum(values, 1, 3).toString(), "-2.75");
  assert.equal(Decimal.sum(values, 1).toString(), "-2.625");
  assert.equal(Decimal.sum(values, 3).toString(), "0.125");
  assert.equal(Decimal.sum(values, 2, 2).toString(), "0");
});

test("decimals of one coefficient and scale are alike, however they came about", () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const back = a.plus(b).minus(b);
      assert.deepStrictEqual(back, new Decimal(a.coefficientAt(back.scale), back.scale));
      assert.deepStrictEqual(a.negated().negated(), a);
      assert.deepStrictEqual(Decimal.parse(a.toString()), a);
    }),
    RUNS,
  );
  // 0 has one sign.
  assert.deepStrictEqual(Decimal.of(-0), Decimal.ZERO);
  assert.deepStrictEqual(Decimal.of(-5).times(Decimal.ZERO), Decimal.ZERO);
  assert.deepStrictEqual(Decimal.parse("-0.4").rounded(0, "down"), Decimal.ZERO);
});

test("the nearest binary number at any scale is near enough to doubt nothing by 1e-15 of it", () => {
  fc.assert(
    fc.property(decimal, fc.integer({ min: 0, max: 12 }), (value, scale) => {
      const exact = Number(`${value.toString()}e${scale}`);
      assert.ok(Math.abs(value.nearlyAt(scale) - exact) <= Math.abs(exact) * 1e-15);
    }),
    RUNS,
  );
});

test("of two decimals that differ in any digit the greater is told, of equal ones that they are", () => {
  fc.assert(
    fc.property(decimal, decimal, fc.integer({ min: 0, max: 30 }), (a, b, place) => {
      const scale = Math.max(a.scale, b.scale);
      const difference = a.coefficientAt(scale) - b.coefficientAt(scale);
      assert.equal(Math.sign(a.compare(b)), Number(difference > 0n) - Number(difference < 0n));
      const beside = a.plus(new Decimal(1n, place));
      assert.ok(beside.compare(a) > 0 && a.compare(beside) < 0);
      assert.equal(beside.minus(new Decimal(1n, place)).compare(a), 0);
    }),
    RUNS,
  );
});

test("dividing by zero and taking a fraction for a whole number are errors of the code", () => {
  assert.throws(() => Decimal.ONE.dividedBy(Decimal.ZERO, 2, "half-up"), RangeError);
  assert.throws(() => Decimal.of(0.5), RangeError);
  assert.throws(() => Decimal.parse("twelve"), RangeError);
});
