import assert from "node:assert/strict";
import { test } from "node:test";
import { shareOfOne, shareTold } from "./share-told.ts";

function told(formula: string, unit: string): string | undefined {
  const share = shareTold(formula, unit);
  return share && `${share.part} of ${share.whole} ${share.of}`;
}

test("a share is told by what it counts: days of a year or month, months, or days billed", () => {
  assert.equal(told("365 × 30/365", "year"), "30 of 365 days-of-year");
  assert.equal(told("62.5 m2 × 366 × 29/366", "m2 · year"), "29 of 366 days-of-year");
  assert.equal(told("30 × 20/31", "month"), "20 of 31 days-of-month");
  assert.equal(told("348 × 1/28", "month"), "1 of 28 days-of-month");
  assert.equal(told("80 kW × 10 × 15/30", "kW"), "15 of 30 days-of-month");
  assert.equal(told("360 × 2/12", "year"), "2 of 12 months-of-year");
  assert.equal(told("360 × 10/30 × 1/12", "year"), "10 of 30 days-of-month");
  // A minimum of a part of the month, less what was reached.
  assert.equal(told("10 × 20/31 − 3.4", "month"), "20 of 31 days-of-month");
  // Of a bill, and of a year of which only so many days are billed, the days are those billed.
  assert.equal(told("9 × 10/30", "bill"), "10 of 30 days");
  assert.equal(told("9 × 10/30", "year"), "10 of 30 days");
  assert.equal(told("9 × 6/12", "month"), "6 of 12 days");
});

test("what is no share, or a sum of several, is left to the formula", () => {
  assert.equal(shareTold("412.5 kWh × 0.2832", "kWh"), undefined);
  assert.equal(shareTold("30 × 1", "month"), undefined);
  assert.equal(shareTold("366 × (31/366 + 31/365)", "year"), undefined);
  assert.equal(shareTold("(9) ÷ 1 kW × 3", "kW"), undefined);
});

test("a line that is its price for a part of a year has that part as its quantity", () => {
  assert.equal(shareOfOne({ formula: "148.2 × 31/365", price: "148.20" }), "31/365");
  assert.equal(shareOfOne({ formula: "148.2 × 31/365", price: "12.59" }), undefined);
  assert.equal(shareOfOne({ formula: "2 × 148.2 × 31/365", price: "148.20" }), undefined);
  assert.equal(shareOfOne({ formula: "148.2 × 31", price: "148.20" }), undefined);
});
