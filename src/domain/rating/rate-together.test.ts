import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import { daysOf, lineTexts, required, tariffOf, totalText } from "#test/support/rating-case.ts";
import { rateTogether, type TariffOnPoint } from "./rate-together.ts";

const APRIL = daysOf("2026-04-01", "2026-05-01");
const INPUT = {
  period: APRIL,
  timeZone: "UTC",
  consumption: undefined,
  total: { quantity: Decimal.parse("100") },
};
const tariff = (name: string, id: number, parts: Record<string, unknown>): TariffOnPoint => ({
  name,
  versions: [{ id, effectiveFrom: APRIL.from, document: tariffOf(parts) }],
});
const energy = { kind: "consumption", id: "energy", label: "Energy", price: "0.20" };
const grid = {
  kind: "fixed",
  id: "grid",
  label: "Grid",
  price: "3",
  per: "month",
  prorate: "days",
};
const vat = { id: "vat", label: "VAT", percent: "19" };

test("a supply and a grid tariff stand together, each with its own taxes", () => {
  // 100 × 0.20 = 20.00 and 19 % of it, 3.80; 3.00 without tax: 26.80.
  const result = required(
    rateTogether(
      [
        tariff("Supply", 1, { charges: [energy], taxes: [vat] }),
        tariff("Grid", 2, { charges: [grid] }),
      ],
      INPUT,
    ),
  );
  assert.deepEqual(lineTexts(result), ["20.00 = 100 kWh × 0.2", "3.00 = 3 × 1"]);
  assert.deepEqual(
    result.lines.map((line) => line.tariff),
    ["Supply", "Grid"],
  );
  assert.equal(totalText(result), "26.80");
  assert.equal(result.netMinor + result.taxMinor, result.totalMinor);
  assert.equal(result.quantity.toString(), "100");
  assert.deepEqual(result.versionIds, [1, 2]);
  // The lines before rounding and taxes: 20 and 3.
  assert.ok(result.exact.equals(Decimal.of(23)), result.exact.toString());
  assert.deepEqual(
    result.byKind.map(({ kind, amount }) => [kind, amount.normalized().toString()]),
    [
      ["energy", "20"],
      ["fixed", "3"],
    ],
  );
});

const faults = (tariffs: readonly TariffOnPoint[]) => {
  const result = rateTogether(tariffs, INPUT);
  return result.ok ? [] : result.faults.map(faultText);
};

test("a tariff that cannot price is named, and there is no bill without it", () => {
  const demand = { kind: "demand", id: "kw", label: "kW", price: "1", prorate: "days" };
  const supply = tariff("Supply", 1, { charges: [energy] });
  assert.deepEqual(faults([supply, tariff("Grid", 2, { charges: [demand] })]), [
    'tariff "Grid", charges kw: demand cannot be found in one total for the billing period (bill the point from interval readings, or by a tariff without demand charge)',
  ]);
  assert.deepEqual(faults([supply, tariff("Swiss", 2, { currency: "CHF", charges: [grid] })]), [
    "tariffs: they are in EUR and CHF, and a bill has one currency (let a point have tariffs of one currency)",
  ]);
  assert.deepEqual(faults([]), [
    "tariffs: there is none to price by (let a point have tariffs of one currency)",
  ]);
});
