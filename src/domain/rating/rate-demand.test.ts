import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  required,
  tariffOf,
} from "#test/support/rating-case.ts";
import { formulaText } from "./formula.ts";
import { rate } from "./rate.ts";

const demandCharge = (parts: Record<string, unknown>) => ({
  charges: [
    { kind: "demand", id: "demand", label: "Demand", per: "month", prorate: "days", ...parts },
  ],
});

/** The twelve values of the rule, 5 minutes each, at the begin of April. */
const KILOWATTS = [100, 100, 100, 100, 100, 400, 400, 100, 100, 100, 100, 100];
const APRIL = daysOf("2026-04-01", "2026-05-01");
const fiveMinutes = consumptionCase({
  days: APRIL,
  intervalMinutes: 5,
  // A count is a kW over 5 minutes.
  perCount: "0.08333333333333333333333333333333",
  amount: (_, interval) => KILOWATTS[interval] ?? 0,
});

function fifteenMinutes(parts: Record<string, unknown>): string {
  const tariff = tariffOf(demandCharge({ price: "10", intervalMinutes: 15, ...parts }));
  const [line] = rated({ tariff, days: APRIL, consumption: fiveMinutes }).lines;
  return `${line?.quantity.toFixed(6)} ${line?.amount.toFixed(2)}`;
}

test("R20: blocks of 15 minutes and a rolling average see one load differently", () => {
  assert.equal(fifteenMinutes({}), "200.000000 2000.00");
  assert.equal(fifteenMinutes({ averaging: "rolling" }), "300.000000 3000.00");
});

test("the peak of the period is found in the readings' own intervals", () => {
  const tariff = tariffOf(demandCharge({ price: "0" }));
  const { peakKw } = rated({ tariff, days: APRIL, consumption: fiveMinutes });
  assert.equal(peakKw?.toFixed(6), "400.000000");
});

const DAY_NIGHT = {
  calendars: [
    {
      id: "day-night",
      touPeriods: [{ id: "day" }, { id: "night" }],
      days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
    },
  ],
};
const byHour = consumptionCase({
  days: APRIL,
  amount: ({ day, hour }) => {
    if (day === 10 && hour === 12) return 80;
    return day === 20 && hour === 23 ? 50 : 10;
  },
});

function peaksOf(parts: Record<string, unknown>): string[] {
  const tariff = tariffOf({ ...DAY_NIGHT, ...demandCharge(parts) });
  const { lines } = rated({ tariff, days: APRIL, consumption: byHour });
  return lines.map(({ kind, formula }) => `${kind}: ${formulaText(formula)}`);
}

test("R21: the overall peak, that of each TOU period, or that of a chosen one", () => {
  assert.deepEqual(peaksOf({ price: "3" }), ["flat-demand: 80 kW × 3"]);
  const day = { touPeriods: ["day"], price: "5" };
  const night = { touPeriods: ["night"], price: "2" };
  assert.deepEqual(peaksOf({ rates: [day, night] }), [
    "tou-demand: 80 kW × 5",
    "tou-demand: 50 kW × 2",
  ]);
  assert.deepEqual(peaksOf({ rates: [night] }), ["tou-demand: 50 kW × 2"]);
});

test("demand in bands, over part of a month, at a twelfth of a yearly price", () => {
  const tariff = tariffOf(
    demandCharge({
      tiers: [{ upTo: "30", price: "12" }, { price: "24" }],
      per: "year",
      prorate: "months",
    }),
  );
  const days = daysOf("2026-04-10", "2026-04-25");
  const result = rated({ tariff, days, consumption: byHour });
  assert.deepEqual(lineTexts(result), [
    "15.00 = 30 kW × 12 × 15/30 × 1/12",
    "50.00 = 50 kW × 24 × 15/30 × 1/12",
  ]);
});

test("each calendar month of a longer period has its own peak", () => {
  const days = daysOf("2026-04-01", "2026-06-01");
  const consumption = consumptionCase({
    days,
    amount: ({ month, day }) => (day === 3 ? month * 10 : 1),
  });
  const tariff = tariffOf(demandCharge({ price: "1" }));
  assert.deepEqual(lineTexts(rated({ tariff, days, consumption })), [
    "40.00 = 40 kW × 1",
    "50.00 = 50 kW × 1",
  ]);
});

test("a demand price that changes within a month is paid by the days of each version", () => {
  for (const prorate of ["days", "none"]) {
    const versions = [
      {
        id: 1,
        effectiveFrom: APRIL.from,
        document: tariffOf(demandCharge({ price: "10", prorate })),
      },
      {
        id: 2,
        effectiveFrom: Temporal.PlainDate.from("2026-04-16"),
        document: tariffOf(demandCharge({ price: "20", prorate })),
      },
    ];
    const order = { versions, period: APRIL, timeZone: "UTC", consumption: byHour };
    assert.deepEqual(lineTexts(required(rate(order))), [
      "400.00 = 80 kW × 10 × 15/30",
      "500.00 = 50 kW × 20 × 15/30",
    ]);
  }
});

test("demand that the readings cannot tell is a fault", () => {
  const tariff = tariffOf(demandCharge({ price: "1", intervalMinutes: 15 }));
  const versions = [{ id: 1, effectiveFrom: APRIL.from, document: tariff }];
  const order = { versions, period: APRIL, timeZone: "UTC" };
  const hourly = rate({ ...order, consumption: byHour });
  assert.equal(hourly.ok ? "" : hourly.faults[0]?.code, "rating.demand-unknown");
});

test("a tariff in MWh sees the kilowatts and kWh that were read", () => {
  const tariff = tariffOf({
    unit: "MWh",
    charges: [
      { kind: "consumption", id: "energy", label: "Energy", price: "250" },
      { kind: "demand", id: "demand", label: "Demand", price: "2", prorate: "days" },
    ],
  });
  const versions = [{ id: 1, effectiveFrom: APRIL.from, document: tariff }];
  const order = { versions, period: APRIL, timeZone: "UTC", consumption: byHour };
  const result = required(rate({ ...order, unit: "kWh" }));
  assert.deepEqual(lineTexts(result), ["1827.50 = 7.31 MWh × 250", "160.00 = 80 kW × 2"]);
  assert.equal(result.quantity.toString(), "7310");
  assert.equal(result.peakKw?.toString(), "80");
  const water = rate({ ...order, unit: "m3" });
  assert.equal(water.ok ? "" : water.faults[0]?.code, "rating.unit");
});

test("a tariff in MWh has hours of use and free reactive energy of the kilowatts and kWh read", () => {
  // One day of 1 kW: 24 kWh. The first 10 hours of each kilowatt are 10 kWh, 0.01 MWh. Of 20 kvarh
  // half of 24 are free: 8 × 0.50 = 4.00.
  const tariff = tariffOf({
    unit: "MWh",
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: "0.01", price: "300" }, { price: "100" }],
        ladder: { counts: "billing-period", limitsPer: "peak-demand" },
      },
      { kind: "reactive", id: "kvarh", label: "Reactive", price: "0.50", freePercent: "50" },
    ],
  });
  const days = daysOf("2026-04-01", "2026-04-02");
  const consumption = consumptionCase({ days, amount: () => 1 });
  const reactiveImport = { quantity: Decimal.parse("20") };
  const result = rate({
    versions: [{ id: 1, effectiveFrom: days.from, document: tariff }],
    period: days,
    timeZone: "UTC",
    consumption,
    unit: "kWh",
    channels: { reactiveImport },
  });
  assert.deepEqual(lineTexts(required(result)), [
    "3.00 = 0.01 MWh × 300",
    "1.40 = 0.014 MWh × 100",
    "4.00 = (20 − 0.5 × 24) kvarh × 0.5",
  ]);
});

test("the peak of the period counts an interval where it begins, whatever boundary cuts it", () => {
  const tariff = tariffOf({
    ...DAY_NIGHT,
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["day"], price: "2" },
          { touPeriods: ["night"], price: "1" },
        ],
      },
    ],
  });
  // Hours from half past: the first begins the day before, the seventh is cut at 06:00.
  const days = daysOf("2026-04-01", "2026-04-02");
  const amounts = Float64Array.from({ length: 25 }, () => 10);
  const from = Temporal.Instant.from("2026-03-31T23:30:00Z");
  const perCount = Decimal.ONE;
  const peakWith = (changes: Readonly<Record<number, number>>) => {
    const changed = amounts.map((amount, i) => changes[i] ?? amount);
    const consumption = { from, intervalMinutes: 60, amounts: changed, perCount };
    const result = rated({ tariff, days, consumption, timeZone: "UTC" });
    return `${result.peakKw?.toString()} kW, ${result.quantity.toString()} kWh`;
  };
  // 23 whole hours and two halves.
  assert.equal(peakWith({}), "10 kW, 240 kWh");
  assert.equal(peakWith({ 0: 90 }), "10 kW, 280 kWh");
  assert.equal(peakWith({ 6: 90 }), "90 kW, 320 kWh");
  assert.equal(peakWith({ 24: 90 }), "90 kW, 280 kWh");
});
