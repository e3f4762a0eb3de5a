import assert from "node:assert/strict";
import { test } from "node:test";
import { habit, madeZone } from "#test/support/made-zone.ts";
import { findLossGrowth, growthFinding, hasGrowthEnded, type StandingLoss } from "./loss-growth.ts";
import { type LearnedLoss, learnLoss } from "./newest-loss.ts";
import { zoneBlocks, type ZoneHistory } from "./zone-history.ts";

const USES = [
  habit(21, { byDay: 6, byNight: 1 }),
  habit(22, { byDay: 4, byNight: 2 }),
  habit(23, { byDay: 3, byNight: 3 }),
  habit(24, { byDay: 5, byNight: 1 }),
];
const DAYS = 22;
const FIRST_THIEF = 1;
const FIRST_SINCE = 20 * 24 + 2;
const SECOND_THIEF = 3;
/** Ten in the morning, eight hours after the first one. */
const SECOND_SINCE = 20 * 24 + 10;

/** The first thief's meter sees 70 % of the truth, the second one's `recorded` of it for a while. */
function zone({ recorded = 1, until = Infinity, ofFirst = 0.7 } = {}): ZoneHistory {
  return madeZone({
    days: DAYS,
    uses: USES,
    recorded: (point, hour) => {
      if (point === FIRST_THIEF && hour >= FIRST_SINCE) return hour < SECOND_SINCE ? 0.7 : ofFirst;
      return point === SECOND_THIEF && hour >= SECOND_SINCE && hour < until ? recorded : 1;
    },
  });
}

const FIRST: StandingLoss = { from: FIRST_SINCE, to: Infinity, candidates: [FIRST_THIEF] };

function seenAt(history: ZoneHistory, hour: number, losses: readonly StandingLoss[] = [FIRST]) {
  const blocks = zoneBlocks(history);
  const before = blocks.filter(({ to }) => to <= FIRST_SINCE - 6);
  const learned: LearnedLoss =
    learnLoss(history, { blocks: before, meterError: 0.01 }) ?? assert.fail("weeks of past");
  const seen = blocks.filter(
    ({ from, to }) => to <= FIRST_SINCE - 6 || (from >= FIRST_SINCE && to <= hour),
  );
  return { blocks: seen, learned, meterError: 0.01, losses };
}

test("a second thief is seen with its first interval while the first one's loss stands", () => {
  const history = zone({ recorded: 0.6 });
  assert.equal(findLossGrowth(seenAt(history, SECOND_SINCE)), undefined);
  const found = findLossGrowth(seenAt(history, SECOND_SINCE + 1));
  assert.equal(found?.from, SECOND_SINCE);
  // 40 % of a use of about 5 kWh.
  assert.ok(Math.abs((found?.missing ?? 0) - 2) < 0.8, `${found?.missing}`);
});

test("what is missing since is told of the second thief alone, and names him first", () => {
  const history = zone({ recorded: 0.6 });
  const seen = seenAt(history, SECOND_SINCE + 4);
  const finding = growthFinding(history, {
    ...seen,
    from: SECOND_SINCE,
    timeZone: "Europe/Berlin",
  });
  assert.equal(finding.suspects[0]?.pointId, SECOND_THIEF + 1);
  // Four hours of 40 % of about 5 kWh, and nothing of the 1.2 kWh an hour of the first one.
  assert.ok(Math.abs(finding.missing - 8) < 2.5, `${finding.missing}`);
});

test("a first thief who uses more by day than by night is no growth", () => {
  const history = zone();
  for (let hour = FIRST_SINCE + 1; hour <= FIRST_SINCE + 40; hour += 1) {
    assert.equal(findLossGrowth(seenAt(history, hour)), undefined, `hour ${hour}`);
  }
});

test("a first thief who takes a larger share than before is growth", () => {
  const history = zone({ ofFirst: 0.3 });
  const found = findLossGrowth(seenAt(history, SECOND_SINCE + 1));
  assert.equal(found?.from, SECOND_SINCE);
});

test("before it is known what the first one makes of some intervals, nothing is called growth", () => {
  const history = zone({ recorded: 0.6 });
  // As if the first loss had begun two hours before the second.
  const losses = [{ ...FIRST, from: SECOND_SINCE - 2 }];
  assert.equal(findLossGrowth(seenAt(history, SECOND_SINCE + 1, losses)), undefined);
});

test("with two suspects it is growth only when neither of them explains it", () => {
  const history = zone({ recorded: 0.6 });
  const both = [{ ...FIRST, candidates: [FIRST_THIEF, SECOND_THIEF] }];
  assert.equal(findLossGrowth(seenAt(history, SECOND_SINCE + 1, both))?.from, SECOND_SINCE);
  const all = [{ ...FIRST, candidates: [0, 1, 2, 3] }];
  const sure = findLossGrowth(seenAt(history, SECOND_SINCE + 1));
  const unsure = findLossGrowth(seenAt(history, SECOND_SINCE + 1, all));
  assert.ok(
    (unsure?.deviations ?? 0) < (sure?.deviations ?? 0),
    "the less is known, the less sure",
  );
});

test("growth that was told is not told again, and ends when its thief has stopped", () => {
  const until = SECOND_SINCE + 8;
  const history = zone({ recorded: 0.6, until });
  const losses = [FIRST, { from: SECOND_SINCE, to: Infinity, candidates: [SECOND_THIEF] }];
  for (let hour = SECOND_SINCE + 1; hour <= until; hour += 1) {
    assert.equal(findLossGrowth(seenAt(history, hour, losses)), undefined, `hour ${hour}`);
  }
  const suspect = { index: SECOND_THIEF, recorded: 0.6 };
  const endedAt = (hour: number) =>
    hasGrowthEnded({
      ...seenAt(history, hour, [FIRST]),
      loss: { from: SECOND_SINCE, suspect, share: 0.1 },
    });
  assert.equal(endedAt(until), false);
  assert.equal(endedAt(until + 2), true);
});
