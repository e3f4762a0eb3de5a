import assert from "node:assert/strict";
import { test } from "node:test";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import {
  clockFindings,
  failsSumCheck,
  prolongedFindings,
  siblingFindings,
  sumFindings,
  vacancyFindings,
} from "./compare-findings.ts";
import { DEFAULT_RULES, rulesAt } from "./validation-rules.ts";

const FROM = Temporal.Instant.from("2026-03-02T00:00Z");
const DAY = { from: FROM, to: FROM.add({ hours: 24 }) };

function hourly(count: number, known = true): IntervalConsumption {
  return {
    from: FROM,
    intervalMinutes: 60,
    amounts: new Float64Array(24).fill(count),
    perCount: Decimal.ONE,
    qualities: new Uint8Array(24).fill(known ? 1 : 0),
  };
}

const reading = (ahead: number) => ({
  measuredAt: FROM.add({ seconds: ahead }),
  collectedAt: FROM,
});

test("sum check: 238 against a register of 240 and one unit fails, against two does not", () => {
  const check = { sum: Decimal.of(238), register: Decimal.of(240), unit: Decimal.ONE };
  assert.ok(failsSumCheck({ ...check, rules: { sumCounts: 1 } }));
  assert.ok(!failsSumCheck({ ...check, rules: { sumCounts: 2 } }));
});

test("tariff registers that do not sum to the total are told for the day", () => {
  const judged = { day: DAY, whole: hourly(10), rules: { sumCounts: 2 } };
  assert.deepEqual(sumFindings({ ...judged, parts: [hourly(6), hourly(4)] }), []);
  const [found] = sumFindings({ ...judged, parts: [hourly(6), hourly(3)] });
  assert.deepEqual(found?.details, { whole: "240", parts: "216" });
  assert.deepEqual(sumFindings({ ...judged, parts: [hourly(6), hourly(3, false)] }), []);
});

test("a channel that is silent while its sibling is read is told", () => {
  const siblings = [{ name: "energyReceived", consumption: hourly(1) }];
  const [found] = siblingFindings({ day: DAY, own: hourly(0, false), siblings });
  assert.deepEqual(found?.details, { sibling: "energyReceived" });
  assert.deepEqual(siblingFindings({ day: DAY, own: hourly(0), siblings }), []);
});

test("use of a vacant unit is told above what a lamp left on takes", () => {
  const judged = { vacant: [DAY], rules: { vacantUse: 1 } };
  const [found] = vacancyFindings({ ...judged, consumption: hourly(1) });
  assert.deepEqual(found?.details, { use: "24" });
  assert.deepEqual(vacancyFindings({ ...judged, consumption: hourly(0) }), []);
});

test("readings from the future tell that the meter's clock is ahead", () => {
  assert.deepEqual(clockFindings([reading(60)], DEFAULT_RULES), []);
  const [found] = clockFindings([reading(0), reading(300)], DEFAULT_RULES);
  assert.deepEqual(found?.details, { seconds: 300 });
});

test("estimates for more than the rule's days without a reading between are told", () => {
  const days = 40;
  const series = (measuredDay: number) => ({
    epochMs: Float64Array.from({ length: days }, (_, n) => FROM.epochMilliseconds + n * 86_400_000),
    qualities: Uint8Array.from({ length: days }, (_, n) => (n === measuredDay ? 1 : 2)),
  });
  assert.deepEqual(prolongedFindings(series(20), DEFAULT_RULES), []);
  const [found] = prolongedFindings(series(0), DEFAULT_RULES);
  assert.deepEqual(found?.details, { days: 38 });
});

test("a rule that is changed today judges no reading of yesterday", () => {
  const changed = { ...DEFAULT_RULES, spikePercent: 50 };
  const dated = [{ effectiveFrom: DAY.to, rules: changed }];
  assert.equal(rulesAt(dated, DAY.from).spikePercent, 180);
  assert.equal(rulesAt(dated, DAY.to).spikePercent, 50);
});
