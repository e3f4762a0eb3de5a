import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { averageRate } from "./average-rate.ts";

const FROM = Temporal.Instant.from("2026-11-01T00:00Z");
const { measured, estimated } = READING_QUALITY;
const UNKNOWN = 0;

/** Quarter hours from FROM on, in counts of 0.01 kWh. */
function quarters(...intervals: readonly (readonly [counts: number, quality: number])[]) {
  return {
    from: FROM,
    intervalMinutes: 15,
    amounts: Float64Array.from(intervals, ([counts]) => counts),
    qualities: Uint8Array.from(intervals, ([, quality]) => quality),
    perCount: Decimal.parse("0.01"),
  };
}

function rangeOf(fromMinute: number, toMinute: number) {
  return { from: FROM.add({ minutes: fromMinute }), to: FROM.add({ minutes: toMinute }) };
}

test("a quarter hour's rate is four times what was used in it", () => {
  const consumption = quarters([25, measured], [7, measured], [0, measured]);
  // 0.25 kWh x 4 = 1 kW, 0.07 x 4 = 0.28, nothing used = 0.
  assert.deepEqual(averageRate(consumption, rangeOf(0, 45), 15).values, [1, 0.28, 0]);
});

test("in coarser steps an unknown or estimated part marks the whole step", () => {
  const consumption = quarters(
    [10, measured],
    [20, measured],
    [30, measured],
    [40, estimated],
    [10, measured],
    [0, UNKNOWN],
    [0, measured],
    [0, measured],
    [1, measured],
    [1, measured],
    [1, measured],
    [1, measured],
  );
  // 0.1 + 0.2 + 0.3 + 0.4 = 1 kWh in an hour = 1 kW; the second hour has a hole; 4 x 0.01 = 0.04 kW.
  const { values, estimated: marked } = averageRate(consumption, rangeOf(0, 180), 60);
  assert.deepEqual(values, [1, null, 0.04]);
  assert.deepEqual(marked, [0]);
});

test("before and after what is stored nothing is known: holes first, and the end is cut off", () => {
  const consumption = quarters([5, measured], [5, measured]);
  // 0.05 kWh x 4 = 0.2 kW.
  assert.deepEqual(averageRate(consumption, rangeOf(-30, 120), 15).values, [null, null, 0.2, 0.2]);
});

test("each value is the nearest binary number to the exact quotient", () => {
  const consumption = { ...quarters([3, measured]), perCount: Decimal.parse("0.1") };
  // 0.3 kWh in a quarter hour = 1.2 kW; in binary 3 x 0.1 x 4 would be 1.2000000000000002.
  assert.deepEqual(averageRate(consumption, rangeOf(0, 15), 15).values, [1.2]);
});
