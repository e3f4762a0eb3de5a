import assert from "node:assert/strict";
import { test } from "node:test";
import { tellUnit } from "./unit-told.ts";

const told = (unit: string, quantity: string) =>
  tellUnit(unit, quantity, (part, isOne) => `<${part}${isOne ? "" : "s"}>`);

test("a unit is told part by part, and in the singular of exactly one only", () => {
  assert.equal(told("day", "1"), "<day>");
  assert.equal(told("day", "-1"), "<day>");
  assert.equal(told("day", "31"), "<days>");
  assert.equal(told("day", "1.0"), "<days>");
  assert.equal(told("kW · month", "1"), "<kW> <· month>");
  assert.equal(told("service point", "2"), "<service points>");
});
