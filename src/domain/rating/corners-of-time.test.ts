/** The elements of a calendar at their corners: clock changes, 29 February, midnight, new year. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DateRange } from "#domain/core/instant-range.ts";
import { consumptionCase, daysOf, lineTexts, rated, tariffOf } from "#test/support/rating-case.ts";
import type { TimedEvent } from "./circumstances.ts";

const BERLIN = "Europe/Berlin";

/** One kWh in every hour of the days. */
function hourly(days: DateRange, timeZone = BERLIN) {
  return consumptionCase({ days, timeZone, amount: () => 1 });
}

function linesOf(
  tariff: ReturnType<typeof tariffOf>,
  days: DateRange,
  events: readonly TimedEvent[] = [],
): string[] {
  const consumption = hourly(days);
  return lineTexts(rated({ tariff, days, timeZone: BERLIN, consumption, around: { events } }));
}

function byPeriod(calendar: Readonly<Record<string, unknown>>, prices: Record<string, string>) {
  const touPeriods = Object.keys(prices).map((id) => ({ id }));
  const rates = Object.entries(prices).map(([id, price]) => ({ touPeriods: [id], price }));
  return tariffOf({
    calendars: [{ id: "times", touPeriods, ...calendar }],
    charges: [{ kind: "consumption", id: "energy", label: "Energy", rates }],
  });
}

const NIGHT = byPeriod(
  {
    days: [{ windows: [{ from: "22:00", to: "06:00", touPeriod: "night" }], otherwise: "day" }],
  },
  { night: "0.20", day: "0.30" },
);

test("a night over midnight has nine hours on the day of 25 hours, seven on that of 23", () => {
  // 25 October: 00 to 06 are 7 hours, as 02 comes twice; with 22 to 24 they are 9: 9 × 0.20.
  assert.deepEqual(linesOf(NIGHT, daysOf("2026-10-25", "2026-10-26")), [
    "1.80 = 9 kWh × 0.2",
    "4.80 = 16 kWh × 0.3",
  ]);
  // 29 March: 00 to 06 are 5 hours, as 02 is left out; with 22 to 24 they are 7: 7 × 0.20.
  assert.deepEqual(linesOf(NIGHT, daysOf("2026-03-29", "2026-03-30")), [
    "1.40 = 7 kWh × 0.2",
    "4.80 = 16 kWh × 0.3",
  ]);
});

test("a tenant in for one day has the night of that day, before six and after ten", () => {
  assert.deepEqual(linesOf(NIGHT, daysOf("2026-03-02", "2026-03-03")), [
    "1.60 = 8 kWh × 0.2",
    "4.80 = 16 kWh × 0.3",
  ]);
});

const SEASONS = tariffOf({
  calendars: [
    {
      id: "times",
      seasons: [
        { id: "winter", from: "10-01", through: "02-29" },
        { id: "summer", from: "03-01", through: "09-30" },
      ],
      touPeriods: [{ id: "night" }, { id: "day" }],
      days: [{ windows: [{ from: "22:00", to: "06:00", touPeriod: "night" }], otherwise: "day" }],
    },
  ],
  charges: [
    {
      kind: "consumption",
      id: "energy",
      label: "Energy",
      rates: [
        { seasons: ["winter"], touPeriods: ["night"], price: "0.31" },
        { seasons: ["winter"], touPeriods: ["day"], price: "0.41" },
        { seasons: ["summer"], touPeriods: ["night"], price: "0.21" },
        { seasons: ["summer"], touPeriods: ["day"], price: "0.35" },
      ],
    },
  ],
});

test("a night over the change of season has the season's price on each side of midnight", () => {
  // 28 February and 1 March 2026, each 6 + 2 hours of night and 16 of day.
  assert.deepEqual(linesOf(SEASONS, daysOf("2026-02-28", "2026-03-02")), [
    "2.48 = 8 kWh × 0.31",
    "6.56 = 16 kWh × 0.41",
    "1.68 = 8 kWh × 0.21",
    "5.60 = 16 kWh × 0.35",
  ]);
});

test("29 February is the last day of a winter through it, in a leap year only", () => {
  assert.deepEqual(linesOf(SEASONS, daysOf("2028-02-29", "2028-03-01")), [
    "2.48 = 8 kWh × 0.31",
    "6.56 = 16 kWh × 0.41",
  ]);
});

test("a season over new year goes on through it", () => {
  // 31 December and 1 January are winter: 2 × 8 hours of night, 2 × 16 of day.
  assert.deepEqual(linesOf(SEASONS, daysOf("2026-12-31", "2027-01-02")), [
    "4.96 = 16 kWh × 0.31",
    "13.12 = 32 kWh × 0.41",
  ]);
});

test("a period of two minutes has two sixtieths of its hour", () => {
  const days = daysOf("2026-03-02", "2026-03-03");
  const tariff = byPeriod(
    {
      days: [{ windows: [{ from: "07:31", to: "07:33", touPeriod: "peak" }], otherwise: "rest" }],
    },
    { peak: "1", rest: "0.10" },
  );
  // 60 kWh in each hour: 2 in the period, 24 × 60 − 2 = 1438 in the rest.
  const consumption = consumptionCase({ days, amount: () => 60 });
  assert.deepEqual(lineTexts(rated({ tariff, days, consumption })), [
    "2.00 = 2 kWh × 1",
    "143.80 = 1438 kWh × 0.1",
  ]);
});

const DAY_TYPES = byPeriod(
  {
    dayTypes: [
      { id: "special", dates: ["2028-02-29"] },
      { id: "rest", weekdays: ["sat", "sun"], holidays: true },
      { id: "work", weekdays: ["mon", "tue", "wed", "thu", "fri"] },
    ],
    days: [
      { dayTypes: ["special"], otherwise: "fair" },
      { dayTypes: ["rest"], otherwise: "low" },
      { dayTypes: ["work"], otherwise: "high" },
    ],
  },
  { fair: "0.50", low: "0.10", high: "0.20" },
);

test("a date that is named has its own price, also 29 February", () => {
  // A Tuesday that is named: 24 × 0.50; the Monday before and the Wednesday after: 48 × 0.20.
  assert.deepEqual(linesOf(DAY_TYPES, daysOf("2028-02-28", "2028-03-02")), [
    "12.00 = 24 kWh × 0.5",
    "9.60 = 48 kWh × 0.2",
  ]);
});

test("a Sunday of 25 hours has 25 hours of the day type of Sundays", () => {
  assert.deepEqual(linesOf(DAY_TYPES, daysOf("2026-10-25", "2026-10-26")), ["2.50 = 25 kWh × 0.1"]);
});

test("a holiday of every year begins at its midnight: New Year's Eve is none", () => {
  const tariff = tariffOf({
    holidays: { dates: ["01-01"] },
    calendars: [
      {
        id: "times",
        dayTypes: [
          { id: "work", weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
          { id: "rest", holidays: true },
        ],
        touPeriods: [{ id: "high" }, { id: "low" }],
        days: [
          { dayTypes: ["work"], otherwise: "high" },
          { dayTypes: ["rest"], otherwise: "low" },
        ],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["high"], price: "0.20" },
          { touPeriods: ["low"], price: "0.10" },
        ],
      },
    ],
  });
  // 31 December 2026 and 2 January 2027 at 0.20, 1 January at 0.10.
  assert.deepEqual(linesOf(tariff, daysOf("2026-12-31", "2027-01-03")), [
    "9.60 = 48 kWh × 0.2",
    "2.40 = 24 kWh × 0.1",
  ]);
});

const CRITICAL = byPeriod(
  { events: [{ name: "peak", touPeriod: "critical" }], days: [{ otherwise: "usual" }] },
  { usual: "0.60", critical: "1.50" },
);

function event(from: string, to: string): TimedEvent {
  return { name: "peak", from: Temporal.Instant.from(from), to: Temporal.Instant.from(to) };
}

test("an event of one hour is one hour of absolute time, also in the hour that comes twice", () => {
  // 00:30Z to 01:30Z is 02:30 to 02:30 by the clock of 25 October: half of either hour 02.
  const days = daysOf("2026-10-25", "2026-10-26");
  const consumption = consumptionCase({ days, timeZone: BERLIN, amount: () => 2 });
  const around = { events: [event("2026-10-25T00:30Z", "2026-10-25T01:30Z")] };
  const result = rated({ tariff: CRITICAL, days, timeZone: BERLIN, consumption, around });
  // 25 × 2 − 2 = 48 at 0.60, 2 at 1.50.
  assert.deepEqual(lineTexts(result), ["28.80 = 48 kWh × 0.6", "3.00 = 2 kWh × 1.5"]);
});

test("of an event over midnight the bill has the hours of its own days", () => {
  const events = [event("2026-03-02T22:00Z", "2026-03-03T00:00Z")];
  // 23:00 to 01:00 in Berlin: one hour of 2 March, one of the next day's bill.
  assert.deepEqual(linesOf(CRITICAL, daysOf("2026-03-02", "2026-03-03"), events), [
    "13.80 = 23 kWh × 0.6",
    "1.50 = 1 kWh × 1.5",
  ]);
  assert.deepEqual(linesOf(CRITICAL, daysOf("2026-03-03", "2026-03-04"), events), [
    "13.80 = 23 kWh × 0.6",
    "1.50 = 1 kWh × 1.5",
  ]);
});
