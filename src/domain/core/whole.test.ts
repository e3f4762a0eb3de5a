/** Whole numbers of any size against bigints, which know no limit: most near to where numbers end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  addWhole,
  divideRounded,
  divideWhole,
  multiplyWhole,
  type Rounding,
  scaleWhole,
  subtractWhole,
  tenthOf,
  tenToThe,
  type Whole,
  wholeOf,
} from "./whole.ts";

const ROUNDINGS: readonly Rounding[] = ["half-up", "half-even", "down", "up", "floor", "ceil"];
const RUNS = { seed: 20261125, numRuns: 5000 };
const END = 2n ** 53n;

/** Around 0, the root of where numbers end and the end, and anywhere below and far beyond it. */
const wholes = fc.oneof(
  ...[0n, 94_906_265n, END / 10n, END / 2n, END, END * 2n].flatMap((near) => [
    fc.bigInt({ min: near - 20n, max: near + 20n }),
    fc.bigInt({ min: -near - 20n, max: -near + 20n }),
  ]),
  fc.bigInt({ min: -END, max: END }),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
);

/** The value, and the one form of it: a safe number, never -0, and a bigint beyond. */
function assertWhole(actual: Whole | undefined, expected: bigint) {
  const isNumber = -END < expected && expected < END;
  // Strict equality tells -0 from 0.
  assert.deepStrictEqual(actual, isNumber ? Number(expected) : expected);
}

test("a whole number is a number up to 2^53 - 1 and a bigint from 2^53 on", () => {
  assert.deepEqual([wholeOf(END - 1n), wholeOf(END)], [2 ** 53 - 1, END]);
  assert.deepEqual([wholeOf(1n - END), wholeOf(-END)], [1 - 2 ** 53, -END]);
});

test("sums, differences and products are those of bigints, in the one form of each", () => {
  fc.assert(
    fc.property(wholes, wholes, (a, b) => {
      assertWhole(addWhole(wholeOf(a), wholeOf(b)), a + b);
      assertWhole(subtractWhole(wholeOf(a), wholeOf(b)), a - b);
      assertWhole(multiplyWhole(wholeOf(a), wholeOf(b)), a * b);
    }),
    RUNS,
  );
});

test("scaling by every power of ten, and back by tenths, loses nothing", () => {
  fc.assert(
    fc.property(wholes, fc.integer({ min: 0, max: 40 }), (value, exponent) => {
      assertWhole(scaleWhole(wholeOf(value), exponent), value * tenToThe(exponent));
      if (value % 10n === 0n) assertWhole(tenthOf(wholeOf(value)), value / 10n);
      else assert.equal(tenthOf(wholeOf(value)), undefined);
    }),
    RUNS,
  );
});

test("quotients are those of bigints under every rounding, near to whole and to half ones too", () => {
  // Dividends that are a whole or a half number of divisors, or lie one beside it.
  const divisions = fc.oneof(
    fc.tuple(wholes, wholes),
    fc
      .tuple(wholes, wholes, fc.bigInt({ min: -1n, max: 1n }))
      .map(([twice, divisor, beside]) => [(twice * divisor) / 2n + beside, divisor] as const),
    fc
      .tuple(fc.bigInt({ min: 1n, max: END }), fc.bigInt({ min: -2n, max: 2n }))
      .map(([divisor, beside]) => [(END / divisor) * divisor + beside, divisor] as const),
  );
  fc.assert(
    fc.property(divisions, ([dividend, divisor]) => {
      fc.pre(divisor !== 0n);
      for (const rounding of ROUNDINGS) {
        const expected = divideRounded(dividend, divisor, rounding);
        assertWhole(divideWhole(wholeOf(dividend), wholeOf(divisor), rounding), expected);
      }
    }),
    RUNS,
  );
});

test("a quotient a last digit beside the half is on its side of it, of whatever size", () => {
  const divisors = fc.oneof(
    fc.bigInt({ min: 1n, max: 50n }),
    fc.bigInt({ min: 1n, max: 10n ** 40n }),
    // Beyond what binary numbers reach.
    fc.bigInt({ min: 10n ** 307n, max: 10n ** 312n }),
  );
  fc.assert(
    fc.property(divisors, wholes, fc.bigInt({ min: -2n, max: 2n }), (half, quotient, beside) => {
      const divisor = 2n * half;
      const dividend = quotient * divisor + half + beside;
      // beside ≥ 0 is at the half or above it, and goes up; below it goes down.
      const up = quotient + 1n;
      const isAbove = dividend < 0n ? beside > 0n : beside >= 0n;
      const expected = isAbove ? up : quotient;
      if (half > 2n) assert.equal(divideRounded(dividend, divisor, "half-up"), expected);
    }),
    RUNS,
  );
});
