/** Which demand a charge measures: by period of the day, in months before, at declared events. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  type RatingCase,
  ratedOrNot,
  tariffOf,
} from "#test/support/rating-case.ts";
import type { TimedEvent } from "./circumstances.ts";

const JANUARY = daysOf("2026-01-01", "2026-02-01");
const num = Decimal.parse;
const DEMAND = { kind: "demand", id: "demand", label: "Demand", prorate: "none" };

const demand = (parts: Readonly<Record<string, unknown>>) =>
  tariffOf({ charges: [{ ...DEMAND, price: "1", ...parts }] });

/** Lines, or what is wrong. */
function linesOf(order: RatingCase): string[] {
  const result = ratedOrNot(order);
  return result.ok
    ? lineTexts(result.value)
    : result.faults.map(({ code, message }) => `${code}: ${message}`);
}

/** Hourly kW from a day to the end of January by `month-day hour`; else 1 kW. */
function hourly(from: string, byHour: Readonly<Record<string, number>>) {
  return consumptionCase({
    days: daysOf(from, "2026-02-01"),
    amount: (at) => byHour[`${at.month}-${at.day} ${at.hour}`] ?? 1,
  });
}

const SEASONS = {
  calendars: [
    {
      id: "times",
      touPeriods: [{ id: "day" }, { id: "night" }],
      seasons: [
        { id: "winter", from: "10-01", through: "03-31" },
        { id: "summer", from: "04-01", through: "09-30" },
      ],
      days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
    },
  ],
};
const inPeriods = (parts: Readonly<Record<string, unknown>>) =>
  tariffOf({
    ...SEASONS,
    charges: [
      {
        ...DEMAND,
        calendar: "times",
        rates: [
          { seasons: ["winter"], touPeriods: ["day"], price: "2" },
          { seasons: ["winter"], touPeriods: ["night"], price: "1" },
          { seasons: ["summer"], price: "9" },
        ],
        ...parts,
      },
    ],
  });

test("a rate whose times do not occur has no line, in each way of measuring", () => {
  const consumption = hourly("2026-01-01", { "1-5 10": 9, "1-6 11": 7, "1-7 23": 5 });
  const order = { days: JANUARY, consumption };
  assert.deepEqual(linesOf({ ...order, tariff: inPeriods({}) }), [
    "18.00 = 9 kW × 2",
    "5.00 = 5 kW × 1",
  ]);
  // Day (9 + 7) ÷ 2 = 8, × 2; night (5 + 1) ÷ 2 = 3.
  const mean = ["16.00 = (9 + 7) ÷ 2 kW × 2", "3.00 = (5 + 1) ÷ 2 kW × 1"];
  const highest = inPeriods({ meanOfHighest: { count: 2 } });
  assert.deepEqual(linesOf({ ...order, tariff: highest }), mean);
  const days = inPeriods({ meanOfHighest: { count: 2, onDifferentDays: true } });
  assert.deepEqual(linesOf({ ...order, tariff: days }), mean);
  const months = inPeriods({ meanOfMonths: { count: 2 } });
  assert.deepEqual(linesOf({ ...order, tariff: months, countsFrom: "2026-01-01" }), [
    "18.00 = (9) ÷ 1 kW × 2",
    "5.00 = (5) ÷ 1 kW × 1",
  ]);
});

test("a rate for all of the day takes the greatest of its periods, whichever comes first", () => {
  const all = tariffOf({
    ...SEASONS,
    charges: [
      {
        ...DEMAND,
        calendar: "times",
        rates: [
          { seasons: ["winter"], touPeriods: ["day", "night"], price: "1" },
          { seasons: ["summer"], touPeriods: ["day", "night"], price: "2" },
        ],
      },
    ],
  });
  const order = { tariff: all, days: JANUARY };
  for (const hour of [10, 23]) {
    const consumption = hourly("2026-01-01", { [`1-5 ${hour}`]: 9, "1-6 2": 4, "1-6 12": 4 });
    assert.deepEqual(linesOf({ ...order, consumption }), ["9.00 = 9 kW × 1"]);
  }
});

test("the mean of the highest in kVA is that of different days", () => {
  const consumption = hourly("2026-01-01", { "1-5 10": 30, "1-5 11": 30, "1-6 10": 12 });
  const reactive = hourly("2026-01-01", { "1-5 10": 40, "1-5 11": 40, "1-6 10": 5 });
  const tariff = demand({ unit: "kVA", meanOfHighest: { count: 2 } });
  const around = { channels: { reactiveImport: reactive } };
  // 5 January: √(30² + 40²) = 50, twice; 6 January: √(12² + 5²) = 13. (50 + 13) ÷ 2 = 31.5.
  assert.deepEqual(linesOf({ tariff, days: JANUARY, consumption, around }), [
    "31.50 = (50 + 13) ÷ 2 kVA × 1",
  ]);
});

test("no way of measuring finds demand in a total, and each says so", () => {
  const total = { days: JANUARY, total: "100" };
  const code = (parts: Readonly<Record<string, unknown>>) =>
    linesOf({ ...total, tariff: demand(parts) }).map((line) => line.split(":")[0]);
  for (const parts of [
    {},
    { unit: "kVA" },
    { meanOfHighest: { count: 2 } },
    { meanOfHighest: { count: 2, onDifferentDays: true } },
    { meanOfMonths: { count: 2 } },
  ]) {
    assert.deepEqual(code(parts), ["rating.demand-unknown"]);
  }
});

test("a mean of months needs each of them, and names the first that lacks", () => {
  const consumption = hourly("2026-01-01", {});
  const tariff = demand({ meanOfMonths: { count: 4 } });
  const order = { tariff, days: JANUARY, consumption };
  assert.deepEqual(linesOf(order), [
    "rating.demand-needs-history: it counts the peak of 2025-10, and there are neither readings from then nor that peak",
  ]);
});

test("a told peak is that of its month, its year and its charge", () => {
  const consumption = hourly("2026-01-01", {});
  const tariff = demand({ ratchet: { percent: "50", months: 1 } });
  const peak = (month: string, chargeId?: string) => ({
    month: Temporal.PlainDate.from(month),
    demand: num("40"),
    ...(chargeId !== undefined && { chargeId }),
  });
  const told = (...peaks: readonly ReturnType<typeof peak>[]) =>
    linesOf({ tariff, days: JANUARY, consumption, around: { earlier: { peaks } } });
  const known = ["20.00 = 0.5 × 40 kW × 1"];
  assert.deepEqual(told(peak("2025-12-01")), known);
  assert.deepEqual(told(peak("2025-12-01", "demand")), known);
  for (const other of [
    peak("2025-12-01", "other"),
    peak("2024-12-01"),
    peak("2025-11-01"),
    peak("2025-11-01", "demand"),
  ]) {
    assert.match(
      told(other).join(""),
      /^rating\.demand-needs-history: it counts the peak of 2025-12/,
    );
  }
  const used = [{ from: JANUARY.from, to: JANUARY.to, quantity: num("1") }];
  const without = { tariff, days: JANUARY, consumption, around: { earlier: { used } } };
  assert.match(linesOf(without).join(""), /^rating\.demand-needs-history/);
});

test("a ratchet over one month leaves the billed month's own readings alone", () => {
  // 0.5 × 40 = 20 of December; 0.5 × 30 would not reach January's own 30 kW.
  const consumption = hourly("2025-12-01", { "12-5 10": 40, "1-5 10": 30 });
  const tariff = demand({ ratchet: { percent: "50", months: 1 } });
  assert.deepEqual(linesOf({ tariff, days: JANUARY, consumption }), ["30.00 = 30 kW × 1"]);
});

test("a ratchet over one month leaves out what the billed month had before the bill's days", () => {
  // From 16 January: 0.5 × 40 = 20 of December, and 30 kW of its own; the 90 of 5 January are no
  // earlier month's, of which half would be 45.
  const consumption = hourly("2025-12-01", { "12-5 10": 40, "1-5 10": 90, "1-20 10": 30 });
  const tariff = demand({ ratchet: { percent: "50", months: 1 } });
  const days = daysOf("2026-01-16", "2026-02-01");
  assert.deepEqual(linesOf({ tariff, days, consumption }), ["30.00 = 30 kW × 1"]);
});

const event = (from: string, hours = 1, name = "site-peak"): TimedEvent => {
  const begin = Temporal.Instant.from(from);
  return { name, from: begin, to: begin.add({ hours }) };
};

/** 31 January 23:00 to midnight draws 8 kW, 1 January at midnight 6 kW, the 20th at 14:00 4 kW. */
const eventful = hourly("2025-12-31", {
  "12-31 23": 99,
  "1-1 0": 6,
  "1-20 14": 4,
  "1-31 23": 8,
});

function atEvents(events: readonly TimedEvent[] | undefined): string[] {
  const tariff = demand({ atEvents: { name: "site-peak" } });
  const around = events && { around: { events } };
  return linesOf({ tariff, days: JANUARY, consumption: eventful, ...around });
}

test("events count that begin in the month, from its first moment to before its last, in their order", () => {
  const first = event("2026-01-01T00:00Z");
  const middle = event("2026-01-20T14:00Z");
  const last = event("2026-01-31T23:00Z");
  const others = [
    event("2025-12-31T23:00Z"),
    event("2026-02-01T00:00Z"),
    event("2026-01-10T00:00Z", 1, "other"),
  ];
  assert.deepEqual(atEvents([last, ...others, middle, first]), ["6.00 = (6 + 4 + 8) ÷ 3 kW × 1"]);
  const none = [
    'rating.events-unknown: no event "site-peak" lies between 2026-01-01 and 2026-02-01',
  ];
  assert.deepEqual(atEvents(others), none);
  assert.deepEqual(atEvents(undefined), none);
});

test("demand at an event of two hours is their mean", () => {
  // 4 + 1 = 5 kWh in two hours: 2.5 kW.
  assert.deepEqual(atEvents([event("2026-01-20T14:00Z", 2)]), ["2.50 = (2.5) ÷ 1 kW × 1"]);
});

test("an event that the readings do not cover is a fault, no zero", () => {
  const beyond = [event("2026-01-31T23:00Z", 2)];
  assert.deepEqual(atEvents(beyond), [
    'rating.events-unknown: there are no readings for the event "site-peak" of 2026-01-31T23:00:00Z',
  ]);
  const tariff = demand({ atEvents: { name: "site-peak" } });
  const order = { tariff, days: JANUARY, consumption: eventful, around: { events: beyond } };
  const result = ratedOrNot(order);
  assert.deepEqual(result.ok ? [] : result.faults.map(({ remedy }) => remedy), ["load them"]);
});
