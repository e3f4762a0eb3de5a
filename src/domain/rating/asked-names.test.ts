import assert from "node:assert/strict";
import { test } from "node:test";
import { tariffOf } from "#test/support/rating-case.ts";
import { askedEvents, askedSeries } from "./asked-names.ts";

const CALENDAR = {
  id: "usual",
  touPeriods: [{ id: "usual" }, { id: "critical" }],
  days: [{ otherwise: "usual" }],
  events: [{ name: "critical-peak", touPeriod: "critical" }],
};
const MARKET = {
  kind: "series",
  id: "market",
  label: "Market",
  series: "day-ahead",
};
const ENERGY = { kind: "consumption", id: "energy", label: "Energy" };
const DEMAND = { kind: "demand", id: "demand", label: "Demand", prorate: "none" };
const FIXED = { kind: "fixed", id: "fixed", label: "Fixed", price: "1", per: "day" };

const gas = (value: object) =>
  tariffOf({
    commodity: "gas",
    unit: "kWh",
    gasEnergy: { volumeCorrection: "1.02264", ...value },
    charges: [{ ...ENERGY, price: "0.1" }],
  });
const tariff = (...charges: object[]) => tariffOf({ calendars: [CALENDAR], charges });

test("a tariff asks for the series that its charges are priced by, and for no other", () => {
  assert.deepEqual(askedSeries(tariffOf({ charges: [FIXED] })), []);
  assert.deepEqual(askedSeries(tariffOf({ charges: [FIXED, MARKET] })), ["day-ahead"]);
});

test("gas is told in energy by a series of calorific values, or by one value, which asks for none", () => {
  assert.deepEqual(askedSeries(gas({ calorificValue: "39.3" })), []);
  assert.deepEqual(askedSeries(gas({ calorificSeries: "zone-7" })), ["zone-7"]);
});

test("a tariff asks for the events of its calendars and for those at which demand counts", () => {
  const plain = { ...ENERGY, price: "1" };
  const critical = {
    ...ENERGY,
    calendar: "usual",
    rates: [
      { touPeriods: ["usual"], price: "1" },
      { touPeriods: ["critical"], price: "9" },
    ],
  };
  assert.deepEqual(askedEvents(tariff(plain, FIXED)), []);
  assert.deepEqual(askedEvents(tariff(critical)), ["critical-peak"]);
  assert.deepEqual(askedEvents(tariff({ ...DEMAND, price: "1" })), []);
  assert.deepEqual(
    askedEvents(tariff({ ...DEMAND, price: "1", atEvents: { name: "site-peak" } })),
    ["site-peak"],
  );
});
