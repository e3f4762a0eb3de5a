/** Refusals and values of tariff documents that few documents come to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { tariffOf } from "#test/support/rating-case.ts";
import { explainTariff } from "./explain-tariff.ts";
import { parseTariff } from "./parse-tariff.ts";

const ENERGY = { kind: "consumption", id: "energy", label: "Energy", price: "0.25" };
const named = (charge: Readonly<Record<string, unknown>>) => ({ id: "c", label: "C", ...charge });

function faultsOf(parts: Readonly<Record<string, unknown>>): string[] {
  const result = parseTariff({
    format: "smartpm-tariff/1",
    name: "Example",
    commodity: "electricity",
    currency: "EUR",
    charges: [ENERGY],
    ...parts,
  });
  return result.ok ? [] : result.faults.map(faultText);
}
const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

test("one day type takes the make-up days, and of unused periods the first is named", () => {
  const dayTypes = [
    { id: "a", weekdays: week, makeUpDays: true },
    { id: "b", holidays: true, makeUpDays: true },
  ];
  assert.deepEqual(faultsOf({ calendars: [{ id: "times", dayTypes }] }), [
    "calendars[0].dayTypes: two take the make-up days (let one of them take them)",
  ]);
  const touPeriods = ["used", "first", "second"].map((id) => ({ id }));
  assert.deepEqual(
    faultsOf({ calendars: [{ id: "times", touPeriods, days: [{ otherwise: "used" }] }] }),
    ["calendars[0].touPeriods[1]: never holds (use it in days, or leave it out)"],
  );
  const unnamed = [{ id: "first" }, { id: "used" }];
  assert.deepEqual(
    faultsOf({ calendars: [{ id: "times", touPeriods: unnamed, days: [{ otherwise: "used" }] }] }),
    ["calendars[0].touPeriods[0]: never holds (use it in days, or leave it out)"],
  );
});

test("a least quantity stands in a charge of one price or ladder", () => {
  const charge = named({
    kind: "consumption",
    calendar: "times",
    rates: [
      { touPeriods: ["day"], price: "1" },
      { touPeriods: ["night"], price: "2" },
    ],
    least: { quantity: "10", per: "month", prorate: "none" },
  });
  const calendar = {
    id: "times",
    touPeriods: [{ id: "day" }, { id: "night" }],
    days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
  };
  assert.deepEqual(faultsOf({ calendars: [calendar], charges: [charge] }), [
    "charges[0].least: stands with several rates (write it in a charge of one price or ladder)",
  ]);
});

const region = (country: string, code: string) =>
  faultsOf({ holidays: { country, region: code } })[0];

test("a region that no country has is answered with one that is near, with all, or with none", () => {
  assert.match(
    region("DE", "BYY") ?? "",
    /^holidays\.region: "BYY" is no region of DE \(did you mean "BY"/,
  );
  assert.match(
    region("DE", "QQQQ") ?? "",
    /^holidays\.region: "QQQQ" is no region of DE \(write "/,
  );
  assert.equal(region("CN", "BJ"), 'holidays.region: "BJ" is no region of CN (leave it out)');
});

test("gas read in m3 and priced in m3 has no calorific value to be told", () => {
  const gas = { commodity: "gas", unit: "m3", gasEnergy: { calorificValue: "39.3" } };
  assert.deepEqual(faultsOf(gas), ["gasEnergy: is for gas in m3 (write it for gas in kWh or MWh)"]);
});

test("a contract with tiers in one of its rates is refused, and its reading is B unless told", () => {
  const demand = named({ kind: "demand", prorate: "none", contract: {} });
  const tiers = [{ upTo: "10", price: "1" }, { price: "2" }];
  assert.deepEqual(faultsOf({ charges: [{ ...demand, tiers }] }), [
    'charges[0].contract: stands with tiers (write one "price" for each rate)',
  ]);
  const [charge] = tariffOf({ charges: [{ ...demand, price: "1" }] }).charges;
  assert.ok(charge?.kind === "demand");
  assert.equal(charge.contract?.reading, "B");
});

const step = (from: string, percent: string) => ({ from, percent });

function told(charge: Readonly<Record<string, unknown>>, language: "en" | "zh"): string {
  return explainTariff(tariffOf({ charges: [ENERGY, named(charge)] }), language);
}

test("a table of a power factor whose steps differ is told step by step, even ones together", () => {
  const table = [
    step("0.9", "0"),
    step("0.8", "1"),
    step("0.7", "2"),
    step("0.5", "10"),
    step("0", "100"),
  ];
  const english = told({ kind: "power-factor", table }, "en");
  assert.match(english, /from 0\.9 down to 0\.7: 0 % to \+2 %, 1 % more for each 0\.1 less/);
  const chinese = told({ kind: "power-factor", table }, "zh");
  assert.match(chinese, /0\.9 至 0\.7：0 % 至 \+2 %，每降低 0\.1 增加 1 %/);
  const single = { kind: "power-factor", table: [step("0", "5")] };
  assert.match(told(single, "en"), /\n {4,}from 0: \+5 %/);
  assert.match(told(single, "zh"), /0 起：\+5 %/);
});

test("a rolling average without a step begins with every reading, and no least is not told", () => {
  const rolling = {
    kind: "demand",
    price: "1",
    prorate: "none",
    intervalMinutes: 15,
    averaging: "rolling",
  };
  assert.match(told(rolling, "en"), /over 15 min beginning with every reading\./);
  assert.match(told(rolling, "zh"), /每次读数/);
  const months = { kind: "demand", price: "1", prorate: "none", meanOfMonths: { count: 3 } };
  assert.match(told(months, "en"), /the mean of the peaks of 3 months, this one the last\.\n/);
  assert.doesNotMatch(told(months, "zh"), /每月至少按/);
});
