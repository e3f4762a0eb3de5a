/** Demand and reactive energy at their corners. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { consumptionCase, daysOf, lineTexts, rated, tariffOf } from "#test/support/rating-case.ts";
import type { Circumstances } from "./circumstances.ts";

type Parts = Readonly<Record<string, unknown>>;

function demand(fields: Parts) {
  return tariffOf({
    charges: [
      { kind: "demand", id: "demand", label: "Demand", per: "month", prorate: "days", ...fields },
    ],
  });
}

const PLAIN = demand({ price: "10" });
const DAY = daysOf("2026-03-31", "2026-04-01");

interface LoadPlace {
  readonly timeZone?: string;
  readonly countsFrom?: string;
  readonly around?: Circumstances;
}

/** Lines for a load in kW, hour by hour of absolute time since the days began. */
function linesOf(
  tariff: ReturnType<typeof tariffOf>,
  { days, kilowatts }: { readonly days: DateRange; readonly kilowatts: (hour: number) => number },
  { timeZone = "UTC", ...rest }: LoadPlace = {},
): string[] {
  const amount = (_: Temporal.ZonedDateTime, hour: number) => kilowatts(hour);
  const consumption = consumptionCase({ days, timeZone, amount });
  return lineTexts(rated({ tariff, days, timeZone, consumption, ...rest }));
}

test("the hour that comes twice is two intervals, and the second one may be the peak", () => {
  // 25 October in Berlin: hour 3 of the day is the second 02:00. A thirty-first of 10 for each kW.
  const days = daysOf("2026-10-25", "2026-10-26");
  const lines = linesOf(
    PLAIN,
    { days: days, kilowatts: (hour) => (hour === 3 ? 31 : 5) },
    {
      timeZone: "Europe/Berlin",
    },
  );
  assert.deepEqual(lines, ["10.00 = 31 kW × 10 × 1/31"]);
});

test("nothing drawn is no demand", () => {
  assert.deepEqual(linesOf(PLAIN, { days: DAY, kilowatts: () => 0 }), ["0.00 = 0 kW × 10 × 1/31"]);
});

test("no demand in tiers is one line of nothing, of the first tier", () => {
  const tiered = demand({ tiers: [{ upTo: "10", price: "10" }, { price: "20" }] });
  assert.deepEqual(linesOf(tiered, { days: DAY, kilowatts: () => 0 }), ["0.00 = 0 kW × 10 × 1/31"]);
});

test("what was sent back is no demand, and lowers none", () => {
  assert.deepEqual(linesOf(PLAIN, { days: DAY, kilowatts: () => -5 }), ["0.00 = 0 kW × 10 × 1/31"]);
  // 62 drawn in one hour, 93 sent back in the next: 62 ÷ 31 × 10 = 20.
  const kilowatts = new Map([
    [7, 62],
    [8, -93],
  ]);
  const both = { days: DAY, kilowatts: (hour: number) => kilowatts.get(hour) ?? 0 };
  assert.deepEqual(linesOf(PLAIN, both), ["20.00 = 62 kW × 10 × 1/31"]);
});

test("a tenant in for one day pays that day's share of a month, or all of it", () => {
  assert.deepEqual(linesOf(demand({ price: "31" }), { days: DAY, kilowatts: () => 5 }), [
    "5.00 = 5 kW × 31 × 1/31",
  ]);
  const whole = demand({ price: "31", prorate: "none" });
  assert.deepEqual(linesOf(whole, { days: DAY, kilowatts: () => 5 }), ["155.00 = 5 kW × 31"]);
});

test("a yearly price of demand is a twelfth, and of 29 February a 29th of that", () => {
  // 348 ÷ 12 ÷ 29 = 1 for each kW.
  const days = daysOf("2028-02-29", "2028-03-01");
  const yearly = demand({ price: "348", per: "year" });
  assert.deepEqual(linesOf(yearly, { days: days, kilowatts: () => 5 }), [
    "5.00 = 5 kW × 348 × 1/29 × 1/12",
  ]);
});

test("a tier of demand ends with its limit", () => {
  const tiers = demand({ tiers: [{ upTo: "100", price: "31" }, { price: "62" }] });
  assert.deepEqual(linesOf(tiers, { days: DAY, kilowatts: () => 100 }), [
    "100.00 = 100 kW × 31 × 1/31",
  ]);
  assert.deepEqual(linesOf(tiers, { days: DAY, kilowatts: () => 101 }), [
    "100.00 = 100 kW × 31 × 1/31",
    "2.00 = 1 kW × 62 × 1/31",
  ]);
});

/** 7 kW from 22:00 to midnight, 9 kW from midnight to 06:00, 4 kW by day. */
function overNight(hour: number): number {
  if (hour < 22 || hour >= 30) return 4;
  return hour < 24 ? 7 : 9;
}

test("a period over midnight and the change of season has a peak on either side", () => {
  const tariff = tariffOf({
    calendars: [
      {
        id: "times",
        seasons: [
          { id: "winter", from: "10-01", through: "03-15" },
          { id: "summer", from: "03-16", through: "09-30" },
        ],
        touPeriods: [{ id: "night" }, { id: "day" }],
        days: [{ windows: [{ from: "22:00", to: "06:00", touPeriod: "night" }], otherwise: "day" }],
      },
    ],
    charges: [
      {
        kind: "demand",
        id: "demand",
        label: "Demand",
        per: "month",
        prorate: "none",
        rates: [
          { seasons: ["winter"], touPeriods: ["night"], price: "1" },
          { seasons: ["summer"], touPeriods: ["night"], price: "2" },
          { touPeriods: ["day"], price: "3" },
        ],
      },
    ],
  });
  // 15 and 16 March.
  assert.deepEqual(
    linesOf(tariff, { days: daysOf("2026-03-15", "2026-03-17"), kilowatts: overNight }),
    ["7.00 = 7 kW × 1", "18.00 = 9 kW × 2", "12.00 = 4 kW × 3"],
  );
});

const RATCHET = demand({ price: "10", ratchet: { percent: "80", months: 2 } });
const JANUARY = daysOf("2026-01-01", "2026-02-01");

test("a ratchet looks back over new year", () => {
  // January's 50 kW against 80 % of December's 100.
  const peaks = [
    { month: Temporal.PlainDate.from("2025-11-01"), demand: Decimal.of(90) },
    { month: Temporal.PlainDate.from("2025-12-01"), demand: Decimal.of(100) },
  ];
  assert.deepEqual(
    linesOf(RATCHET, { days: JANUARY, kilowatts: () => 50 }, { around: { earlier: { peaks } } }),
    ["800.00 = 0.8 × 100 kW × 10"],
  );
  // 80 % of 100 are no more than the 80 that were measured.
  assert.deepEqual(
    linesOf(RATCHET, { days: JANUARY, kilowatts: () => 80 }, { around: { earlier: { peaks } } }),
    ["800.00 = 80 kW × 10"],
  );
});

test("a ratchet does not hold a new tenant to the one before", () => {
  assert.deepEqual(
    linesOf(RATCHET, { days: JANUARY, kilowatts: () => 50 }, { countsFrom: "2026-01-01" }),
    ["500.00 = 50 kW × 10"],
  );
});

function contract(reading: string) {
  return demand({ price: "31", contract: { reading } });
}

test("exactly at the free band the contract is paid by either reading, a kilowatt above it differs", () => {
  const values = { "contract-demand": Decimal.of(100) };
  const around = { terms: [{ from: DAY.from, values }] };
  for (const reading of ["A", "B"]) {
    assert.deepEqual(linesOf(contract(reading), { days: DAY, kilowatts: () => 105 }, { around }), [
      "100.00 = 100 kW × 31 × 1/31",
    ]);
  }
  assert.deepEqual(linesOf(contract("A"), { days: DAY, kilowatts: () => 106 }, { around }), [
    "100.00 = 100 kW × 31 × 1/31",
    "2.00 = (106 − 1.05 × 100) kW × 31 × 2 × 1/31",
  ]);
  assert.deepEqual(linesOf(contract("B"), { days: DAY, kilowatts: () => 106 }, { around }), [
    "105.00 = 1.05 × 100 kW × 31 × 1/31",
    "2.00 = (106 − 1.05 × 100) kW × 31 × 2 × 1/31",
  ]);
});

test("at the least share of the contract exactly that is billed, nothing drawn pays it too", () => {
  const tariff = demand({ price: "31", contract: { leastPercent: "60" } });
  const around = { terms: [{ from: DAY.from, values: { "contract-demand": Decimal.of(100) } }] };
  assert.deepEqual(linesOf(tariff, { days: DAY, kilowatts: () => 60 }, { around }), [
    "60.00 = 60 kW × 31 × 1/31",
  ]);
  assert.deepEqual(linesOf(tariff, { days: DAY, kilowatts: () => 0 }, { around }), [
    "60.00 = 0.6 × 100 kW × 31 × 1/31",
  ]);
});

test("the mean of three days' peaks is that of the one day a tenant was in", () => {
  const mean = demand({ price: "31", meanOfHighest: { count: 3, onDifferentDays: true } });
  assert.deepEqual(linesOf(mean, { days: DAY, kilowatts: (hour) => hour }), [
    "23.00 = (23) ÷ 1 kW × 31 × 1/31",
  ]);
});

/** 10 kW in the first hour and the last. */
function atEnds(last: number) {
  return (hour: number) => (hour === 0 || hour === last ? 10 : 0);
}

test("an average that slides stays within the days: what the neighbour drew before is not in it", () => {
  const sliding = demand({ price: "31", intervalMinutes: 120, averaging: "rolling" });
  // 10 kW in the first hour and the last, none between: (10 + 0) ÷ 2 either time.
  assert.deepEqual(linesOf(sliding, { days: DAY, kilowatts: atEnds(23) }), [
    "5.00 = 5 kW × 31 × 1/31",
  ]);
  // On the day of 23 hours the same.
  const spring = daysOf("2026-03-29", "2026-03-30");
  assert.deepEqual(
    linesOf(sliding, { days: spring, kilowatts: atEnds(22) }, { timeZone: "Europe/Berlin" }),
    ["5.00 = 5 kW × 31 × 1/31"],
  );
});

/** Reactive energy in every hour. */
function reactive(kvarh: number, days = DAY): Circumstances {
  return { channels: { reactiveImport: consumptionCase({ days, amount: () => kvarh }) } };
}

test("apparent power is the reactive one where nothing active is drawn", () => {
  const kva = demand({ price: "31", unit: "kVA" });
  assert.deepEqual(linesOf(kva, { days: DAY, kilowatts: () => 0 }, { around: reactive(4) }), [
    "4.00 = 4 kVA × 31 × 1/31",
  ]);
  // 3² + 4² = 5².
  assert.deepEqual(linesOf(kva, { days: DAY, kilowatts: () => 3 }, { around: reactive(4) }), [
    "5.00 = 5 kVA × 31 × 1/31",
  ]);
});

const REACTIVE = tariffOf({
  charges: [
    {
      kind: "reactive",
      id: "reactive",
      label: "Reactive",
      price: "0.50",
      freePercent: "50",
      counts: "month",
    },
  ],
});

test("reactive energy exactly at its free share is free, and without active energy none is", () => {
  assert.deepEqual(linesOf(REACTIVE, { days: DAY, kilowatts: () => 2 }, { around: reactive(1) }), [
    "0.00 = 0 kvarh × 0.5",
  ]);
  // 24 × (1 − 0.5 × 1) = 12, and 24 × 1 where nothing active is drawn.
  assert.deepEqual(linesOf(REACTIVE, { days: DAY, kilowatts: () => 1 }, { around: reactive(1) }), [
    "6.00 = (24 − 0.5 × 24) kvarh × 0.5",
  ]);
  assert.deepEqual(linesOf(REACTIVE, { days: DAY, kilowatts: () => 0 }, { around: reactive(1) }), [
    "12.00 = (24 − 0.5 × 0) kvarh × 0.5",
  ]);
});

test("a power factor at a step of the table has that step, for a tenant of one day as well", () => {
  const tariff = tariffOf({
    charges: [
      { kind: "fixed", id: "base", label: "Base", price: "100", per: "billing-period" },
      {
        kind: "power-factor",
        id: "factor",
        label: "Power factor",
        table: [
          { from: "0.81", percent: "0" },
          { from: "0.80", percent: "2" },
          { from: "0", percent: "9" },
        ],
      },
    ],
  });
  // 4 ÷ √(4² + 3²) = 0.80 exactly.
  const [, line] = linesOf(tariff, { days: DAY, kilowatts: () => 4 }, { around: reactive(3) });
  assert.equal(line, "2.00 = 100 × 2 %, cos φ 0.80 = 96 ÷ √(96² + 72²)");
});
