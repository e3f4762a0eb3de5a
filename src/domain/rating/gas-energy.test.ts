/** Gas read as a volume and priced as energy: rule R6 by intervals, totals and dates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  required,
  tariffOf,
} from "#test/support/rating-case.ts";
import type { PriceSeries } from "./circumstances.ts";
import { asEnergy, type GasQuery } from "./gas-energy.ts";

const num = Decimal.parse;
const APRIL = daysOf("2026-04-01", "2026-05-01");
const at = (day: string) => Temporal.Instant.from(`${day}T00:00Z`);
const SERIES = { volumeCorrection: num("1"), calorificValue: { series: "cv" } };

const query = (parts: Partial<GasQuery> = {}): GasQuery => ({
  conversion: SERIES,
  from: "m3",
  to: "kWh",
  period: APRIL,
  timeZone: "UTC",
  series: undefined,
  ...parts,
});

/** 36 MJ are 10 kWh. */
function stepped(to: string, ...steps: readonly (readonly [day: string, value: string])[]) {
  const cv: PriceSeries = {
    steps: steps.map(([day, value]) => ({ from: at(day), price: num(value) })),
    to: at(to),
  };
  return { series: { cv } };
}

const daily = (from: string, amount = 2) =>
  consumptionCase({
    days: daysOf(from, "2026-05-01"),
    intervalMinutes: 1440,
    amount: () => amount,
  });

/** What the intervals of the first days are, in the unit priced. */
function energies(result: ReturnType<typeof asEnergy>, count: number): string[] {
  const counted = required(result);
  assert.ok("amounts" in counted);
  const { amounts, perCount } = counted;
  return Array.from(amounts.subarray(0, count), (amount) =>
    Decimal.of(amount).times(perCount).toFixed(6),
  );
}

function said(result: ReturnType<typeof asEnergy>): readonly string[] {
  return result.ok ? [] : result.faults.map(faultText);
}

test("one value scales what a count is, and leaves the counts", () => {
  // 2 m3 × 0.9 × 40 MJ = 72 MJ = 20 kWh a day.
  const conversion = { volumeCorrection: num("0.9"), calorificValue: num("40") };
  assert.deepEqual(energies(asEnergy(daily("2026-04-01"), query({ conversion })), 2), [
    "20.000000",
    "20.000000",
  ]);
});

test("an interval is priced by the value that holds where it begins", () => {
  // 36 until the 3rd, then 39.6, which needs one digit more: 2 m3 are 20 and 22 kWh.
  const order = query(stepped("2026-05-01", ["2026-04-01", "36"], ["2026-04-03", "39.6"]));
  assert.deepEqual(energies(asEnergy(daily("2026-04-01"), order), 4), [
    "20.000000",
    "20.000000",
    "22.000000",
    "22.000000",
  ]);
});

test("the values have to be known from the first interval read to the end of the period", () => {
  const unknown = [
    'consumption: the calorific values "cv" do not cover all of what was read until 2026-05-01, or begin after 2026-04-01 (load them)',
  ];
  const whole = query(stepped("2026-05-01", ["2026-04-01", "36"]));
  assert.deepEqual(said(asEnergy(daily("2026-04-01"), whole)), []);
  // What was read since March is told too: yearly ladders count it.
  assert.deepEqual(said(asEnergy(daily("2026-03-31"), whole)), unknown);
  const late = query(stepped("2026-05-01", ["2026-04-02", "36"]));
  assert.deepEqual(said(asEnergy(daily("2026-04-01"), late)), unknown);
  const short = query(stepped("2026-04-30", ["2026-04-01", "36"]));
  assert.deepEqual(said(asEnergy(daily("2026-04-01"), short)), unknown);
  assert.deepEqual(said(asEnergy({ quantity: num("30") }, short)), unknown);
  assert.deepEqual(said(asEnergy({ quantity: num("30") }, late)), unknown);
  assert.deepEqual(said(asEnergy({ quantity: num("30") }, query())), unknown);
  assert.deepEqual(
    said(
      asEnergy(daily("2026-04-01"), query({ series: { cv: { steps: [], to: at("2026-05-01") } } })),
    ),
    unknown,
  );
});

test("a total is told by the mean of the period's days, whatever lies before and after", () => {
  // Of April's 30 days 10 have 36 and 20 have 39.6: a mean of 38.4 MJ, 10.666… kWh a m3.
  const order = query(
    stepped(
      "2026-06-01",
      ["2026-02-01", "50"],
      ["2026-03-15", "36"],
      ["2026-04-11", "39.6"],
      ["2026-05-01", "99"],
    ),
  );
  const energy = required(asEnergy({ quantity: num("30") }, order));
  assert.ok("quantity" in energy);
  assert.equal(energy.quantity.toFixed(6), "320.000000");
});

test("the days of a mean are those of the place", () => {
  // In Berlin the value changes on 11 April, in UTC an hour or two before: on the 10th.
  const cv = stepped("2026-05-01", ["2026-03-01", "36"]).series.cv;
  const change = { from: Temporal.Instant.from("2026-04-10T22:00Z"), price: num("39.6") };
  const series = { cv: { ...cv, steps: [...cv.steps, change] } };
  const energy = required(
    asEnergy({ quantity: num("30") }, query({ series, timeZone: "Europe/Berlin" })),
  );
  assert.ok("quantity" in energy);
  assert.equal(energy.quantity.toFixed(6), "320.000000");
});

test("values of so many digits that an interval is no whole number any more are refused", () => {
  // 2 × 36.000 000 000 000 001 needs 16 digits more than one whole number holds.
  const order = query(stepped("2026-05-01", ["2026-04-01", "36.000000000000001"]));
  assert.deepEqual(said(asEnergy(daily("2026-04-01"), order)), [
    "consumption: the volume of an interval times 36.000000000000001 has too many digits (write the calorific values with fewer digits)",
  ]);
});

test("a unit that is no volume has no energy", () => {
  const conversion = { volumeCorrection: num("1"), calorificValue: num("36") };
  assert.throws(
    () => asEnergy({ quantity: num("1") }, query({ conversion, from: "kWh" })),
    /^RangeError: gas in kWh has no energy in kWh$/,
  );
});

test("a line tells the volume as it was read", () => {
  const tariff = tariffOf({
    commodity: "gas",
    unit: "kWh",
    gasEnergy: { calorificValue: "36" },
    charges: [{ kind: "consumption", id: "gas", label: "Gas", price: "1" }],
  });
  const told = (total: string, unit: string) =>
    lineTexts(rated({ tariff, days: APRIL, total, unit }));
  assert.deepEqual(told("2", "m3"), ["20.00 = (2 m3 × 1 × 36 ÷ 3.6) kWh × 1"]);
  assert.deepEqual(told("2000", "l"), ["20.00 = (2000 l × 1 × 36 ÷ 3.6) kWh × 1"]);
});
