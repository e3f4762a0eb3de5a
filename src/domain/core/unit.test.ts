import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMODITIES } from "./commodity.ts";
import { unitRatio, unitsOf } from "./unit.ts";

/** How many `to` one `from` is, to 6 digits. */
function ratio(from: string, to: string): string | undefined {
  const found = unitRatio(from, to);
  return found && found.numerator.dividedBy(found.denominator, 6, "half-even").toString();
}

test("R7: units of one kind are converted by their definitions", () => {
  assert.equal(ratio("GJ", "kWh"), "277.777778");
  assert.equal(ratio("MWh", "GJ"), "3.600000");
  assert.equal(ratio("RTh", "kWh"), "3.516853");
  assert.equal(ratio("l", "m3"), "0.001000");
});

test("units that do not measure the same thing have no ratio", () => {
  assert.equal(ratio("kWh", "m3"), undefined);
  assert.equal(ratio("kvarh", "kWh"), undefined);
  assert.equal(ratio("constructor", "kWh"), undefined);
});

test("every commodity has a usual unit", () => {
  for (const commodity of COMMODITIES) assert.ok(unitsOf(commodity)[0]);
});
