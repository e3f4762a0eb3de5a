import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { dayFindings, spikePercent, stuckFindings } from "./day-findings.ts";
import { DEFAULT_RULES } from "./validation-rules.ts";

const START = Temporal.Instant.from("2026-02-01T00:00Z");
const DAY_HOURS = 24;
const BACK = 28;

/** Hourly counts of 28 days and the one that is judged. */
function judge(hourly: (day: number, hour: number) => number) {
  const amounts = Float64Array.from({ length: (BACK + 1) * DAY_HOURS }, (_, n) =>
    hourly(Math.floor(n / DAY_HOURS), n % DAY_HOURS),
  );
  const dayAt = (n: number) => ({
    from: START.add({ hours: n * DAY_HOURS }),
    to: START.add({ hours: (n + 1) * DAY_HOURS }),
  });
  const before = Array.from({ length: BACK }, (_, n) => dayAt(n));
  return dayFindings({
    day: dayAt(BACK),
    consumption: { from: START, intervalMinutes: 60, amounts, perCount: Decimal.parse("0.1") },
    likeDays: before.filter((_, n) => (BACK - n) % 7 === 0),
    before,
    rules: DEFAULT_RULES,
  }).map(({ rule, details }) => ({ rule, ...details }));
}

test("a spike is (h1 - h3) / h3: 90 over 30 is 200 %, above 180 %", () => {
  assert.equal(spikePercent([30, 20, 90, 10, 30]), 200);
  assert.equal(spikePercent([0, 0, 90]), undefined);
  const found = judge((day, hour) => (day === BACK && hour === 12 ? 90 : 30));
  assert.deepEqual(found, [{ rule: "spike", highest: "9.0", percent: 200 }]);
});

test("an interval as high as any other morning's is no spike", () => {
  assert.deepEqual(
    judge((_, hour) => (hour === 7 ? 90 : 30)),
    [],
  );
});

test("a day without use is told where there was use on every day before", () => {
  assert.deepEqual(
    judge((day) => (day === BACK ? 0 : 30)),
    [{ rule: "zero-use" }],
  );
  assert.deepEqual(
    judge((day) => (day === BACK || day === 3 ? 0 : 30)),
    [],
  );
});

test("a day is high or low against the same weekday of the weeks before", () => {
  // Like days 24 × 3.0 = 72.0 kWh; 300.0 kWh are 417 %, 4.8 are 7 %.
  assert.deepEqual(
    judge((day) => (day === BACK ? 125 : 30)),
    [{ rule: "high-use", use: "300.0", usual: "72.000", percent: "417" }],
  );
  assert.deepEqual(
    judge((day) => (day === BACK ? 2 : 30)),
    [{ rule: "low-use", use: "4.8", usual: "72.000", percent: "7" }],
  );
});

test("a register that stands still longer than the rule and than ever is stuck from its stop on", () => {
  const amounts = Float64Array.from({ length: 100 }, (_, n) => (n >= 40 || n === 5 ? 0 : 10));
  const consumption = { from: START, intervalMinutes: 60, amounts, perCount: Decimal.ONE };
  const [found, ...others] = stuckFindings(consumption, { stuckHours: 48 });
  assert.deepEqual(others, []);
  assert.equal(found?.range.from.toString(), "2026-02-02T16:00:00Z");
  assert.deepEqual(found?.details, { hours: 60 });
  assert.deepEqual(stuckFindings(consumption, { stuckHours: 61 }), []);
});
