import assert from "node:assert/strict";
import { test } from "node:test";
import { textMm } from "./type-width.ts";

/** 10 pt are 3.528 mm; an em has 1,000 units. */
const POINTS = 10;

function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 0.001, `${actual} is not ${expected}`);
}

test("a text is as wide as its letters in the font: 0 has 572 units, W 930", () => {
  assertNear(textMm("0", POINTS), 0.572 * 3.5278);
  assertNear(textMm("W0", POINTS), (0.93 + 0.572) * 3.5278);
});

test("bold letters are wider, and figures as wide as the usual ones", () => {
  assert.ok(textMm("Consumption", POINTS, "bold") > textMm("Consumption", POINTS));
  assertNear(textMm("2026", POINTS, "bold"), textMm("2026", POINTS));
});

test("Chinese letters are an em wide each, and places to break take no room", () => {
  assertNear(textMm("用量", POINTS), 2 * 3.5278);
  assertNear(textMm("a\u00ad\u200bb", POINTS), textMm("ab", POINTS));
});
