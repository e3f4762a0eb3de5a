import assert from "node:assert/strict";
import { test } from "node:test";
import { habit, madeZone } from "#test/support/made-zone.ts";
import { findNewestLoss, hasLossEnded, type LearnedLoss, learnLoss } from "./newest-loss.ts";
import { type ZoneBlock, zoneBlocks, type ZoneHistory } from "./zone-history.ts";

const USES = [
  habit(21, { byDay: 6, byNight: 1 }),
  habit(22, { byDay: 4, byNight: 2 }),
  habit(23, { byDay: 3, byNight: 3 }),
];
const DAYS = 21;
const SINCE = 20 * 24 + 12;
const THIEF = 1;

/** A zone whose second meter sees the share `recorded` of the truth for some hours. */
function zone({ recorded = 0.7, until = Infinity, silentAt = -1 } = {}): ZoneHistory {
  return madeZone({
    days: DAYS,
    uses: USES,
    recorded: (point, hour) => (point === THIEF && hour >= SINCE && hour < until ? recorded : 1),
    silent: (point, hour) => point === 0 && hour === silentAt,
  });
}

function seenAt(history: ZoneHistory, hour: number): ZoneBlock[] {
  return zoneBlocks(history).filter(({ to }) => to <= hour);
}

function learnedFrom(history: ZoneHistory, hour: number): LearnedLoss {
  const blocks = seenAt(history, hour);
  return learnLoss(history, { blocks, meterError: 0.01 }) ?? assert.fail("a past of weeks");
}

test("an interval that misses far more than the past explains is a loss at once", () => {
  const history = zone();
  const learned = learnedFrom(history, SINCE - 6);
  assert.equal(findNewestLoss(seenAt(history, SINCE), learned), undefined);
  const found = findNewestLoss(seenAt(history, SINCE + 1), learned);
  assert.equal(found?.from, SINCE);
  // 30 % of a use of about 4 kWh.
  assert.ok(Math.abs((found.missing ?? 0) - 1.2) < 0.4, `${found.missing}`);
});

test("a register of whole kilowatt hours does not tell 1 kWh in one interval, but in some", () => {
  const history = zone();
  const [supply] = history.supplies;
  assert.ok(supply);
  const coarse = { ...supply, resolution: 1, values: supply.values.map(Math.floor) };
  const rounded = { ...history, supplies: [coarse] };
  const learned = learnedFrom(rounded, SINCE - 6);
  assert.equal(findNewestLoss(seenAt(rounded, SINCE + 1), learned), undefined);
  const found = findNewestLoss(seenAt(rounded, SINCE + 4), learned);
  assert.ok(found && found.from < SINCE + 4);
});

test("an interval with a meter that was silent is not judged", () => {
  const history = zone({ silentAt: SINCE + 1 });
  const learned = learnedFrom(history, SINCE - 6);
  assert.equal(findNewestLoss(seenAt(history, SINCE + 1), learned), undefined);
});

test("a loss has ended when two intervals miss nothing of what the suspect would make missing", () => {
  const until = SINCE + 3;
  const history = zone({ until });
  const learned = learnedFrom(history, SINCE - 6);
  const suspect = { index: THIEF, recorded: 0.7 };
  const loss = { from: SINCE, suspect, share: 0.08 };
  const endedAt = (
    hour: number,
    of: typeof loss | { from: number; suspect: undefined; share: number },
  ) => hasLossEnded(seenAt(history, hour), { learned, loss: of });
  assert.equal(endedAt(until, loss), false);
  assert.equal(endedAt(until + 1, loss), false, "one interval is not enough");
  assert.equal(endedAt(until + 2, loss), true);
  const nobody = { from: SINCE, suspect: undefined, share: 0.08 };
  assert.equal(endedAt(until + 2, nobody), true, "by day, when no less is used than on average");
  const asleep = { ...loss, suspect: { index: THIEF, recorded: 0.98 } };
  assert.equal(endedAt(until + 2, asleep), false, "too little would be missing to tell");
  assert.equal(hasLossEnded(seenAt(history, SINCE), { learned, loss }), false, "before it began");
});

test("less than a week of past teaches nothing", () => {
  const history = zone();
  const blocks = seenAt(history, 6 * 24);
  assert.equal(learnLoss(history, { blocks, meterError: 0.01 }), undefined);
});
