import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
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
