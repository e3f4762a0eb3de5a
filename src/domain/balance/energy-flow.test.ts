import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { type CountedPoint, zoneFlow } from "./energy-flow.ts";

function point(side: "supply" | "use", quantity: string | undefined, unit = "kWh"): CountedPoint {
  const counted = quantity === undefined ? undefined : Decimal.parse(quantity);
  return { side, servicePointId: 1, unit, quantity: counted };
}

function worded(points: readonly CountedPoint[]) {
  const { supplied, used, loss, lossPercent, unit } = zoneFlow(points);
  return [unit, ...[supplied, used, loss, lossPercent].map((one) => one?.normalized().toString())];
}

test("the loss is what went in less what was counted, exact, with its share of the supply", () => {
  // 120.5 + 30 = 150.5; 90.25 + 48.2 = 138.45; 150.5 - 138.45 = 12.05; 12.05 / 150.5 = 8.0066... %
  const supply = [point("supply", "120.5"), point("supply", "30")];
  const use = [point("use", "90.25"), point("use", "48.2")];
  assert.deepEqual(worded([...supply, ...use]), ["kWh", "150.5", "138.45", "12.05", "8.01"]);
});

test("points in another unit are added in that of the supply", () => {
  // 0.0355 MWh = 35.5 kWh; 40 - 35.5 = 4.5; 4.5 / 40 = 11.25 %
  assert.deepEqual(worded([point("use", "0.0355", "MWh"), point("supply", "40")]), [
    "kWh",
    "40",
    "35.5",
    "4.5",
    "11.25",
  ]);
});

test("more counted than supplied is a gain, below zero", () => {
  assert.deepEqual(worded([point("supply", "10"), point("use", "11")]), [
    "kWh",
    "10",
    "11",
    "-1",
    "-10",
  ]);
});

test("where a point is not known the sum of its side is not, nor the loss", () => {
  assert.deepEqual(worded([point("supply", "10"), point("use", undefined), point("use", "3")]), [
    "kWh",
    "10",
    undefined,
    undefined,
    undefined,
  ]);
});

test("a zone without supply has no share", () => {
  assert.deepEqual(worded([point("supply", "0"), point("use", "0")]), [
    "kWh",
    "0",
    "0",
    "0",
    undefined,
  ]);
  assert.deepEqual(worded([]), ["", undefined, undefined, undefined, undefined]);
});
