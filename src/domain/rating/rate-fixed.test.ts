import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import {
  daysOf,
  lineTexts,
  rated,
  required,
  tariffOf,
  totalText,
} from "#test/support/rating-case.ts";
import { rate } from "./rate.ts";

const fixed = (parts: Record<string, unknown>) =>
  tariffOf({ charges: [{ kind: "fixed", id: "meter", label: "Meter", ...parts }] });
const JULY_REST = daysOf("2026-07-12", "2026-08-01");

test("R17: a price by the day counts days; one by the month takes the days' share of it", () => {
  const daily = rated({ tariff: fixed({ price: "0.55", per: "day" }), days: JULY_REST });
  assert.deepEqual(lineTexts(daily), ["11.00 = 0.55 × 20"]);
  const monthly = fixed({ price: "30.00", per: "month", prorate: "days" });
  assert.deepEqual(lineTexts(rated({ tariff: monthly, days: JULY_REST })), ["19.35 = 30 × 20/31"]);
  const whole = fixed({ price: "30.00", per: "month", prorate: "none" });
  assert.deepEqual(lineTexts(rated({ tariff: whole, days: JULY_REST })), ["30.00 = 30 × 1"]);
});

test("a yearly price goes by the year's days, or by twelfths", () => {
  const byDays = fixed({ price: "366.00", per: "year", prorate: "days" });
  const leapMonth = daysOf("2028-02-01", "2028-03-01");
  assert.deepEqual(lineTexts(rated({ tariff: byDays, days: leapMonth })), ["29.00 = 366 × 29/366"]);
  const overNewYear = daysOf("2028-12-01", "2029-02-01");
  assert.equal(totalText(rated({ tariff: byDays, days: overNewYear })), "62.08");
  const byMonths = fixed({ price: "120.00", per: "year", prorate: "months" });
  assert.deepEqual(lineTexts(rated({ tariff: byMonths, days: overNewYear })), [
    "20.00 = 120 × 2/12",
  ]);
});

test("a share is told by its days and not in its least terms", () => {
  // 30 of 365 days are 6/73, which no tenant finds in a calendar: 365 × 30 ÷ 365 = 30.
  const year = fixed({ price: "365.00", per: "year", prorate: "days" });
  const april = daysOf("2026-04-01", "2026-05-01");
  assert.deepEqual(lineTexts(rated({ tariff: year, days: april })), ["30.00 = 365 × 30/365"]);
  // 10 of 30 days are a third: 30 × 10 ÷ 30 = 10.
  const month = fixed({ price: "30.00", per: "month", prorate: "days" });
  const rest = daysOf("2026-04-21", "2026-05-01");
  assert.deepEqual(lineTexts(rated({ tariff: month, days: rest })), ["10.00 = 30 × 10/30"]);
  // The last 10 of 30 days, a whole month and 14 of June's 30: 30 × (1/3 + 1 + 14/30) = 54.
  const some = daysOf("2026-04-21", "2026-06-15");
  assert.deepEqual(lineTexts(rated({ tariff: month, days: some })), [
    "54.00 = 30 × (1 + 10/30 + 14/30)",
  ]);
  // Of a year's price by months a third of April's twelfth: 360 ÷ 12 ÷ 3 = 10; of two months two.
  const twelfths = fixed({ price: "360.00", per: "year", prorate: "months" });
  assert.deepEqual(lineTexts(rated({ tariff: twelfths, days: rest })), [
    "10.00 = 360 × 10/30 × 1/12",
  ]);
  const two = daysOf("2026-04-01", "2026-06-01");
  assert.deepEqual(lineTexts(rated({ tariff: twelfths, days: two })), ["60.00 = 360 × 2/12"]);
  // A whole year is once the price, 365 of 365 days as 12 of 12 months.
  const all = daysOf("2026-01-01", "2027-01-01");
  assert.deepEqual(lineTexts(rated({ tariff: year, days: all })), ["365.00 = 365 × 1"]);
  assert.deepEqual(lineTexts(rated({ tariff: twelfths, days: all })), ["360.00 = 360 × 1"]);
});

test("a price for the billing period is charged once, however long it is", () => {
  const tariff = fixed({ price: "9.99", per: "billing-period" });
  for (const days of [JULY_REST, daysOf("2026-01-01", "2027-01-01")]) {
    assert.equal(totalText(rated({ tariff, days })), "9.99");
  }
});

test("a version that changes within the period charges each its days, whatever the proration", () => {
  const month = daysOf("2026-04-01", "2026-05-01");
  for (const prorate of ["days", "none"] as const) {
    const versions = [
      { id: 1, effectiveFrom: month.from, document: fixed({ price: "15", per: "month", prorate }) },
      {
        id: 2,
        effectiveFrom: Temporal.PlainDate.from("2026-04-11"),
        document: fixed({ price: "30", per: "month", prorate }),
      },
    ];
    const total = { quantity: Decimal.ZERO };
    const order = { versions, period: month, timeZone: "UTC", consumption: undefined, total };
    assert.deepEqual(lineTexts(required(rate(order))), ["5.00 = 15 × 10/30", "20.00 = 30 × 20/30"]);
  }
});

const withMinimum = (minimum: Record<string, unknown>) =>
  tariffOf({
    charges: [
      { kind: "fixed", id: "base", label: "Base", price: "50", per: "month", prorate: "days" },
      { kind: "consumption", id: "energy", label: "Energy", price: "3" },
      { kind: "minimum", id: "least", label: "Least", per: "month", prorate: "days", ...minimum },
    ],
  });
const MARCH = daysOf("2026-03-01", "2026-04-01");

test("R16: a minimum tops the bill up, and a bill above it is left alone", () => {
  const tariff = withMinimum({ amount: "100" });
  const below = rated({ tariff, days: MARCH, total: "10" });
  assert.deepEqual(lineTexts(below).at(-1), "20.00 = 100 − 80");
  assert.equal(below.lines.at(-1)?.kind, "minimum-top-up");
  assert.equal(totalText(below), "100.00");
  assert.equal(totalText(rated({ tariff, days: MARCH, total: "17" })), "101.00");
});

test("R16: a minimum of one charge: 6 used, at least 10 paid", () => {
  const tariff = withMinimum({ amount: "30", on: ["energy"] });
  const result = rated({ tariff, days: MARCH, total: "6" });
  assert.deepEqual(lineTexts(result), ["50.00 = 50 × 1", "18.00 = 6 kWh × 3", "12.00 = 30 − 18"]);
});

test("R16: a minimum of a part of a month is that part of it", () => {
  const tariff = withMinimum({ amount: "100" });
  const days = daysOf("2026-04-01", "2026-04-16");
  const result = rated({ tariff, days, total: "0" });
  assert.deepEqual(lineTexts(result).at(-1), "25.00 = 100 × 15/30 − 25");
});

test("R16: an allowance is a first band that costs nothing", () => {
  const tariff = tariffOf({
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: "500", price: "0" }, { price: "0.40" }],
        ladder: { counts: "month" },
      },
    ],
  });
  const result = rated({ tariff, days: MARCH, total: "620" });
  assert.deepEqual(lineTexts(result), ["0.00 = 500 kWh × 0", "48.00 = 120 kWh × 0.4"]);
});
