import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as fcAssert, constantFrom, double, property, tuple } from "fast-check";
import {
  judgePhases,
  judgePowerFactor,
  judgeSpread,
  judgeVoltage,
  livingPhases,
} from "./live-limits.ts";

const shown = (values: Readonly<Record<string, number>>) => new Map(Object.entries(values));
const volts = (...[L1, L2, L3]: readonly [number, number, number]) =>
  shown({ voltageL1: L1, voltageL2: L2, voltageL3: L3 });
const ALL = new Set(["L1", "L2", "L3"]);

test("a power factor counts from a kilowatt on, leading or lagging, and clears 0.02 above", () => {
  const at = (activePower: number, powerFactor: number) =>
    judgePowerFactor(shown({ activePower, powerFactor }), 0.8).condition;
  assert.equal(at(20, 0.75), "bad");
  assert.equal(at(20, -0.75), "bad");
  assert.equal(at(0.4, 0.3), "between", "a stand-by supply costs nothing");
  assert.equal(at(20, 0.81), "between");
  assert.equal(at(20, 0.83), "good");
  assert.equal(judgePowerFactor(shown({ activePower: 20 }), 0.8).condition, "unknown");
});

test("a phase is missing when it had voltage before: a three-phase meter on one phase is no fault", () => {
  const judged = judgePhases(volts(231, 4, 229), { threshold: 50, seen: ALL });
  assert.deepEqual(judged, { condition: "bad", value: 4, phases: ["L2"] });
  const seen = new Set(["L1"]);
  assert.equal(judgePhases(volts(231, 0, 0), { threshold: 50, seen }).condition, "unknown");
  assert.equal(judgePhases(volts(231, 228, 229), { threshold: 50, seen: ALL }).condition, "good");
  assert.equal(
    judgePhases(shown({ voltageL1: 0 }), { threshold: 50, seen: ALL }).condition,
    "unknown",
  );
  assert.deepEqual(livingPhases(volts(231, 4, 60)), ["L1", "L3"]);
});

test("voltage is out below 220 V or above 240 V by more than a tenth, each grid by its own", () => {
  // 220 x 0.9 = 198; 240 x 1.1 = 264; 110 x 0.9 = 99; 127 x 1.1 = 139.7.
  const at = (volt: number) => judgeVoltage(volts(230, volt, 230), 10).condition;
  assert.deepEqual([197, 199, 201, 230, 261, 263, 265].map(at), [
    "bad",
    "between",
    "good",
    "good",
    "good",
    "between",
    "bad",
  ]);
  assert.deepEqual(judgeVoltage(volts(120, 95, 141), 10), {
    condition: "bad",
    value: 95,
    phases: ["L2", "L3"],
  });
  assert.equal(
    judgeVoltage(volts(0, 0, 0), 10).condition,
    "unknown",
    "no voltage is another alarm",
  );
  assert.equal(judgeVoltage(volts(5774, 5774, 5774), 10).condition, "unknown", "medium voltage");
});

const spread = (flow: number, flowTemperature: number, returnTemperature: number) =>
  judgeSpread(shown({ flow, flowTemperature, returnTemperature }), 3).condition;

test("a small spread counts only while water flows", () => {
  assert.equal(spread(0.8, 61, 59), "bad");
  assert.equal(spread(0.8, 61, 57.5), "between");
  assert.equal(spread(0.8, 61, 45), "good");
  assert.equal(spread(0.8, 7, 12), "good", "cooling returns warmer");
  assert.equal(spread(0.01, 23, 23), "between");
});

test("no value within the grid's own range is ever out of it, whatever the threshold", () => {
  fcAssert(
    property(
      constantFrom([110, 127], [220, 240]),
      tuple(...Array.from({ length: 3 }, () => double({ min: 0, max: 1, noNaN: true }))),
      double({ min: 0, max: 30, noNaN: true }),
      ([lowest = 0, highest = 0], [a = 0, b = 0, c = 0], threshold) => {
        const of = (share: number) => lowest + share * (highest - lowest);
        const judged = judgeVoltage(volts(of(a), of(b), of(c)), threshold);
        assert.notEqual(judged.condition, "bad");
        assert.deepEqual(judged.phases, []);
      },
    ),
    { seed: 7 },
  );
});
