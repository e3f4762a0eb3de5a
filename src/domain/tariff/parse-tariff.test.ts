import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { faultText } from "#domain/core/fault.ts";
import { parseTariff } from "./parse-tariff.ts";

const ENERGY = { kind: "consumption", id: "energy", label: "Energy", price: "0.25" };
const DAY_NIGHT = {
  id: "day",
  touPeriods: [{ id: "peak" }, { id: "night" }],
  days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "peak" }], otherwise: "night" }],
};
const GOOD = {
  format: "smartpm-tariff/1",
  name: "Example",
  commodity: "electricity",
  currency: "EUR",
  charges: [ENERGY],
};

/** Every fault of GOOD with these fields in place of its own. */
function faultsOf(parts: Readonly<Record<string, unknown>>): string[] {
  const result = parseTariff({ ...GOOD, ...parts });
  return result.ok ? [] : result.faults.map(faultText);
}

const touCharge = (rates: readonly object[]) => ({
  kind: "consumption",
  id: "energy",
  label: "Energy",
  rates,
});

test("a good document has no faults, and what is left out has its usual value", () => {
  const result = parseTariff(GOOD);
  assert.ok(result.ok);
  const { unit, rounding, taxes, sources } = result.value;
  assert.deepEqual(
    { unit, rounding, taxes, sources },
    {
      unit: "kWh",
      rounding: { line: "half-up", tax: "half-up", total: "half-up" },
      taxes: [],
      sources: [],
    },
  );
});

const FAULTY: readonly (readonly [
  claim: string,
  parts: Readonly<Record<string, unknown>>,
  faults: readonly string[],
])[] = [
  [
    "an unknown field suggests the nearest",
    { curency: "EUR" },
    ['curency: is not a field that exists here (did you mean "currency"?)'],
  ],
  [
    "a price written as a number would lose digits",
    { charges: [{ ...ENERGY, price: 0.25 }] },
    ['charges[0].price: is the number 0.25 (write it as text: "0.25")'],
  ],
  [
    "two mistakes are told at once",
    { name: "", currency: "euro" },
    ['name: is "" (write some text)', 'currency: is "euro" (write an ISO 4217 code, like "EUR")'],
  ],
  [
    "a unit that the commodity does not have",
    { unit: "m3" },
    ['unit: is "m3" (write "kWh" or "MWh")'],
  ],
  [
    "a day with a hole",
    {
      calendars: [
        { ...DAY_NIGHT, days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "peak" }] }] },
      ],
    },
    [
      'calendars[0].days[0]: 00:00 to 06:00 has no TOU period (cover the whole day, or name the rest with "otherwise")',
    ],
  ],
  [
    "windows that overlap across midnight",
    {
      calendars: [
        {
          ...DAY_NIGHT,
          days: [
            {
              windows: [
                { from: "22:00", to: "07:00", touPeriod: "night" },
                { from: "06:00", to: "22:00", touPeriod: "peak" },
              ],
            },
          ],
        },
      ],
    },
    [
      "calendars[0].days[0]: two windows cover 06:00 to 07:00 (let the windows of a day touch, not overlap)",
    ],
  ],
  [
    "seasons that leave a day out",
    {
      calendars: [
        {
          id: "year",
          seasons: [
            { id: "summer", from: "04-01", through: "09-30" },
            { id: "winter", from: "10-01", through: "03-30" },
          ],
        },
      ],
    },
    [
      "calendars[0].seasons: 03-31 is in no season (let the seasons cover every day of the year once; through is the last day in the season)",
    ],
  ],
  [
    "a weekday in two day types",
    {
      calendars: [
        {
          ...DAY_NIGHT,
          dayTypes: [
            { id: "work", weekdays: ["mon", "tue", "wed", "thu", "fri"] },
            { id: "rest", weekdays: ["fri", "sat", "sun"] },
          ],
        },
      ],
    },
    ["calendars[0].dayTypes: fri is in work and in rest (name every weekday once)"],
  ],
  [
    "a time without a price",
    { calendars: [DAY_NIGHT], charges: [touCharge([{ touPeriods: ["peak"], price: "1" }])] },
    [
      'charges[0].rates: have no price for TOU period "night" in season "all-year" (add a rate for it)',
    ],
  ],
  [
    "a time with two prices",
    {
      calendars: [DAY_NIGHT],
      charges: [touCharge([{ price: "1" }, { touPeriods: ["night"], price: "2" }])],
    },
    [
      'charges[0].rates[1]: prices TOU period "night" in season "all-year" a second time (let every season and TOU period have one rate)',
    ],
  ],
  [
    "a TOU period that does not exist",
    { calendars: [DAY_NIGHT], charges: [touCharge([{ touPeriods: ["pike"], price: "1" }])] },
    ['charges[0].rates[0].touPeriods: "pike" does not exist (choose from "peak", "night")'],
  ],
  [
    "tiers that do not rise",
    {
      charges: [
        {
          kind: "consumption",
          id: "energy",
          label: "Energy",
          tiers: [{ upTo: "50", price: "1" }, { upTo: "50", price: "2" }, { price: "3" }],
          ladder: { counts: "month" },
        },
      ],
    },
    ["charges[0].tiers[1].upTo: is 50 (write more than 50, where the tier begins)"],
  ],
  [
    "tiers that do not say when they start again",
    {
      charges: [
        {
          kind: "consumption",
          id: "energy",
          label: "Energy",
          tiers: [{ upTo: "50", price: "1" }, { price: "3" }],
        },
      ],
    },
    ['charges[0].ladder: is missing (say when counting starts again, like {"counts": "month"})'],
  ],
  [
    "a monthly amount that does not say what a part of a month costs",
    { charges: [{ kind: "fixed", id: "base", label: "Base", price: "10", per: "month" }] },
    ['charges[0].prorate: is missing (say what a part of a month costs: "days" or "none")'],
  ],
  [
    "a rolling average over no time",
    {
      charges: [
        {
          kind: "demand",
          id: "demand",
          label: "Demand",
          price: "1",
          averaging: "rolling",
          prorate: "days",
        },
      ],
    },
    ["charges[0].intervalMinutes: is missing (say over how many minutes a rolling average goes)"],
  ],
  [
    "a minimum over a charge that stands after it",
    {
      charges: [
        {
          kind: "minimum",
          id: "least",
          label: "Least",
          amount: "5",
          per: "month",
          prorate: "days",
          on: ["energy"],
        },
        ENERGY,
      ],
    },
    ['charges[0].on: "energy" does not stand before it (write it after what it refers to)'],
  ],
  [
    "a minimum on a charge with a fault of its own, which is told once",
    {
      charges: [
        { ...ENERGY, price: "dear" },
        {
          kind: "minimum",
          id: "least",
          label: "Least",
          amount: "5",
          per: "month",
          prorate: "days",
          on: ["energy"],
        },
      ],
    },
    ['charges[0].price: is "dear" (write an exact number as text, like "0.25")'],
  ],
  [
    "a charge that is none, and one whose id is no text",
    { charges: [null, { ...ENERGY, id: 5 }, ENERGY] },
    [
      "charges[0]: is null (write an object in braces)",
      'charges[1].id: is 5 (write a short name of lower-case letters, digits and hyphens, like "off-peak")',
    ],
  ],
  [
    "a charge whose id could be no choice for what refers to another",
    {
      charges: [
        { ...ENERGY, id: "X".repeat(3_000) },
        {
          kind: "minimum",
          id: "least",
          label: "Least",
          amount: "5",
          per: "month",
          prorate: "days",
          on: ["heat"],
        },
      ],
    },
    [
      `charges[0].id: is "${"X".repeat(30)}…" (write a short name of lower-case letters, digits and hyphens, like "off-peak")`,
      'charges[1].on: "heat" does not stand before it (write it after what it refers to)',
    ],
  ],
  [
    "a tax on a charge that does not exist",
    { taxes: [{ id: "vat", label: "VAT", percent: "19", on: ["heat"] }] },
    ['taxes[0].on: "heat" does not stand before it (choose from "energy")'],
  ],
  [
    "two charges of one name",
    { charges: [ENERGY, ENERGY] },
    ['charges[1].id: "energy" is there twice (choose another name)'],
  ],
];

for (const [claim, parts, faults] of FAULTY) {
  test(`refused: ${claim}`, () => {
    assert.deepEqual(faultsOf(parts), faults);
  });
}

test("29 February may end a season, and a season may span new year", () => {
  const faults = faultsOf({
    calendars: [
      {
        id: "year",
        seasons: [
          { id: "winter", from: "12-01", through: "02-29" },
          { id: "rest", from: "03-01", through: "11-30" },
        ],
      },
    ],
  });
  assert.deepEqual(faults, []);
});

test("no value makes the reader throw, and every fault says where and what to do", () => {
  const options = { seed: 20261124, numRuns: 300 };
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom(...Object.keys(GOOD)),
      (json, field) => {
        for (const document of [json, { ...GOOD, [field]: json, calendars: json, taxes: json }]) {
          const result = parseTariff(document);
          if (result.ok) continue;
          assert.ok(result.faults.length > 0 && result.faults.length <= 50);
          for (const fault of result.faults) {
            assert.ok(fault.subject !== "" && fault.message !== "" && fault.remedy);
            assert.ok(faultText(fault).length < 400, faultText(fault));
            assert.ok(!faultText(fault).includes("\n"));
          }
        }
      },
    ),
    options,
  );
});
