import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as fcAssert, double, property } from "fast-check";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import { judgeBudget, judgeDay } from "./use-limits.ts";

const FROM_MS = Temporal.Instant.from("2026-06-01T00:00Z").epochMilliseconds;

/** From a midnight on; what each hour used. */
function history(used: readonly number[]) {
  const values = new Float64Array(used.length + 1);
  for (const [at, amount] of used.entries()) values[at + 1] = (values[at] ?? 0) + amount;
  const weekHours = hoursOfWeek(FROM_MS, { hours: values.length, timeZone: "UTC" });
  return { values, resolution: 0.1, weekHours };
}

const hours = (count: number, each: number) => Array.from({ length: count }, () => each);

test("a day above its limit is told as soon as it is, and is over after a day within it", () => {
  // A day of 24 x 1 = 24, then 10 hours of 3.125 = 31.25 above the limit of 30.
  const over = [...hours(24, 1), ...hours(10, 3.125)];
  const verdict = judgeDay(history(over), 30);
  assert.deepEqual(verdict, {
    state: "on",
    fromHour: 24,
    toHour: 34,
    used: 31.25,
    expected: 31.25,
  });
  assert.equal(judgeDay(history(over.slice(0, 33)), 30).state, "off", "28.125 of 30");
  const next = [...over, ...hours(14, 0), ...hours(5, 1)];
  assert.equal(judgeDay(history(next), 30).state, "undecided", "the day after stays as it is");
  assert.equal(judgeDay(history([...next, ...hours(19, 1), 1]), 30).state, "off");
});

test("an unknown midnight, or a newest value of long ago, raises nothing", () => {
  const unknown = history([...hours(24, 1), ...hours(10, 50)]);
  unknown.values[24] = Number.NaN;
  assert.equal(judgeDay(unknown, 30).state, "undecided");
  const old = history([...hours(24, 1), ...hours(20, 50)]);
  old.values.fill(Number.NaN, 30);
  assert.equal(judgeDay(old, 30).state, "undecided");
});

test("a month is forecast by its own use so far and four weeks' mean, from the sixth day on", () => {
  // 30 days of 24 kWh are past; the month began 10 days ago: 240 used, 20 days x 24 = 480 are left.
  const month = { monthFromHour: 20 * 24, monthToHour: 50 * 24 };
  const verdict = judgeBudget(history(hours(30 * 24, 1)), { budget: 700, ...month });
  assert.deepEqual(verdict, {
    state: "on",
    fromHour: 480,
    toHour: 720,
    used: 240,
    expected: 720,
  });
  const budget = (amount: number, m = month) =>
    judgeBudget(history(hours(30 * 24, 1)), { budget: amount, ...m }).state;
  assert.equal(budget(740), "undecided", "720 is above 95 % of 740 = 703");
  assert.equal(budget(760), "off", "and below 95 % of 760 = 722");
  const young = { monthFromHour: 27 * 24, monthToHour: 57 * 24 };
  assert.equal(budget(700, young), "undecided", "three days tell nothing");
  assert.equal(budget(70, young), "on", "72 are more than 70 already");
});

test("a use that keeps within its limit raises nothing, whatever its shape", () => {
  const day = array(double({ min: 0, max: 1.25, noNaN: true }), {
    minLength: 24,
    maxLength: 24,
  });
  fcAssert(
    property(array(day, { minLength: 2, maxLength: 4 }), (days) => {
      // 24 hours of at most 1.25 are at most 30.
      assert.notEqual(judgeDay(history(days.flat()), 30.001).state, "on");
    }),
    { seed: 7, numRuns: 50 },
  );
});
