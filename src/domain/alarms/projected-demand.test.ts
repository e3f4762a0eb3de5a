import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as fcAssert, double, property } from "fast-check";
import { judgeDemand, projectedKw } from "./projected-demand.ts";

const MINUTE_MS = 60_000;
const interval = (minutesGone: number, usedKwh: number, powerKw: number) => ({
  fromMs: 0,
  minutes: 15,
  nowMs: minutesGone * MINUTE_MS,
  usedKwh,
  powerKw,
});

test("what has been used and what is drawn now make the interval's average", () => {
  // 5 of 15 minutes gone with 10 kWh; 150 kW for 10 minutes are 25 kWh: 35 kWh in 0.25 h are 140 kW.
  assert.equal(projectedKw(interval(5, 10, 150)), 140);
  // 12 minutes gone with 20 kWh; 60 kW for 3 minutes are 3 kWh: 23 / 0.25 = 92 kW.
  assert.equal(projectedKw(interval(12, 20, 60)), 92);
});

test("the alarm comes before the interval ends, at 95 % of the limit, and goes below 90 %", () => {
  assert.equal(judgeDemand(interval(5, 10, 150), 140), "bad");
  assert.equal(judgeDemand(interval(5, 10, 150), 147), "bad", "140 of 147 kW are 95.2 %");
  assert.equal(judgeDemand(interval(5, 10, 150), 150), "between", "93.3 %");
  assert.equal(judgeDemand(interval(5, 10, 150), 160), "good", "87.5 %");
});

test("the start of a motor in the first moments is no peak", () => {
  assert.equal(judgeDemand(interval(1, 2, 400), 140), "between");
  assert.equal(judgeDemand(interval(1, 34, 400), 140), "bad", "34 kWh are 136 kW already");
});

test("a steady draw is its own projection, at any moment", () => {
  fcAssert(
    property(
      double({ min: 0, max: 15, noNaN: true }),
      double({ min: 0, max: 1e4, noNaN: true }),
      (gone, kw) => {
        const projected = projectedKw(interval(gone, (kw * gone) / 60, kw));
        assert.ok(Math.abs(projected - kw) <= 1e-9 * Math.max(1, kw), `${projected} of ${kw}`);
      },
    ),
    { seed: 7 },
  );
});
