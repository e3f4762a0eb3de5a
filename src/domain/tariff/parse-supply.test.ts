/** Faults of what quantities and times a tariff may count by. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { parseTariff } from "./parse-tariff.ts";

const CALENDAR = {
  id: "times",
  touPeriods: [{ id: "usual" }, { id: "critical" }],
  days: [{ otherwise: "usual" }],
};
const USUAL = { touPeriods: ["usual"], price: "1" };

const energy = (parts: Readonly<Record<string, unknown>>) => ({
  charges: [{ kind: "consumption", id: "energy", label: "Energy", ...parts }],
});
const ladder = (parts: Readonly<Record<string, unknown>>) =>
  energy({
    tiers: [{ upTo: "5", price: "1" }, { price: "2" }],
    ladder: { counts: "month", ...parts },
  });
const gas = (gasEnergy: Readonly<Record<string, unknown>>) => ({
  commodity: "gas",
  gasEnergy,
  ...energy({ price: "1" }),
});

const FAULTY: readonly (readonly [parts: Readonly<Record<string, unknown>>, fault: string])[] = [
  [
    {
      calendars: [{ ...CALENDAR, events: [{ name: "peak", touPeriod: "criticl" }] }],
      ...energy({ price: "1" }),
    },
    'calendars[0].events[0].touPeriod: "criticl" does not exist (choose from "usual", "critical")',
  ],
  [
    {
      calendars: [
        {
          ...CALENDAR,
          events: [
            { name: "peak", touPeriod: "critical" },
            { name: "peak", touPeriod: "usual" },
          ],
        },
      ],
      ...energy({ price: "1" }),
    },
    'calendars[0].events[1].name: "peak" is there twice (let an event have one period)',
  ],
  [
    { calendars: [CALENDAR], ...energy({ rates: [USUAL] }) },
    "calendars[0].touPeriods[1]: never holds (use it in days, or leave it out)",
  ],
  [
    {
      calendars: [{ ...CALENDAR, events: [{ name: "peak", touPeriod: "critical" }] }],
      ...energy({ rates: [USUAL] }),
    },
    'charges[0].rates: have no price for TOU period "critical" in season "all-year" (add a rate for it)',
  ],
  [
    ladder({ intervalMinutes: 15 }),
    'charges[0].ladder.intervalMinutes: stands without limits per kW of demand (write "limitsPer": "peak-demand")',
  ],
  [
    ladder({ counts: "year", limitsPer: "peak-demand" }),
    'charges[0].ladder.counts: is "year", and demand is that of a month (write "month" or "billing-period")',
  ],
  [
    ladder({ widen: { per: "people", by: "1" } }),
    'charges[0].ladder.widen.per: is "people" (write "contract-demand", "transformer-capacity", "connected-capacity", "area", "dwellings", "persons" or "service-points")',
  ],
  [
    energy({ price: "1", least: { quantity: "10", per: "month" } }),
    'charges[0].least.prorate: is missing (say what a part of a month costs: "days" or "none")',
  ],
  [
    energy({
      tiers: [{ upTo: "5", price: "1" }, { price: "2" }],
      ladder: { counts: "year" },
      least: { quantity: "10", per: "month", prorate: "days" },
    }),
    'charges[0].least.per: is "month" (write "year", as the ladder counts)',
  ],
  [
    {
      charges: [{ kind: "series", id: "energy", label: "Energy", series: "day-ahead", unit: "m3" }],
    },
    'charges[0].unit: "m3" cannot be counted from kWh (choose from kWh, MWh)',
  ],
  [
    { gasEnergy: { calorificValue: "39" }, ...energy({ price: "1" }) },
    "gasEnergy: is for electricity in kWh (write it for gas in kWh or MWh)",
  ],
  [
    gas({ volumeCorrection: "1.02" }),
    'gasEnergy: does not say the calorific value in one way (write "calorificValue" in MJ per m3, or the name of a "calorificSeries")',
  ],
  [
    gas({ calorificValue: "0" }),
    "gasEnergy.calorificValue: makes no energy of gas (write more than zero)",
  ],
];

for (const [n, [parts, fault]] of FAULTY.entries()) {
  test(`a tariff says, case ${n + 1}: ${fault}`, () => {
    const document = { name: "Example", commodity: "electricity", currency: "EUR", ...parts };
    const result = parseTariff({ format: "smartpm-tariff/1", ...document });
    assert.deepEqual(result.ok ? [] : result.faults.map(faultText), [fault]);
  });
}
