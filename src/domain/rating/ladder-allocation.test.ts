/** How a ladder counted over several periods of the day is shared among them: rules R13 and R14. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { Circumstances } from "#domain/rating/circumstances.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  type RatingCase,
  ratedOrNot,
  tariffOf,
} from "#test/support/rating-case.ts";

const DAY = daysOf("2026-03-02", "2026-03-03");
const tiers = (limit: string, below: string, above: string) => [
  { upTo: limit, price: below },
  { price: above },
];

/** By day 2 and then 3 a kWh, by night 1 and then 1.5; the tier ends at 10 kWh. */
const dayAndNight = (ladder: Readonly<Record<string, unknown>>) =>
  tariffOf({
    calendars: [
      {
        id: "times",
        touPeriods: [{ id: "day" }, { id: "night" }],
        days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        calendar: "times",
        rates: [
          { touPeriods: ["day"], tiers: tiers("10", "2", "3") },
          { touPeriods: ["night"], tiers: tiers("10", "1", "1.5") },
        ],
        ladder: { counts: "billing-period", ...ladder },
      },
    ],
  });

/** 8 kWh by night, then 6 by day, then 4 by night. */
const hours: Readonly<Record<string, number>> = { "2 0": 8, "2 6": 6, "2 22": 4 };
const consumption = consumptionCase({
  days: DAY,
  amount: (at) => hours[`${at.day} ${at.hour}`] ?? 0,
});

function linesOf(order: RatingCase): string[] {
  const result = ratedOrNot(order);
  return result.ok
    ? lineTexts(result.value)
    : result.faults.map(({ code, message, remedy }) => `${code}: ${message} (${remedy ?? ""})`);
}
const allocated = (ladder: Readonly<Record<string, unknown>>) =>
  linesOf({ tariff: dayAndNight(ladder), days: DAY, consumption });

test("in the order of use, 8 by night and 2 by day fill the tier, the rest costs the next", () => {
  assert.deepEqual(allocated({ allocation: "chronological" }), [
    "4.00 = 2 kWh × 2",
    "12.00 = 4 kWh × 3",
    "8.00 = 8 kWh × 1",
    "6.00 = 4 kWh × 1.5",
  ]);
});

test("in proportion, each period has ten eighteenths in the tier", () => {
  // By day 6 × 10/18 = 3.333… and 2.666…; by night 12 × 10/18 = 6.666… and 5.333….
  assert.deepEqual(allocated({ allocation: "proportional" }), [
    "6.67 = 3.333333333333 kWh × 2",
    "8.00 = 2.666666666667 kWh × 3",
    "6.67 = 6.666666666667 kWh × 1",
    "8.00 = 5.333333333333 kWh × 1.5",
  ]);
});

test("per period, each has ten of its own", () => {
  assert.deepEqual(allocated({ allocation: "per-period" }), [
    "12.00 = 6 kWh × 2",
    "10.00 = 10 kWh × 1",
    "3.00 = 2 kWh × 1.5",
  ]);
});

test("by whole volume the order of use does not matter: all 18 cost the tier that they reach", () => {
  const whole = ["18.00 = 6 kWh × 3", "18.00 = 12 kWh × 1.5"];
  assert.deepEqual(allocated({ kind: "volume", allocation: "chronological" }), whole);
  assert.deepEqual(allocated({ kind: "volume", allocation: "proportional" }), whole);
});

test("without intervals there is no order of use", () => {
  const order = { days: DAY, total: "18" };
  const chronological = linesOf({
    ...order,
    tariff: dayAndNight({ allocation: "chronological" }),
  });
  assert.deepEqual(
    chronological,
    linesOf({ ...order, tariff: dayAndNight({ allocation: "proportional" }) }),
  );
});

/** 2 March of a ladder that has counted since 1 March, with 7 kWh used on the 1st and read nowhere. */
function since(ladder: Readonly<Record<string, unknown>>, around: Circumstances): string[] {
  const tariff = dayAndNight({ counts: "month", prorate: "none", ...ladder });
  return linesOf({ tariff, days: DAY, consumption, around });
}
const used = (from: string, to: string) => ({
  ...daysOf(from, to),
  quantity: Decimal.of(7),
});
const told: Circumstances = { earlier: { used: [used("2026-03-01", "2026-03-02")] } };

test("in the order of use, what is told of before goes before", () => {
  // 7 are gone; 3 of the 8 by night fill the tier.
  assert.deepEqual(since({ allocation: "chronological" }, told), [
    "18.00 = 6 kWh × 3",
    "3.00 = 3 kWh × 1",
    "13.50 = 9 kWh × 1.5",
  ]);
});

const needs = (remedy: string) => [
  `rating.ladder-needs-history: its ladder counts from 2026-03-01, and there are no readings from then (${remedy})`,
];
const say = needs(
  'load them, say what was used until the readings begin, or let the ladder prorate by "days"',
);

test("what was told of all periods together cannot be shared among them: readings are needed", () => {
  const shared = needs('load them, or let the ladder prorate by "days"');
  for (const allocation of ["proportional", "per-period"]) {
    assert.deepEqual(since({ allocation }, told), shared);
    assert.deepEqual(since({ allocation }, {}), shared);
  }
  assert.deepEqual(since({ allocation: "chronological", kind: "volume" }, told), shared);
  assert.deepEqual(since({ allocation: "chronological" }, {}), say);
});

test("what was told counts only from the day on which the ladder begins, up to the readings", () => {
  for (const other of [
    used("2026-02-28", "2026-03-02"),
    used("2026-03-01", "2026-03-03"),
    used("2026-03-01", "2026-03-01"),
  ]) {
    const around = { earlier: { used: [other] } };
    assert.deepEqual(since({ allocation: "chronological" }, around), say);
  }
  const peaks = [{ month: Temporal.PlainDate.from("2026-03-01"), demand: Decimal.of(1) }];
  assert.deepEqual(since({ allocation: "chronological" }, { earlier: { peaks } }), say);
});

const oneLadder = (ladder: Readonly<Record<string, unknown>>, parts: object = {}) =>
  tariffOf({
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: tiers("10", "1", "2"),
        ladder: { counts: "month", prorate: "none", ...ladder },
        ...parts,
      },
    ],
  });
/** 1 kWh an hour on 1 and 2 March. */
const twoDays = consumptionCase({ days: daysOf("2026-03-01", "2026-03-03"), amount: () => 1 });

test("limits per kW follow the highest demand since the ladder began, not of the part alone", () => {
  const peaked = consumptionCase({
    days: daysOf("2026-03-01", "2026-03-03"),
    amount: (at) => (at.day === 1 && at.hour === 10 ? 4 : 1),
  });
  // 4 kW on the 1st: up to 10 × 4 = 40 kWh at 1. The 1st used 27; of the 24 of the 2nd 13 are within.
  const tariff = oneLadder({ limitsPer: "peak-demand" });
  assert.deepEqual(linesOf({ tariff, days: DAY, consumption: peaked }), [
    "13.00 = 13 kWh × 1",
    "22.00 = 11 kWh × 2",
  ]);
});

test("limits per kW need demand, and say so by the charge", () => {
  const tariff = oneLadder({ limitsPer: "peak-demand", counts: "billing-period" });
  assert.match(linesOf({ tariff, days: DAY, total: "30" }).join(""), /^rating\.demand-unknown: /);
});

test("limits per dwelling need the lease to say how many, before and within the part", () => {
  const tariff = oneLadder({ limitsPer: "dwellings" });
  const [missing = "", ...more] = linesOf({ tariff, days: DAY, consumption: twoDays });
  assert.match(missing, /counts by dwellings, which the lease does not say on 2026-03-02/);
  assert.deepEqual(more, []);
  // 3 dwellings: 30 kWh at 1; 24 were used on the 1st, so 6 of the 2nd's 24.
  const values = { dwellings: Decimal.of(3) };
  const around = { terms: [{ from: Temporal.PlainDate.from("2026-01-01"), values }] };
  assert.deepEqual(linesOf({ tariff, days: DAY, consumption: twoDays, around }), [
    "6.00 = 6 kWh × 1",
    "36.00 = 18 kWh × 2",
  ]);
});

test("a contract that begins within the window counts from its first day, with whole limits", () => {
  const tariff = oneLadder({});
  const order = { tariff, days: DAY, consumption: twoDays };
  assert.deepEqual(linesOf({ ...order, countsFrom: "2026-03-02" }), [
    "10.00 = 10 kWh × 1",
    "28.00 = 14 kWh × 2",
  ]);
  assert.deepEqual(linesOf({ ...order, countsFrom: "2026-03-01" }), ["48.00 = 24 kWh × 2"]);
  assert.deepEqual(linesOf(order), ["48.00 = 24 kWh × 2"]);
});
