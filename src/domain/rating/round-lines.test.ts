import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { settled } from "#domain/core/money.ts";
import type { ExactLine } from "./priced-stretch.ts";
import { roundLines } from "./round-lines.ts";

const INSTANT = Temporal.Instant.from("2026-01-01T00:00Z");

function lineOf(amount: string): ExactLine {
  return {
    kind: "energy",
    chargeId: "energy",
    label: "Energy",
    range: { from: INSTANT, to: INSTANT },
    quantity: Decimal.ONE,
    unit: "kWh",
    price: Decimal.parse(amount),
    amount: Decimal.parse(amount),
    formula: [],
    estimatedShare: 0,
    amountMinor: 0n,
  };
}

function minorsOf(amounts: readonly string[], line: "none" | "half-up" | "half-even") {
  const rounding = { line, tax: "half-up", total: "half-even" } as const;
  return roundLines(amounts.map(lineOf), rounding, "EUR").lines.map(
    ({ amountMinor }) => amountMinor,
  );
}

test("three thirds of half a cent are half a cent, whatever digits a third keeps", () => {
  // 3 × (0.005 ÷ 3) = 0.005: half-even makes 0 cents of it. With 20 digits more than 0.005 the
  // thirds sum to 0.00500000000000000000001, which is above the half.
  assert.deepEqual(minorsOf(Array(3).fill("0.00166666666666666666667"), "none"), [0n, 0n, 0n]);
  // 0.995 + 0.005 by thirds = 1.00: the hundred cents, none lost to 0.99999999999999999999999.
  const below = "0.00166666666666666666666";
  assert.deepEqual(minorsOf(["0.995", below, below, below], "none"), [100n, 0n, 0n, 0n]);
});

test("a cent that is left goes to the line that lost most, wherever it stands", () => {
  // 0.011 + 0.029 = 0.04: cents of 1 and 2, and one more where 0.009 was lost, not 0.001.
  assert.deepEqual(minorsOf(["0.011", "0.029"], "none"), [1n, 3n]);
  assert.deepEqual(minorsOf(["0.029", "0.011"], "none"), [3n, 1n]);
  // −0.011 − 0.029 = −0.04: down to −2 and −3 cents, and back where 0.009 was too much.
  assert.deepEqual(minorsOf(["-0.011", "-0.029"], "none"), [-1n, -3n]);
  // 3.5 + 0.5 cents are 4; of two that lost alike the earlier one has the cent.
  assert.deepEqual(minorsOf(["0.035", "0.005"], "none"), [4n, 0n]);
});

test("remainders that are alike but for the last digits of a quotient go to the earlier line", () => {
  // 1 cent by thirds of 0.01 ÷ 3, of which the last keeps a digit more.
  const amounts = [
    "0.00333333333333333333333",
    "0.00333333333333333333333",
    "0.00333333333333333333334",
  ];
  assert.deepEqual(minorsOf(amounts, "none"), [1n, 0n, 0n]);
});

test("a line at half a cent but for the last digits of a quotient is at half a cent", () => {
  // 0.015 ÷ 3 = 0.005, reckoned as 0.33333333333333333333 × 0.015.
  assert.deepEqual(minorsOf(["0.00499999999999999999995"], "half-up"), [1n]);
  assert.deepEqual(minorsOf(["0.00499999999999999999995"], "half-even"), [0n]);
  assert.deepEqual(minorsOf(["0.004999999"], "half-up"), [0n], "these digits are no quotient's");
});

/** The rule as it is told, amount by amount in exact decimals. */
function obviousMinors(amounts: readonly Decimal[]): bigint[] {
  const exact = amounts.map(settled);
  const minors = exact.map((one) => one.rounded(2, "floor").coefficientAt(2));
  const lost = exact.map((one, n) => one.minus(new Decimal(minors[n]!, 2)));
  const order = [...minors.keys()].toSorted((a, b) => lost[b]!.compare(lost[a]!));
  const sum = settled(Decimal.sum(amounts)).rounded(2, "half-even").coefficientAt(2);
  let left = sum - minors.reduce((all, one) => all + one, 0n);
  for (const n of order) {
    if (left <= 0n) break;
    minors[n] = minors[n]! + 1n;
    left -= 1n;
  }
  return minors;
}

/** Cents, half cents and thirds of them, and beside them by a last digit; small, and a fortune. */
const amount = fc
  .tuple(
    fc.constantFrom(0n, 3n, 120_000n, 10n ** 9n, 10n ** 14n),
    fc.constantFrom(
      "0",
      "0.005",
      "0.00333333333333333333333",
      "0.00999999999999999999999",
      "0.0042",
    ),
    fc.constantFrom("0", "0.00000000000000000000001", "0.0000000000006", "0.00000003"),
    fc.boolean(),
  )
  .map(([cents, part, beside, isNegative]) => {
    const value = new Decimal(cents, 2).plus(Decimal.parse(part)).minus(Decimal.parse(beside));
    return isNegative ? value.negated() : value;
  });

test("cents go to the lines as by exact decimals, however near amounts are to a cent or each other", () => {
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 9 }), (amounts) => {
      const texts = amounts.map(String);
      assert.deepEqual(minorsOf(texts, "none"), obviousMinors(amounts), texts.join(" + "));
    }),
    { seed: 20261126, numRuns: 2000 },
  );
});
