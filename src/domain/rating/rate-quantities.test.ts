/** How a quantity is counted before it is priced: R6, R7, R13, R16, what is sent back, hours of use. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  ratedOrNot,
  required,
  tariffOf,
  totalText,
} from "#test/support/rating-case.ts";
import { formulaText } from "./formula.ts";
import type { Circumstances } from "./circumstances.ts";
import { rate } from "./rate.ts";

const APRIL = daysOf("2026-04-01", "2026-05-01");
const num = Decimal.parse;

const gasTariff = (gasEnergy: Record<string, unknown>, unit = "kWh") =>
  tariffOf({
    commodity: "gas",
    unit,
    gasEnergy,
    charges: [{ kind: "consumption", id: "gas", label: "Gas", price: "1" }],
  });

/** April by a total that was read in another unit than the tariff's. */
function april(
  document: TariffDocument,
  [quantity, unit]: readonly [quantity: string, unit: string],
  around: Circumstances = {},
) {
  return rate({
    ...around,
    versions: [{ id: 1, effectiveFrom: APRIL.from, document }],
    period: APRIL,
    timeZone: "Europe/Berlin",
    consumption: undefined,
    total: { quantity: num(quantity) },
    unit,
  });
}

test("R6: 100 m3 of gas are 1 116.38 kWh, and the line says how", () => {
  const tariff = gasTariff({ volumeCorrection: "1.02264", calorificValue: "39.3" });
  const { lines, quantity } = required(april(tariff, ["100", "m3"]));
  assert.equal(lines[0]?.quantity.toFixed(2), "1116.38");
  assert.equal(formulaText(lines[0]?.formula ?? []), "(100 m3 × 1.02264 × 39.3 ÷ 3.6) kWh × 1");
  // What was read stays what it was.
  assert.equal(quantity.toString(), "100");
  // 100 imperial units of 2.83 m3 are a meter with that constant.
  const imperial = required(april(tariff, ["283", "m3"]));
  assert.equal(imperial.lines[0]?.quantity.toFixed(2), "3159.36");
  // 2 m3 are some 22 kWh; in litres as well, and in MWh.
  assert.equal(required(april(tariff, ["2", "m3"])).lines[0]?.quantity.toFixed(0), "22");
  assert.equal(required(april(tariff, ["2000", "l"])).lines[0]?.quantity.toFixed(0), "22");
  const megawatts = gasTariff({ volumeCorrection: "1.02264", calorificValue: "39.3" }, "MWh");
  const [line] = required(april(megawatts, ["100", "m3"])).lines;
  assert.equal(formulaText(line?.formula ?? []), "(100 m3 × 1.02264 × 39.3 ÷ 3600) MWh × 1");
  assert.equal(line?.quantity.toFixed(6), "1.116382");
});

const midnight = (day: string) =>
  Temporal.PlainDate.from(day).toZonedDateTime("Europe/Berlin").toInstant();

test("R6: calorific values have dates, for intervals and for a total", () => {
  // 36 MJ/m3 for 10 days, 39.6 for 20: 10 kWh and 11 kWh a m3.
  const tariff = gasTariff({ calorificSeries: "cv" });
  const steps = [
    { from: midnight("2026-04-01"), price: num("36") },
    { from: midnight("2026-04-11"), price: num("39.6") },
  ];
  const around = { series: { cv: { steps, to: midnight("2026-05-01") } } };
  // 1 m3 a day: 10 × 10 + 20 × 11 = 320 kWh.
  const daily = consumptionCase({
    days: APRIL,
    timeZone: "Europe/Berlin",
    intervalMinutes: 1440,
    amount: () => 1,
  });
  const byDay = required(
    rate({
      ...around,
      versions: [{ id: 1, effectiveFrom: APRIL.from, document: tariff }],
      period: APRIL,
      timeZone: "Europe/Berlin",
      consumption: daily,
      unit: "m3",
    }),
  );
  assert.deepEqual(lineTexts(byDay), ["320.00 = 320 kWh × 1"]);
  assert.equal(byDay.quantity.toString(), "30");
  assert.deepEqual(lineTexts(required(april(tariff, ["30", "m3"], around))), [
    "320.00 = 320 kWh × 1",
  ]);
  const missing = april(tariff, ["30", "m3"]);
  assert.deepEqual(missing.ok ? [] : missing.faults.map(faultText), [
    'consumption: the calorific values "cv" do not cover all of what was read until 2026-05-01, or begin after 2026-04-01 (load them)',
  ]);
});

const heat = (commodity: string) =>
  tariffOf({
    commodity,
    charges: [{ kind: "consumption", id: "heat", label: "Heat", price: "1" }],
  });

test("R7: heat in GJ and chilled water in ton-hours are priced in kWh", () => {
  assert.equal(
    required(april(heat("heat"), ["12.5", "GJ"])).lines[0]?.quantity.toFixed(2),
    "3472.22",
  );
  // 1 000 RT·h × 12.660670231 MJ ÷ 3.6.
  assert.equal(
    required(april(heat("cooling"), ["1000", "RTh"])).lines[0]?.quantity.toFixed(2),
    "3516.85",
  );
});

const ladder = (parts: Record<string, unknown>) =>
  tariffOf({
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: "2760", price: "0" }, { upTo: "4800", price: "0.05" }, { price: "0.30" }],
        ladder: { counts: "year", ...parts },
      },
    ],
  });

test("R13: what a ladder counted before the readings is told: 4 500, then 600 more", () => {
  // f(5100) − f(4500) = 300 × 0.05 + 300 × 0.30 = 15 + 90 = 105.00.
  const from = Temporal.PlainDate.from("2026-01-01");
  const used = (to: string, quantity: string): Circumstances => ({
    earlier: { used: [{ from, to: Temporal.PlainDate.from(to), quantity: num(quantity) }] },
  });
  const around = used("2026-04-01", "4500");
  const result = rated({ tariff: ladder({}), days: APRIL, total: "600", around });
  assert.deepEqual(lineTexts(result), ["15.00 = 300 kWh × 0.05", "90.00 = 300 kWh × 0.3"]);
  // Told until March and read from then: 31 × 20 = 620 kWh on top.
  const consumption = consumptionCase({
    days: daysOf("2026-03-01", "2026-05-01"),
    intervalMinutes: 1440,
    amount: () => 20,
  });
  const read = rated({
    tariff: ladder({}),
    days: APRIL,
    consumption,
    around: used("2026-03-01", "3880"),
  });
  assert.deepEqual(lineTexts(read), ["15.00 = 300 kWh × 0.05", "90.00 = 300 kWh × 0.3"]);
  // What is told of other days does not help.
  const faults = ratedOrNot({
    tariff: ladder({}),
    days: APRIL,
    total: "600",
    around: used("2026-05-01", "1"),
  });
  assert.deepEqual(faults.ok ? [] : faults.faults.map(faultText), [
    'charges energy: its ladder counts from 2026-01-01, and there are no readings from then (load them, say what was used until the readings begin, or let the ladder prorate by "days")',
  ]);
});

test("R13: below what was told of before, a ladder in the order of use goes down the same tiers", () => {
  // 150 kWh were used until April, the tier ends with 100. By night 60 kWh are sent back, from 150
  // down to 90: 50 of the second tier and 10 of the first. By day 30 are drawn: 10 up to 100, then 20.
  const tariff = tariffOf({
    calendars: [
      {
        id: "times",
        touPeriods: [{ id: "night" }, { id: "day" }],
        days: [{ windows: [{ from: "00:00", to: "06:00", touPeriod: "night" }], otherwise: "day" }],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        ladder: { counts: "year", allocation: "chronological" },
        rates: [
          { touPeriods: ["night"], tiers: [{ upTo: "100", price: "0.10" }, { price: "0.20" }] },
          { touPeriods: ["day"], tiers: [{ upTo: "100", price: "0.30" }, { price: "0.60" }] },
        ],
      },
    ],
  });
  const days = daysOf("2026-04-01", "2026-04-02");
  const consumption = consumptionCase({
    days,
    amount: ({ hour }) => (hour < 6 ? -10 : hour === 12 ? 30 : 0),
  });
  const used = [
    {
      from: Temporal.PlainDate.from("2026-01-01"),
      to: Temporal.PlainDate.from("2026-04-01"),
      quantity: num("150"),
    },
  ];
  const result = rated({ tariff, days, consumption, around: { earlier: { used } } });
  assert.deepEqual(lineTexts(result), [
    "-1.00 = -10 kWh × 0.1",
    "-10.00 = -50 kWh × 0.2",
    "3.00 = 10 kWh × 0.3",
    "12.00 = 20 kWh × 0.6",
  ]);
});

test("R13: what was drawn before is no history of what is sent back", () => {
  const used = [
    {
      from: Temporal.PlainDate.from("2026-01-01"),
      to: Temporal.PlainDate.from("2026-04-01"),
      quantity: num("4500"),
    },
  ];
  const faults = ratedOrNot({
    tariff: tariffOf({
      charges: [
        {
          kind: "consumption",
          id: "export",
          label: "Export",
          flow: "received",
          tiers: [{ upTo: "1000", price: "-0.08" }, { price: "-0.04" }],
          ladder: { counts: "year" },
        },
      ],
    }),
    days: APRIL,
    total: "600",
    around: { earlier: { used }, channels: { received: { quantity: num("300") } } },
  });
  assert.deepEqual(faults.ok ? [] : faults.faults.map(faultText), [
    'charges export: its ladder counts from 2026-01-01, and there are no readings from then (load them, or let the ladder prorate by "days")',
  ]);
});

const household = (parts: Record<string, unknown>) =>
  tariffOf({
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: "200", price: "1" }, { price: "2" }],
        ladder: { counts: "month", ...parts },
      },
    ],
  });

test("R13: a household of more persons has wider tiers, a house of dwellings a ladder for each", () => {
  const terms = (values: Record<string, Decimal>) => ({ terms: [{ from: APRIL.from, values }] });
  // Six persons, 100 kWh for each above four: 200 + 200 = 400.
  const wide = household({ widen: { per: "persons", above: "4", by: "100" } });
  const six = rated({
    tariff: wide,
    days: APRIL,
    total: "500",
    around: terms({ persons: num("6") }),
  });
  assert.deepEqual(lineTexts(six), ["400.00 = 400 kWh × 1", "200.00 = 100 kWh × 2"]);
  const two = rated({
    tariff: wide,
    days: APRIL,
    total: "500",
    around: terms({ persons: num("2") }),
  });
  assert.deepEqual(lineTexts(two), ["200.00 = 200 kWh × 1", "600.00 = 300 kWh × 2"]);
  // Three dwellings: 600; exactly at the limit nothing is above it.
  const each = household({ limitsPer: "dwellings" });
  const three = rated({
    tariff: each,
    days: APRIL,
    total: "600",
    around: terms({ dwellings: num("3") }),
  });
  assert.deepEqual(lineTexts(three), ["600.00 = 600 kWh × 1"]);
  const unsaid = ratedOrNot({ tariff: each, days: APRIL, total: "600" });
  assert.deepEqual(unsaid.ok ? [] : unsaid.faults.map(faultText), [
    "charges energy: it counts by dwellings, which the lease does not say on 2026-04-01 (add the dwellings in dwelling to the lease)",
  ]);
});

test("hours of use: the first 200 kWh for each kW of the highest demand cost more than the rest", () => {
  // A peak of 2 kW in one hour of April, else 1 kW: 721 kWh; limit 400: 400 × 0.20 + 321 × 0.10.
  const tariff = tariffOf({
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: "200", price: "0.20" }, { price: "0.10" }],
        ladder: { counts: "month", limitsPer: "peak-demand" },
      },
    ],
  });
  const consumption = consumptionCase({
    days: APRIL,
    amount: ({ day, hour }) => (day === 9 && hour === 9 ? 2 : 1),
  });
  assert.deepEqual(lineTexts(rated({ tariff, days: APRIL, consumption })), [
    "80.00 = 400 kWh × 0.2",
    "32.10 = 321 kWh × 0.1",
  ]);
  const total = ratedOrNot({ tariff, days: APRIL, total: "721" });
  assert.deepEqual(total.ok ? [] : total.faults.map(faultText), [
    "charges energy: demand cannot be found in one total for the billing period (bill the point from interval readings, or by a tariff without demand charge)",
  ]);
});

const least = (parts: Record<string, unknown>) =>
  tariffOf({
    commodity: "cold-water",
    charges: [
      {
        kind: "consumption",
        id: "water",
        label: "Water",
        least: { quantity: "10", per: "month", prorate: "days" },
        ...parts,
      },
    ],
  });

test("R16: 6 m3 used are charged as 10, 10 as 10, 12 as 12", () => {
  const flat = least({ price: "3" });
  const lines = (total: string) => lineTexts(rated({ tariff: flat, days: APRIL, total }));
  assert.deepEqual(lines("6"), ["30.00 = (6 + 4) m3 × 3"]);
  assert.deepEqual(lines("0"), ["30.00 = (0 + 10) m3 × 3"]);
  assert.deepEqual(lines("10"), ["30.00 = 10 m3 × 3"]);
  assert.deepEqual(lines("12"), ["36.00 = 12 m3 × 3"]);
  // Half of April: 5.
  const half = rated({ tariff: flat, days: daysOf("2026-04-01", "2026-04-16"), total: "2" });
  assert.deepEqual(lineTexts(half), ["15.00 = (2 + 3) m3 × 3"]);
});

test("R16: what is missing climbs the ladder as if it had been used", () => {
  const tariff = least({
    tiers: [{ upTo: "8", price: "1" }, { price: "2" }],
    ladder: { counts: "month" },
  });
  assert.deepEqual(lineTexts(rated({ tariff, days: APRIL, total: "6" })), [
    "8.00 = 8 m3 × 1",
    "4.00 = 2 m3 × 2",
  ]);
});

test("what is sent back is credited at a price of its own", () => {
  const tariff = tariffOf({
    charges: [
      { kind: "consumption", id: "energy", label: "Energy", price: "0.30" },
      { kind: "consumption", id: "feed-in", label: "Fed in", price: "-0.08", flow: "received" },
    ],
  });
  const received = consumptionCase({ days: APRIL, amount: ({ hour }) => (hour === 12 ? 2 : 0) });
  const order = { tariff, days: APRIL, total: "100" };
  // 30 days of 2 kWh: 60 × −0.08 = −4.80.
  const result = rated({ ...order, around: { channels: { received } } });
  assert.deepEqual(lineTexts(result), ["30.00 = 100 kWh × 0.3", "-4.80 = 60 kWh × -0.08"]);
  assert.equal(totalText(result), "25.20");
  const byTotal = rated({ ...order, around: { channels: { received: { quantity: num("60") } } } });
  assert.equal(totalText(byTotal), "25.20");
  const unread = ratedOrNot(order);
  assert.deepEqual(unread.ok ? [] : unread.faults.map(faultText), [
    "charges feed-in: it counts what is sent back, which was not read in the billing period (read the point's received energy, or leave the charge out)",
  ]);
});

test("a fixed amount for each square metre of the lease", () => {
  const tariff = tariffOf({
    charges: [
      {
        kind: "fixed",
        id: "base",
        label: "Base",
        price: "0.45",
        times: "area",
        per: "month",
        prorate: "days",
      },
    ],
  });
  const terms = [{ from: APRIL.from, values: { area: num("62.5") } }];
  const days = daysOf("2026-04-01", "2026-04-11");
  assert.deepEqual(lineTexts(rated({ tariff, days, around: { terms } })), [
    "9.38 = 62.5 m2 × 0.45 × 10/30",
  ]);
});
