/** Prices that are a series: the market's by the hour, a fuel adjustment by the month. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  ratedOrNot,
  tariffOf,
} from "#test/support/rating-case.ts";
import { formulaText } from "./formula.ts";
import type { PriceSeries } from "./circumstances.ts";

const ZONE = "Europe/Berlin";
const market = (parts: Record<string, unknown> = {}) =>
  tariffOf({
    charges: [{ kind: "series", id: "energy", label: "Energy", series: "day-ahead", ...parts }],
  });

/** A price for every hour from the first local midnight to the last. */
function hourly(
  from: string,
  to: string,
  price: (at: Temporal.ZonedDateTime) => string,
): PriceSeries {
  const end = Temporal.PlainDate.from(to).toZonedDateTime(ZONE);
  const steps = [];
  let at = Temporal.PlainDate.from(from).toZonedDateTime(ZONE);
  while (Temporal.ZonedDateTime.compare(at, end) < 0) {
    steps.push({ from: at.toInstant(), price: Decimal.parse(price(at)) });
    at = at.add({ hours: 1 });
  }
  return { steps, to: end.toInstant() };
}

test("every hour at its own price, on days of 25 and 23 hours as well", () => {
  // 1 kWh an hour. 25 October 2026: 02:00 is there twice, at 0.10 and 0.20; else 0.30.
  // 23 × 0.30 + 0.10 + 0.20 = 7.20 over 25 prices, a mean of 0.288.
  const autumn = daysOf("2026-10-25", "2026-10-26");
  const prices = hourly("2026-10-25", "2026-10-26", (at) => {
    if (at.hour !== 2) return "0.30";
    return at.offset === "+02:00" ? "0.10" : "0.20";
  });
  const load = (days: typeof autumn) => consumptionCase({ days, timeZone: ZONE, amount: () => 1 });
  const order = { tariff: market(), days: autumn, timeZone: ZONE, consumption: load(autumn) };
  assert.deepEqual(lineTexts(rated({ ...order, around: { series: { "day-ahead": prices } } })), [
    "7.20 = 25 kWh × ∅ 0.288 (25)",
  ]);
  // 29 March 2026 has 23 hours: 23 × 0.30 = 6.90.
  const spring = daysOf("2026-03-29", "2026-03-30");
  const even = hourly("2026-03-29", "2026-03-30", () => "0.30");
  const short = { ...order, days: spring, consumption: load(spring) };
  assert.deepEqual(lineTexts(rated({ ...short, around: { series: { "day-ahead": even } } })), [
    "6.90 = 23 kWh × ∅ 0.3 (23)",
  ]);
});

test("multiplier and markup, a price per MWh, and prices below zero", () => {
  // 24 hours of 10 kWh: 12 at 80 and 12 at −20 EUR/MWh. (80 × 1.1 + 5) = 93, (−20 × 1.1 + 5) = −17.
  // 0.12 MWh × 93 − 0.12 MWh × 17 = 11.16 − 2.04 = 9.12.
  const days = daysOf("2026-05-04", "2026-05-05");
  const consumption = consumptionCase({ days, timeZone: ZONE, amount: () => 10 });
  const series = {
    "day-ahead": hourly("2026-05-01", "2026-05-10", (at) => (at.hour < 12 ? "80" : "-20")),
  };
  const tariff = market({ unit: "MWh", multiplier: "1.1", markup: "5" });
  const { lines } = rated({ tariff, days, timeZone: ZONE, consumption, around: { series } });
  assert.equal(lines[0]?.amount.toString(), "9.12");
  assert.equal(formulaText(lines[0]?.formula ?? []), "0.24 MWh × ∅ 38 (24)");
});

/** A time of May 2026 in Berlin. */
function inMay(time: string): Temporal.Instant {
  return Temporal.Instant.from(`2026-05-0${time}:00+02:00`);
}

test("quarter hours are priced by their hour, and a price within an interval divides it", () => {
  const days = daysOf("2026-05-04", "2026-05-05");
  const quarters = consumptionCase({
    days,
    timeZone: ZONE,
    intervalMinutes: 15,
    amount: ({ hour }) => hour,
  });
  const series = {
    "day-ahead": hourly("2026-05-04", "2026-05-05", ({ hour }) => `0.${10 + hour}`),
  };
  const { lines } = rated({
    tariff: market(),
    days,
    timeZone: ZONE,
    consumption: quarters,
    around: { series },
  });
  // Σ 4h × (0.10 + 0.01h) for h = 0 to 23: 0.40 × 276 + 0.04 × 4324 = 110.4 + 172.96.
  assert.equal(lines[0]?.amount.toString(), "283.36");
  // 24 kWh over the day in one interval, cheap until 06:00: 6 × 0.10 + 18 × 0.20 = 4.20.
  const steps = [
    { from: inMay("4T00:00"), price: Decimal.parse("0.10") },
    { from: inMay("4T06:00"), price: Decimal.parse("0.20") },
  ];
  const whole = consumptionCase({ days, timeZone: ZONE, intervalMinutes: 1440, amount: () => 24 });
  const two = { "day-ahead": { steps, to: inMay("5T00:00") } };
  const cut = rated({
    tariff: market(),
    days,
    timeZone: ZONE,
    consumption: whole,
    around: { series: two },
  });
  assert.deepEqual(lineTexts(cut), ["0.60 = 6 kWh × 0.1", "3.60 = 18 kWh × 0.2"]);
});

test("a fuel adjustment that changes with the month has a line for each, also of a total", () => {
  // 61 days, 610 kWh evenly: April 300 × 0.02 = 6.00, May 310 × −0.01 = −3.10.
  const at = (day: string) => Temporal.PlainDate.from(day).toZonedDateTime(ZONE).toInstant();
  const steps = [
    { from: at("2026-01-01"), price: Decimal.parse("0.05") },
    { from: at("2026-04-01"), price: Decimal.parse("0.02") },
    { from: at("2026-05-01"), price: Decimal.parse("-0.01") },
  ];
  const series = { "day-ahead": { steps, to: at("2027-01-01") } };
  const days = daysOf("2026-04-01", "2026-06-01");
  const order = { tariff: market(), days, timeZone: ZONE, around: { series } };
  const expected = ["6.00 = 300 kWh × 0.02", "-3.10 = 310 kWh × -0.01"];
  assert.deepEqual(lineTexts(rated({ ...order, total: "610" })), expected);
  const daily = consumptionCase({ days, timeZone: ZONE, intervalMinutes: 1440, amount: () => 10 });
  assert.deepEqual(lineTexts(rated({ ...order, consumption: daily })), expected);
});

test("prices that are missing, or that a total cannot follow, are a fault", () => {
  const days = daysOf("2026-05-04", "2026-05-06");
  const faults = (around: Parameters<typeof rated>[0]["around"] = {}) => {
    const result = ratedOrNot({ tariff: market(), days, timeZone: ZONE, total: "10", around });
    return result.ok ? [] : result.faults.map(faultText);
  };
  const missing =
    'charges energy: there are no prices "day-ahead" for all of 2026-05-04 to 2026-05-06 (load them)';
  assert.deepEqual(faults(), [missing]);
  assert.deepEqual(
    faults({ series: { "day-ahead": hourly("2026-05-05", "2026-05-06", () => "1") } }),
    [missing],
  );
  assert.deepEqual(
    faults({ series: { "day-ahead": hourly("2026-05-04", "2026-05-05", () => "1") } }),
    [missing],
  );
  assert.deepEqual(
    faults({ series: { "day-ahead": hourly("2026-05-04", "2026-05-06", () => "1") } }),
    [
      'charges energy: the prices "day-ahead" change within the day, and one total does not say when it was used (bill the point from interval readings)',
    ],
  );
});
