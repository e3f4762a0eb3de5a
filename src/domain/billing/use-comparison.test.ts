import assert from "node:assert/strict";
import { test } from "node:test";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { billEmissions } from "./bill-emissions.ts";
import { LEAST_PEERS, type UsedPoint, useComparisons } from "./use-comparison.ts";

function heat(quantity: string, tariffName = "District heat"): UsedPoint {
  return {
    commodity: "heat",
    unit: "kWh",
    tariffName,
    rating: { quantity: Decimal.parse(quantity) },
  };
}

function known(amount: string): ReadonlyMap<Commodity, Decimal> {
  return new Map([["heat", Decimal.parse(amount)]]);
}

const NOTHING: ReadonlyMap<Commodity, Decimal> = new Map();
const BENCHMARK = {
  commodity: "heat",
  tariff: "District heat",
  unit: "kWh",
  perM2: "98.7654",
  tenants: LEAST_PEERS,
} as const;

test("the use of both points is compared with last year's, a year's use a square metre with like tenants'", () => {
  // 400 + 200.5 = 600.5 kWh now; 8,420 kWh in the past year on 80 m²: 105.25 kWh a m².
  const comparisons = useComparisons([heat("400"), heat("200.5")], {
    earlier: { yearBefore: known("550"), pastYear: known("8420") },
    areaM2: Decimal.of(80),
    benchmarks: [BENCHMARK],
  });
  assert.deepEqual(comparisons, [
    {
      commodity: "heat",
      unit: "kWh",
      consumption: "600.5",
      yearBefore: "550",
      peers: { ownPerM2: "105.25", peersPerM2: "98.77", tenants: 6 },
    },
  ]);
});

test("so few tenants that one could be told are not compared with", () => {
  const benchmarks = [{ ...BENCHMARK, tenants: LEAST_PEERS - 1 }];
  const earlier = { yearBefore: NOTHING, pastYear: known("8420") };
  assert.deepEqual(
    useComparisons([heat("1")], { earlier, areaM2: Decimal.of(80), benchmarks }),
    [],
  );
});

test("without an area, a whole past year, or one tariff there are no like tenants", () => {
  const all = {
    earlier: { yearBefore: known("550"), pastYear: known("8420") },
    areaM2: Decimal.of(80),
    benchmarks: [BENCHMARK],
  };
  const cases = [
    useComparisons([heat("1")], { ...all, areaM2: undefined }),
    useComparisons([heat("1")], { ...all, areaM2: Decimal.ZERO }),
    useComparisons([heat("1")], { ...all, earlier: { ...all.earlier, pastYear: NOTHING } }),
    useComparisons([heat("1"), heat("1", "Another tariff")], all),
    useComparisons([heat("1", "Another tariff")], all),
  ];
  for (const [comparison] of cases) {
    assert.equal(comparison?.yearBefore, "550");
    assert.equal(comparison?.peers, undefined);
  }
});

test("a factor counts for points of its commodity and unit, and is rounded once", () => {
  // (1,000.4 + 0.1) kWh × 0.1825 kg = 182.59125 kg: 182.6.
  const water = { ...heat("5"), commodity: "hot-water", unit: "m3" } as const;
  const factor = {
    commodity: "heat",
    unit: "kWh",
    kgPerUnit: "0.1825",
    source: "Label",
    validFrom: "2026-01-01",
  } as const;
  const on = Temporal.PlainDate.from("2026-01-31");
  const points = [heat("1000.4"), water, heat("0.1")];
  assert.deepEqual(billEmissions(points, { factors: [factor], on }), [
    {
      commodity: "heat",
      unit: "kWh",
      consumption: "1000.5",
      factor: "0.1825",
      source: "Label",
      kilograms: "182.6",
    },
  ]);
  const ofVolume = { factors: [{ ...factor, unit: "m3" }], on };
  assert.deepEqual(billEmissions([heat("1")], ofVolume), []);
});
