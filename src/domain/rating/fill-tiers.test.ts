import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { consumptionCase, daysOf, rated, tariffOf } from "#test/support/rating-case.ts";
import { formulaText } from "./formula.ts";
import { fillTiers, tierOverlaps } from "./fill-tiers.ts";

const DAY = daysOf("2026-03-01", "2026-03-02");
const TOU = {
  id: "day",
  touPeriods: [{ id: "day" }, { id: "night" }],
  days: [{ windows: [{ from: "06:00", to: "18:00", touPeriod: "day" }], otherwise: "night" }],
};

function tiers(first: string) {
  return [{ upTo: "100", price: first }, { price: "1" }];
}

const dayAndNightLadder = (allocation: string, parts: Record<string, unknown> = {}) =>
  tariffOf({
    calendars: [TOU],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["day"], tiers: tiers("0.3") },
          { touPeriods: ["night"], tiers: tiers("0.1") },
        ],
        ladder: { counts: "month", allocation },
        ...parts,
      },
    ],
  });

test("what is sent back by day cancels what is drawn by night on the ladder, not on the bill", () => {
  // 12 h × -1 kWh × 0.3 = -3.60 and 12 h × 1 kWh × 0.1 = 1.20, all in the first band: -2.40.
  const consumption = consumptionCase({
    days: DAY,
    amount: ({ hour }) => (hour >= 6 && hour < 18 ? -1 : 1),
  });
  for (const allocation of ["proportional", "per-period"]) {
    const tariff = dayAndNightLadder(allocation);
    const { lines, totalMinor } = rated({ tariff, days: DAY, consumption });
    assert.equal(totalMinor, -240n, allocation);
    assert.deepEqual(
      lines.map(({ tier, formula }) => [tier, formulaText(formula)]),
      [
        [1, "-12 kWh × 0.3"],
        [1, "12 kWh × 0.1"],
      ],
    );
  }
});

test("a ladder of which nothing is charged costs nothing, in whichever order it is filled", () => {
  const consumption = consumptionCase({ days: DAY, amount: () => 50 });
  for (const allocation of ["proportional", "chronological", "per-period"]) {
    const tariff = dayAndNightLadder(allocation, { quantityFactor: "0" });
    assert.equal(rated({ tariff, days: DAY, consumption }).totalMinor, 0n);
  }
});

test("the remainder of a division goes to the highest band reached, none to bands above it", () => {
  // 1 of the 3 that are reached has a third of each of the bands of 1: 0.333…, and 0.333…34 at last.
  const filled = fillTiers({
    overlaps: tierOverlaps(["1", "2", "10"].map(Decimal.parse), Decimal.of(3)),
    quantity: Decimal.of(1),
    reached: Decimal.of(3),
    kind: "marginal",
  });
  assert.deepEqual(
    filled.map((tier) => tier.toString()),
    ["0.33333333333333333333", "0.33333333333333333333", "0.33333333333333333334", "0"],
  );
});

test("a share without end is cut off, and the highest band reached has what is left of it", () => {
  // 2 of the 3 that are reached have two thirds of each of the bands of 1: 0.666…66, and 0.666…68 at last.
  const filled = fillTiers({
    overlaps: tierOverlaps(["1", "2", "10"].map(Decimal.parse), Decimal.of(3)),
    quantity: Decimal.of(2),
    reached: Decimal.of(3),
    kind: "marginal",
  });
  assert.deepEqual(
    filled.map((tier) => tier.toString()),
    ["0.66666666666666666666", "0.66666666666666666666", "0.66666666666666666668", "0"],
  );
});

test("a ladder that prorates by days forgets what was read before the days billed", () => {
  // 21 of the 31 days of January: a limit of 310 × 21/31 = 210 kWh, whatever the 10 days before had. Of
  // 21 × 12 = 252 kWh: 210 × 0.10 + 42 × 0.20 = 21.00 + 8.40 = 29.40.
  const tariff = tariffOf({
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: "310", price: "0.10" }, { price: "0.20" }],
        ladder: { counts: "month", prorate: "days" },
      },
    ],
  });
  const consumption = consumptionCase({
    days: daysOf("2026-01-01", "2026-02-01"),
    amount: ({ hour }) => (hour < 12 ? 1 : 0),
  });
  const days = daysOf("2026-01-11", "2026-02-01");
  assert.equal(rated({ tariff, days, consumption }).totalMinor, 2940n);
});
