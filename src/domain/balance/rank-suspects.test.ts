import assert from "node:assert/strict";
import { test } from "node:test";
import { habit, type MadeZone, madeZone } from "#test/support/made-zone.ts";
import { findLossRise } from "./find-loss-rise.ts";
import { rankSuspects } from "./rank-suspects.ts";
import { zoneBlocks } from "./zone-history.ts";

const USES = [
  habit(11, { byDay: 6, byNight: 1 }),
  habit(12, { byDay: 4, byNight: 2 }),
  habit(13, { byDay: 1, byNight: 3 }),
  habit(14, { byDay: 6, byNight: 1 }),
  habit(15, { byDay: 3, byNight: 3 }),
];
const DAYS = 32;
const SINCE = 29 * 24;

function suspectsIn(zone: Omit<MadeZone, "days" | "uses">) {
  const history = madeZone({ days: DAYS, uses: USES, ...zone });
  const blocks = zoneBlocks(history);
  const scale = blocks.reduce((sum, block) => sum + block.used, 0) / (DAYS * 24);
  const options = { points: USES.length, hours: DAYS * 24, scale, coarseness: 0.03 };
  const rise = findLossRise(blocks, { ...options, meterError: 0.01 });
  assert.ok(rise, "the loss must be seen");
  return rankSuspects(history, { rise, blocks, ...options, timeZone: "Europe/Berlin" });
}

test("the meter that sees 60 % of the truth comes first, with what it misses", () => {
  const [first] = suspectsIn({
    recorded: (point, hour) => (point === 3 && hour >= SINCE ? 0.6 : 1),
  });
  assert.equal(first?.pointId, 4);
  assert.ok(Math.abs((first.recorded ?? 0) - 0.6) < 0.05, `recorded ${first.recorded}`);
  assert.ok(first.confidence > 0.9);
  const kinds = first.reasons.map(({ kind }) => kind);
  assert.ok(kinds.includes("loss-follows-use") && kinds.includes("use-fell"), kinds.join());
});

test("a neighbour that was silent when it began does not hide the hour", () => {
  const [first] = suspectsIn({
    recorded: (point, hour) => (point === 3 && hour >= SINCE + 10 ? 0.6 : 1),
    silent: (point, hour) => point === 1 && hour > SINCE - 6 && hour < SINCE + 20,
  });
  assert.equal(first?.pointId, 4);
  const [from = 0] = first.missingIn.map((part) => part.from);
  assert.ok(Math.abs(from - (SINCE + 10)) <= 1, `since ${from - SINCE}`);
  const sum = first.missingIn.reduce((all, { amount }) => all + amount, 0);
  assert.ok(Math.abs(sum - first.missing) < 1e-9);
});

test("a register that stands still is told from a tenant that left: the loss has its old shape", () => {
  const [first] = suspectsIn({ recorded: (point, hour) => (point === 1 && hour >= SINCE ? 0 : 1) });
  assert.equal(first?.pointId, 2);
  assert.deepEqual(
    first.reasons.map(({ kind }) => kind),
    ["register-still", "loss-replaces-use"],
  );
});

test("use that passes no meter, alike day and night, accuses no tenant first", () => {
  const [first] = suspectsIn({ unmetered: (hour) => (hour >= SINCE ? 1.5 : 0) });
  assert.equal(first?.pointId, undefined);
  // 1.5 kWh in each of the 72 hours since.
  assert.ok(Math.abs((first?.missing ?? 0) - 108) < 8, `missing ${first?.missing}`);
});

test("the confidence of all suspects adds up to one, and each point is named once", () => {
  const suspects = suspectsIn({
    recorded: (point, hour) => (point === 0 && hour >= SINCE ? 0.8 : 1),
  });
  const sum = suspects.reduce((all, { confidence }) => all + confidence, 0);
  assert.ok(Math.abs(sum - 1) < 1e-9);
  assert.equal(new Set(suspects.map(({ pointId }) => pointId)).size, USES.length + 1);
});
