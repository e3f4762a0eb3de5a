import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { billEmissions, type EmissionFactor } from "./bill-emissions.ts";

const point = {
  commodity: "electricity",
  unit: "kWh",
  tariffName: "Standard",
  rating: { quantity: Decimal.parse("500.5") },
} as unknown as Parameters<typeof billEmissions>[0][number];
const factor = (validFrom: string, kgPerUnit: string, unit = "kWh"): EmissionFactor => ({
  commodity: "electricity",
  unit,
  kgPerUnit,
  source: `of ${validFrom}`,
  validFrom,
});
const told = (on: string, factors: readonly EmissionFactor[]) =>
  billEmissions([point], { factors, on: Temporal.PlainDate.from(on) }).map(
    ({ kilograms, source }) => `${kilograms} ${source}`,
  );

test("the factor that holds on the last billed day counts", () => {
  // 500.5 x 0.363 = 181.6815; 500.5 x 0.38 = 190.19
  const factors = [factor("2025-01-01", "0.38"), factor("2026-01-01", "0.363")];
  assert.deepEqual(told("2025-12-31", factors), ["190.2 of 2025-01-01"]);
  assert.deepEqual(told("2026-01-01", factors), ["181.7 of 2026-01-01"]);
  assert.deepEqual(told("2024-12-31", factors), []);
});

test("a factor of another unit says nothing of this one", () => {
  assert.deepEqual(told("2026-05-01", [factor("2026-01-01", "363", "MWh")]), []);
});
