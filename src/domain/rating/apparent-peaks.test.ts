/** Demand in kVA: which intervals of three channels belong together, and what their root is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  ratedOrNot,
  tariffOf,
} from "#test/support/rating-case.ts";
import type { SideChannels } from "./circumstances.ts";

const JANUARY = daysOf("2026-01-01", "2026-02-01");
const tariff = (parts: Readonly<Record<string, unknown>> = {}) =>
  tariffOf({
    charges: [
      {
        kind: "demand",
        id: "demand",
        label: "Demand",
        unit: "kVA",
        price: "1",
        prorate: "none",
        ...parts,
      },
    ],
  });

/** Hourly counts from a day on, a tenth of a kWh or kvarh each, by `day hour`; else none. */
function counts(
  from: string,
  byHour: Readonly<Record<string, number>>,
  options: { readonly perCount?: string; readonly intervalMinutes?: number } = {},
): IntervalConsumption {
  return consumptionCase({
    days: daysOf(from, "2026-02-01"),
    perCount: "0.1",
    ...options,
    amount: (at) => (at.month === 1 && at.minute === 0 ? (byHour[`${at.day} ${at.hour}`] ?? 0) : 0),
  });
}

function kva(
  active: IntervalConsumption,
  channels: SideChannels,
  parts?: Readonly<Record<string, unknown>>,
): string[] {
  const order = { tariff: tariff(parts), days: JANUARY, consumption: active };
  const result = ratedOrNot({ ...order, around: { channels } });
  return result.ok ? lineTexts(result.value) : result.faults.map(({ message }) => message);
}

const REFUSED = ["apparent power needs the reactive energy of the same intervals"];

test("a reactive channel that begins earlier is met at the same hours", () => {
  // At 10:00 on the 5th 3 kW and 4 kvar: 5 kVA. At 11:00 2 kW and 1 kvar.
  const active = counts("2026-01-01", { "5 10": 30, "5 11": 20 });
  const reactive = counts("2025-12-30", { "5 10": 40, "5 11": 10 });
  assert.deepEqual(kva(active, { reactiveImport: reactive }), ["5.00 = 5 kVA × 1"]);
});

test("an active channel that begins before the period is met at the same hours", () => {
  const active = counts("2025-12-30", { "5 10": 30 });
  const reactive = counts("2025-12-31", { "5 10": 40 });
  assert.deepEqual(kva(active, { reactiveImport: reactive }), ["5.00 = 5 kVA × 1"]);
});

test("each channel counts in its own unit of count, in finding the greatest and in billing it", () => {
  // kvarh in hundredths. At 10:00 3 kW and 0.4 kvar: 3.02… kVA. At 11:00 2 kW and 4.8 kvar: 5.2.
  const active = counts("2026-01-01", { "5 10": 30, "5 11": 20 });
  const reactive = counts("2026-01-01", { "5 10": 40, "5 11": 480 }, { perCount: "0.01" });
  assert.deepEqual(kva(active, { reactiveImport: reactive }), ["5.20 = 5.2 kVA × 1"]);
  // 3 kW at 10:00, 2 kvar at 11:00, though its 200 counts are more than 30.
  const kilowatts = counts("2026-01-01", { "5 10": 30 });
  const hundredths = counts("2026-01-01", { "5 11": 200 }, { perCount: "0.01" });
  assert.deepEqual(kva(kilowatts, { reactiveImport: hundredths }), ["3.00 = 3 kVA × 1"]);
});

test("over windows of two hours active and reactive energy are summed first", () => {
  // 10:00 to 12:00: 2 + 4 = 6 kWh and 8 + 0 = 8 kvarh: 10 kVAh in two hours are 5 kVA. Of one hour
  // 10:00 alone would have √68, 11:00 4.
  const active = counts("2026-01-01", { "5 10": 20, "5 11": 40 });
  const reactive = counts("2026-01-01", { "5 10": 80 });
  assert.deepEqual(kva(active, { reactiveImport: reactive }, { intervalMinutes: 120 }), [
    "5.00 = 5 kVA × 1",
  ]);
});

test("a channel that does not cover the period is refused, to the hour", () => {
  const active = counts("2026-01-01", { "5 10": 30 });
  assert.deepEqual(kva(active, { reactiveImport: counts("2026-01-02", {}) }), REFUSED);
  const hour = consumptionCase({ days: JANUARY, amount: () => 0 });
  const lacksLast = { ...hour, amounts: hour.amounts.subarray(0, -1) };
  assert.deepEqual(kva(active, { reactiveImport: lacksLast }), REFUSED);
  assert.deepEqual(kva(active, { reactiveExport: lacksLast }), REFUSED);
  const coversWhole = { ...hour, from: hour.from.subtract({ hours: 1 }) };
  assert.deepEqual(kva(active, { reactiveImport: coversWhole }), REFUSED);
});

test("a channel on other intervals is refused: of another length, or between the hours", () => {
  const active = counts("2026-01-01", { "5 10": 30 });
  const quarters = counts("2026-01-01", {}, { intervalMinutes: 15 });
  assert.deepEqual(kva(active, { reactiveImport: quarters }), REFUSED);
  const hours = counts("2025-12-31", {});
  const between = { ...hours, from: hours.from.add({ minutes: 30 }) };
  assert.deepEqual(kva(active, { reactiveImport: between }), REFUSED);
});

test("a reactive total of the period tells nothing of any interval", () => {
  const active = counts("2026-01-01", { "5 10": 30 });
  const total = { quantity: Decimal.of(40) };
  assert.deepEqual(kva(active, { reactiveImport: total }), REFUSED);
});

test("nothing drawn is no demand, but a line; in a period of the day that occurs", () => {
  const none = counts("2026-01-01", {});
  assert.deepEqual(kva(none, { reactiveImport: none }), ["0.00 = 0 kVA × 1"]);
});

test("in kVA an hour that begins with a period of the day is none of the period before", () => {
  // By day 0.6 kW and 0.8 kvar at 10:00: 1 kVA. At 22:00, with which the night begins, 5 kVA.
  const document = tariffOf({
    calendars: [
      {
        id: "day-night",
        touPeriods: [{ id: "day" }, { id: "night" }],
        days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
      },
    ],
    charges: [
      {
        kind: "demand",
        id: "demand",
        label: "Demand",
        unit: "kVA",
        calendar: "day-night",
        rates: [
          { touPeriods: ["day"], price: "1" },
          { touPeriods: ["night"], price: "2" },
        ],
        prorate: "none",
      },
    ],
  });
  const active = counts("2026-01-01", { "5 10": 6, "5 22": 30 });
  const reactive = counts("2026-01-01", { "5 10": 8, "5 22": 40 });
  const around = { channels: { reactiveImport: reactive } };
  const result = rated({ tariff: document, days: JANUARY, consumption: active, around });
  assert.deepEqual(lineTexts(result), ["1.00 = 1 kVA × 1", "10.00 = 5 kVA × 2"]);
});

test("in kVA each period of the day has its own greatest, and none that does not occur", () => {
  const calendar = {
    calendars: [
      {
        id: "day-night",
        touPeriods: [{ id: "day" }, { id: "night" }],
        seasons: [
          { id: "winter", ranges: [{ from: "10-01", through: "03-31" }] },
          { id: "summer", ranges: [{ from: "04-01", through: "09-30" }] },
        ],
        days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
      },
    ],
  };
  const rates = [
    { touPeriods: ["day"], price: "1" },
    { touPeriods: ["night"], seasons: ["winter"], price: "2" },
    { touPeriods: ["night"], seasons: ["summer"], price: "3" },
  ];
  const document = tariffOf({
    ...calendar,
    charges: [
      {
        kind: "demand",
        id: "demand",
        label: "Demand",
        unit: "kVA",
        calendar: "day-night",
        rates,
        prorate: "none",
      },
    ],
  });
  // By day 3 kW and 4 kvar: 5 kVA. By night 1.2 kW and 0.5 kvar: 1.3 kVA.
  const active = counts("2026-01-01", { "5 10": 30, "5 23": 12 });
  const reactive = counts("2026-01-01", { "5 10": 40, "5 23": 5 });
  const around = { channels: { reactiveImport: reactive } };
  const result = rated({ tariff: document, days: JANUARY, consumption: active, around });
  assert.deepEqual(lineTexts(result), ["5.00 = 5 kVA × 1", "2.60 = 1.3 kVA × 2"]);
});
