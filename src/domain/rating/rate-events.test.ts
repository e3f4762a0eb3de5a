/** Events that are declared later: critical peaks (R10), a generator on the same meter (R18). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  ratedOrNot,
  tariffOf,
  totalText,
} from "#test/support/rating-case.ts";
import type { TimedEvent } from "./circumstances.ts";

const eventTariff = (name: string, price: string, usual: string) =>
  tariffOf({
    calendars: [
      {
        id: "times",
        touPeriods: [{ id: "usual" }, { id: "declared" }],
        days: [{ otherwise: "usual" }],
        events: [{ name, touPeriod: "declared" }],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["usual"], price: usual },
          { touPeriods: ["declared"], price },
        ],
      },
    ],
  });
const event = (name: string, from: string, to: string): TimedEvent => ({
  name,
  from: Temporal.Instant.from(from),
  to: Temporal.Instant.from(to),
});
const DAYS = daysOf("2026-07-01", "2026-07-02");

test("R10: 10 kWh in a critical peak at 1.50 in place of 0.60 cost 9.00 more", () => {
  const consumption = consumptionCase({ days: DAYS, amount: ({ hour }) => (hour === 18 ? 10 : 1) });
  const tariff = eventTariff("critical-peak", "1.50", "0.60");
  const order = { tariff, days: DAYS, consumption };
  // 33 kWh × 0.60 = 19.80 without, 23 × 0.60 + 10 × 1.50 = 28.80 with.
  assert.equal(totalText(rated(order)), "19.80");
  const declared = event("critical-peak", "2026-07-01T18:00Z", "2026-07-01T19:00Z");
  const result = rated({ ...order, around: { events: [declared] } });
  assert.deepEqual(lineTexts(result), ["13.80 = 23 kWh × 0.6", "15.00 = 10 kWh × 1.5"]);
  // An event of another name, or on another day, changes nothing.
  const others = [
    event("other", "2026-07-01T18:00Z", "2026-07-01T19:00Z"),
    event("critical-peak", "2026-07-02T00:00Z", "2026-07-02T01:00Z"),
  ];
  assert.equal(totalText(rated({ ...order, around: { events: others } })), "19.80");
  // Neither does having priced with an event before.
  assert.equal(totalText(rated(order)), "19.80");
});

test("R10: of two events at one time the one that the calendar names first goes before", () => {
  const tariff = tariffOf({
    calendars: [
      {
        id: "times",
        touPeriods: [{ id: "usual" }, { id: "a" }, { id: "b" }],
        days: [{ otherwise: "usual" }],
        events: [
          { name: "first", touPeriod: "a" },
          { name: "second", touPeriod: "b" },
        ],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["usual"], price: "1" },
          { touPeriods: ["a"], price: "2" },
          { touPeriods: ["b"], price: "3" },
        ],
      },
    ],
  });
  const events = [
    event("second", "2026-07-01T10:00Z", "2026-07-01T14:00Z"),
    event("first", "2026-07-01T12:00Z", "2026-07-01T13:00Z"),
  ];
  const consumption = consumptionCase({ days: DAYS, amount: () => 1 });
  assert.deepEqual(lineTexts(rated({ tariff, days: DAYS, consumption, around: { events } })), [
    "20.00 = 20 kWh × 1",
    "2.00 = 1 kWh × 2",
    "9.00 = 3 kWh × 3",
  ]);
});

test("an event that begins within an interval has its part of it", () => {
  const consumption = consumptionCase({ days: DAYS, perCount: "0.01", amount: () => 100 });
  const tariff = eventTariff("critical-peak", "1", "0");
  const events = [event("critical-peak", "2026-07-01T18:15Z", "2026-07-01T19:30Z")];
  assert.equal(
    rated({ tariff, days: DAYS, consumption, around: { events } }).exact.toFixed(2),
    "1.25",
  );
});

test("R18: 300 kWh of the grid and 40 kWh in the hours of the generator", () => {
  // Ten hours of generator at 4 kWh: 40 × 2.50 = 100; 14 hours of the grid: 300 × 0.80 = 240.
  const consumption = consumptionCase({
    days: DAYS,
    amount: ({ hour }) => (hour >= 8 && hour < 18 ? 4 : hour === 0 ? 40 : 20),
  });
  const tariff = eventTariff("generator", "2.50", "0.80");
  const events = [event("generator", "2026-07-01T08:00Z", "2026-07-01T18:00Z")];
  const result = rated({ tariff, days: DAYS, consumption, around: { events } });
  assert.deepEqual(lineTexts(result), ["240.00 = 300 kWh × 0.8", "100.00 = 40 kWh × 2.5"]);
  assert.equal(totalText(result), "340.00");
});

test("R18: one total does not say what the generator supplied", () => {
  const tariff = eventTariff("generator", "2.50", "0.80");
  const events = [event("generator", "2026-07-01T08:00Z", "2026-07-01T18:00Z")];
  const result = ratedOrNot({ tariff, days: DAYS, total: "340", around: { events } });
  assert.deepEqual(result.ok ? [] : result.faults.map(faultText), [
    'charges energy: the event "generator" of 2026-07-01T08:00:00Z has a price of its own, and one total does not say what was used in it (bill the point from interval readings)',
  ]);
  assert.equal(totalText(rated({ tariff, days: DAYS, total: "340" })), "272.00");
});
