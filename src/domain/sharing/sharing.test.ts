/** The worked examples of sharing by their numbers in the rules of the trade: R19, R27 to R33. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { billedHours, shareAfterHours } from "./after-hours.ts";
import {
  ALLOCATION_KEYS,
  type AllocationKey,
  type CostRules,
  type SharingUnit,
  TIME_RULES,
  VACANCY_RULES,
} from "./cost-pool.ts";
import { degreeDays } from "./degree-days.ts";
import { distribute } from "./distribute.ts";
import { coincidentCounts, shareDemand } from "./share-demand.ts";
import { shareCost } from "./share-cost.ts";
import { shareLoss } from "./share-loss.ts";
import { splitOwnSource } from "./split-own-source.ts";

const decimal = (text: string) => Decimal.parse(text);
const range = (from: string, to: string): DateRange => ({
  from: Temporal.PlainDate.from(from),
  to: Temporal.PlainDate.from(to),
});
const JULY = range("2026-07-01", "2026-08-01");

const by = (...keys: readonly (readonly [AllocationKey, number])[]): CostRules => ({
  parts: keys.map(([key, percent]) => ({ key, percent: Decimal.of(percent) })),
  vacancy: "owner",
  time: "days",
});

function unit(spaceId: number, given: Partial<SharingUnit> = {}): SharingUnit {
  return {
    spaceId,
    areaM2: Decimal.ZERO,
    fixedShare: Decimal.ZERO,
    vacantConsumption: Decimal.ZERO,
    stays: [{ leaseId: spaceId, days: JULY, consumption: Decimal.ZERO }],
    ...given,
  };
}

const amounts = (shares: ReturnType<typeof shareCost>) =>
  shares.map(({ leaseId, amountMinor }) => [leaseId ?? "owner", amountMinor]);

/** Five others of 96 m2 and 1500 kWh beside a tenant of 120 m2 and 2500 kWh: 600 m2, 10,000 kWh. */
const SIX = [
  unit(1, {
    areaM2: decimal("120"),
    stays: [{ leaseId: 1, days: JULY, consumption: decimal("2500") }],
  }),
  ...[2, 3, 4, 5, 6].map((n) =>
    unit(n, {
      areaM2: decimal("96"),
      stays: [{ leaseId: n, days: JULY, consumption: decimal("1500") }],
    }),
  ),
];

const first = (rules: CostRules) =>
  shareCost({ amountMinor: 90_000n, period: JULY, rules, units: SIX })[0]?.amountMinor;

test("R28: 900.00 of a common area by area, by consumption and equally", () => {
  assert.equal(first(by(["area", 100])), 18_000n);
  assert.equal(first(by(["consumption", 100])), 22_500n);
  assert.equal(first(by(["equal", 100])), 15_000n);
});

test("R28: a vacant unit's share is the owner's, or re-spread over the others", () => {
  const units = [
    unit(1, { areaM2: decimal("100") }),
    unit(2, { areaM2: decimal("200"), stays: [] }),
  ];
  const cost = { amountMinor: 90_000n, period: JULY, units };
  assert.deepEqual(amounts(shareCost({ ...cost, rules: by(["area", 100]) })), [
    [1, 30_000n],
    ["owner", 60_000n],
  ]);
  const spread = { ...by(["area", 100]), vacancy: "re-spread" as const };
  assert.deepEqual(amounts(shareCost({ ...cost, rules: spread })), [[1, 90_000n]]);
});

test("R29: 500 kWh that a main meter counted beyond its subs go by use, 125 to 2500 of 10,000", () => {
  const shared = shareLoss(decimal("10500"), [decimal("2500"), decimal("7500")]);
  assert.ok(shared.ok);
  assert.deepEqual(shared.value.map(String), ["125", "375"]);
});

test("R29: subs that counted more than their main meter are a fault, never a credit", () => {
  const shared = shareLoss(decimal("9900"), [decimal("2500"), decimal("7500")]);
  assert.ok(!shared.ok);
  assert.equal(shared.faults[0]?.code, "sharing.negative-loss");
});

test("R30: 100.00 by three is 33.34, 33.33 and 33.33, and minus that for a credit", () => {
  const equal = [1, 1, 1].map((n) => Decimal.of(n));
  assert.deepEqual(distribute(10_000n, equal), [3334n, 3333n, 3333n]);
  assert.deepEqual(distribute(-10_000n, equal), [-3334n, -3333n, -3333n]);
  assert.equal(distribute(10_000n, [Decimal.ZERO]), undefined);
});

test("R31: 900.00 over area and days: 450.00, 145.16 for ten days, 304.84 for the owner", () => {
  const units = [
    unit(1, { areaM2: decimal("100") }),
    unit(2, {
      areaM2: decimal("100"),
      stays: [{ leaseId: 2, days: range("2026-07-01", "2026-07-11"), consumption: Decimal.ZERO }],
    }),
  ];
  const shares = shareCost({ amountMinor: 90_000n, period: JULY, rules: by(["area", 100]), units });
  assert.deepEqual(amounts(shares), [
    [1, 45_000n],
    [2, 14_516n],
    ["owner", 30_484n],
  ]);
  assert.equal(shares[0]?.parts[0]?.totalWeight.toString(), "6200");
});

test("R32: heat of 10,000 at 70/30, 15 % of the units and 10 % of the area: 1350.00", () => {
  const year = range("2026-01-01", "2027-01-01");
  const stay = (leaseId: number, consumption: string) => [
    { leaseId, days: year, consumption: decimal(consumption) },
  ];
  const units = [
    unit(1, { areaM2: decimal("100"), stays: stay(1, "150") }),
    unit(2, { areaM2: decimal("900"), stays: stay(2, "850") }),
  ];
  const rules = by(["consumption", 70], ["area", 30]);
  const [share] = shareCost({ amountMinor: 1_000_000n, period: year, rules, units });
  assert.deepEqual(
    share?.parts.map(({ amountMinor }) => amountMinor),
    [105_000n, 30_000n],
  );
  assert.equal(share?.amountMinor, 135_000n);
});

test("R32: January to March are 450 per mille of a year's heating: 540.00 of 1200.00", () => {
  const year = range("2026-01-01", "2027-01-01");
  assert.equal(degreeDays(range("2026-01-01", "2026-04-01")).toString(), "450");
  assert.equal(degreeDays(year).toString(), "1000");
  const units = [
    unit(1, {
      areaM2: decimal("50"),
      stays: [
        { leaseId: 1, days: range("2026-01-01", "2026-04-01"), consumption: Decimal.ZERO },
        { leaseId: 2, days: range("2026-04-01", "2027-01-01"), consumption: Decimal.ZERO },
      ],
    }),
  ];
  const rules = { ...by(["area", 100]), time: "degree-days" as const };
  assert.deepEqual(amounts(shareCost({ amountMinor: 120_000n, period: year, rules, units })), [
    [1, 54_000n],
    [2, 66_000n],
  ]);
  // By days it would be 90 of 365: 295.89.
  const plain = shareCost({ amountMinor: 120_000n, period: year, rules: by(["area", 100]), units });
  assert.equal(plain[0]?.amountMinor, 29_589n);
});

test("R33: 3.5 hours at 46.52 are 162.82, with a tenth of tax 179.10; cancelled early, the least time", () => {
  const net = billedHours(210, {}).times(decimal("46.52"));
  assert.equal(net.toFixed(2), "162.82");
  assert.equal(net.times(decimal("0.10")).toFixed(2), "16.28");
  const least = billedHours(15, { leastMinutes: 180 }).times(decimal("46.52"));
  assert.equal(least.toFixed(2), "139.56");
  assert.equal(billedHours(120, { freeMinutes: 90 }).toString(), "0.5");
});

test("R33: plant at 60.00 an hour from 18 to 21 for one and 19 to 22 for another: 120.00 each", () => {
  const owed = shareAfterHours(
    [
      { tenant: "A", fromMinute: 18 * 60, toMinute: 21 * 60 },
      { tenant: "B", fromMinute: 19 * 60, toMinute: 22 * 60 },
    ],
    decimal("60"),
  );
  assert.deepEqual(
    [...owed].map(([tenant, amount]) => [tenant, amount.toFixed(2)]),
    [
      ["A", "120.00"],
      ["B", "120.00"],
    ],
  );
});

test("R27: of a peak of 5 kW at 10.00, 25.00 by energy and 10.00 by its power at the peak", () => {
  const site = { peakKw: decimal("5"), energyKwh: decimal("200"), price: decimal("10") };
  const naive = shareDemand(site, { kind: "by-consumption", energyKwh: decimal("100") });
  assert.equal(naive.toFixed(2), "25.00");
  const coincident = shareDemand(site, { kind: "coincident", kwAtPeak: decimal("1") });
  assert.equal(coincident.toFixed(2), "10.00");
  const counts = coincidentCounts([Float64Array.of(3, 1, 0), Float64Array.of(0, 4, 1)]);
  assert.deepEqual(counts, [1, 4]);
});

test("R19: 6 of the sun for loads of 4 and 8 are 2 and 4, and 2 and 4 of the grid, in each interval", () => {
  const split = splitOwnSource(
    [6n, 20n, 0n],
    [
      [4n, 4n, 5n],
      [8n, 8n, 0n],
    ],
  );
  assert.deepEqual(split.own, [
    [2n, 4n, 0n],
    [4n, 8n, 0n],
  ]);
  assert.deepEqual(split.grid, [
    [2n, 0n, 5n],
    [4n, 0n, 0n],
  ]);
});

test("whatever the keys, weights, vacancies and days: the shares sum to the cost", () => {
  const number = fc.integer({ min: 0, max: 100_000 });
  const stays = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), number), {
      maxLength: 2,
    })
    .map((list) =>
      list
        .filter(([a, b], n) => (n === 0 ? a < b && b <= 15 : a < b && a >= 15))
        .map(([a, b, consumption], n) => ({
          leaseId: n + 1,
          days: { from: JULY.from.add({ days: a }), to: JULY.from.add({ days: b }) },
          consumption: new Decimal(BigInt(consumption), 2),
        })),
    );
  const units = fc.array(
    fc.record({ area: number, fixed: number, vacant: number, stays }).map((one) => ({
      spaceId: 1,
      areaM2: new Decimal(BigInt(one.area), 2),
      fixedShare: Decimal.of(one.fixed),
      vacantConsumption: new Decimal(BigInt(one.vacant), 1),
      stays: one.stays,
    })),
    { maxLength: 8 },
  );
  const rules = fc
    .record({
      keys: fc.uniqueArray(fc.constantFrom(...ALLOCATION_KEYS), { minLength: 1, maxLength: 3 }),
      vacancy: fc.constantFrom(...VACANCY_RULES),
      time: fc.constantFrom(...TIME_RULES),
    })
    .map(({ keys, vacancy, time }) => ({
      parts: keys.map((key, n) => ({
        key,
        percent: Decimal.of(n === 0 ? 100 - 17 * (keys.length - 1) : 17),
      })),
      vacancy,
      time,
    }));
  const amount = fc.bigInt({ min: -10_000_000n, max: 10_000_000n });
  fc.assert(
    fc.property(amount, rules, units, (amountMinor, given, list) => {
      const shares = shareCost({ amountMinor, period: JULY, rules: given, units: list });
      assert.equal(
        shares.reduce((sum, share) => sum + share.amountMinor, 0n),
        amountMinor,
      );
      for (const { parts, amountMinor: own } of shares) {
        assert.equal(
          parts.reduce((sum, part) => sum + part.amountMinor, 0n),
          own,
        );
      }
    }),
    { seed: 30, numRuns: 2_000 },
  );
});
