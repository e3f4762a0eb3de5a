import assert from "node:assert/strict";
import { test } from "node:test";
import {
  COLLECTOR_GONE_AFTER_SECONDS,
  COLLECTOR_GONE_AFTER_SECONDS_ALL_SILENT,
  judgeCommunication,
  type LineCommunication,
  type MeterCommunication,
} from "./communication-alarms.ts";

const NOW = Temporal.Instant.from("2026-11-24T10:00:00Z");
const ago = (seconds: number) => NOW.subtract({ seconds });

/** A meter asked 5 s ago that has failed `failures` times in a row since. */
function meter(meterId: number, failures: number, over: Partial<MeterCommunication> = {}) {
  return {
    meterId,
    name: `meter ${meterId}`,
    lastAttemptAt: ago(5),
    lastGoodAt: failures === 0 ? ago(5) : ago(5 + failures * 10),
    consecutiveFailures: failures,
    lastError: failures === 0 ? null : `no answer from unit ${meterId}`,
    ...over,
  };
}

function answers({ lastAttemptAt, consecutiveFailures: failures }: MeterCommunication): boolean {
  return lastAttemptAt !== null && failures === 0;
}

function line(meters: MeterCommunication[], over: Partial<LineCommunication> = {}) {
  const answering = meters.filter(answers);
  return {
    lineId: 1,
    name: "gateway A",
    restoredAt: undefined,
    // Those of these tests are all asked at one time.
    answering: { meters: answering.length, lastAttemptAt: answering[0]?.lastAttemptAt ?? null },
    others: meters.filter((one) => !answers(one)),
    ...over,
  };
}

/** The states by rule and source: `meter-silent 2: on`. */
function judge(lines: LineCommunication[], now = NOW, watchingSince = ago(86_400)) {
  return judgeCommunication({ now, watchingSince, lines })
    .filter((verdict) => verdict.state !== "off")
    .map((verdict) => `${verdict.rule} ${verdict.source.id}: ${verdict.state}`);
}

test("all meters answer: no alarm", () => {
  assert.deepEqual(judge([line([meter(1, 0), meter(2, 0)])]), []);
});

test("one failed poll is no alarm yet, two are", () => {
  assert.deepEqual(judge([line([meter(1, 0), meter(2, 1)])]), ["meter-silent 2: undecided"]);
  assert.deepEqual(judge([line([meter(1, 0), meter(2, 2)])]), ["meter-silent 2: on"]);
});

test("the alarm says how often, since when and what the driver said", () => {
  const silent = judgeCommunication({
    now: NOW,
    watchingSince: ago(86_400),
    lines: [line([meter(1, 0), meter(2, 3)])],
  }).find((verdict) => verdict.state === "on");
  assert.deepEqual(silent, {
    source: { kind: "meter", id: 2, name: "meter 2" },
    rule: "meter-silent",
    state: "on",
    details: {
      rule: "meter-silent",
      lineName: "gateway A",
      failedPolls: 3,
      lastGoodAt: ago(35),
      lastError: "no answer from unit 2",
    },
  });
});

test("all meters of a line silent: one line alarm and none for its meters", () => {
  assert.deepEqual(judge([line([meter(1, 2), meter(2, 2), meter(3, 9)])]), ["line-down 1: on"]);
});

test("while a cut line is being found out, its first meters are not alarmed", () => {
  // Polled in turn: meter 1 has failed twice, the others once since the cut.
  assert.deepEqual(judge([line([meter(1, 2), meter(2, 1), meter(3, 1)])]), [
    "line-down 1: undecided",
    "meter-silent 1: undecided",
    "meter-silent 2: undecided",
    "meter-silent 3: undecided",
  ]);
});

test("a line of many meters is down in the second round, though some were asked once since", () => {
  // Cut in the middle of a round: meter 1 had just answered, 2 to 5 failed in it and in the next.
  const fallen = [meter(1, 1), ...[2, 3, 4, 5].map((id) => meter(id, 2))];
  assert.deepEqual(judge([line(fallen)]), ["line-down 1: on"]);
  const oneAnswers = [meter(1, 0), ...fallen.slice(1)];
  assert.equal(judge([line(oneAnswers)])[0], "meter-silent 2: on");
});

test("four meters long silent and one lost frame of the fifth are no line down", () => {
  const meters = [meter(1, 1), ...[2, 3, 4, 5].map((id) => meter(id, 90))];
  assert.equal(judge([line(meters)])[0], "line-down 1: undecided");
});

test("a meter long silent and one lost frame of its only neighbour are no line down", () => {
  assert.deepEqual(judge([line([meter(1, 500), meter(2, 1)])]), [
    "line-down 1: undecided",
    "meter-silent 1: undecided",
    "meter-silent 2: undecided",
  ]);
});

test("a single meter on its line: the alarm names the meter", () => {
  assert.deepEqual(judge([line([meter(1, 2)])]), ["meter-silent 1: on"]);
});

test("after a line has come back, meters not yet asked again are not alarmed", () => {
  const back = { restoredAt: ago(40) };
  const lines = [line([meter(1, 0), meter(2, 6, { lastAttemptAt: ago(50) })], back)];
  assert.deepEqual(judge(lines), ["meter-silent 2: undecided"]);
  // Begun in the outage, over with its time-out after it.
  const late = [line([meter(1, 0), meter(2, 7, { lastAttemptAt: ago(38) })], back)];
  assert.deepEqual(judge(late), ["meter-silent 2: undecided"]);
  const asked = [line([meter(1, 0), meter(2, 7, { lastAttemptAt: ago(2) })], back)];
  assert.deepEqual(judge(asked), ["meter-silent 2: on"]);
});

test("a meter that was never polled is unknown, not silent", () => {
  const unknown = meter(2, 0, { lastAttemptAt: null, lastGoodAt: null });
  assert.deepEqual(judge([line([meter(1, 0), unknown])]), ["meter-silent 2: undecided"]);
});

test("nothing polls any more: one alarm, and the frozen figures change nothing else", () => {
  const later = NOW.add({ seconds: COLLECTOR_GONE_AFTER_SECONDS });
  assert.deepEqual(judge([line([meter(1, 0), meter(2, 2)])], later), [
    "collector-gone 0: on",
    "line-down 1: undecided",
    "meter-silent 2: undecided",
  ]);
});

test("when every meter is silent, spaced attempts do not look like a dead collector", () => {
  const all = [line([meter(1, 9), meter(2, 9)])];
  const inBreaker = NOW.add({ seconds: COLLECTOR_GONE_AFTER_SECONDS + 60 });
  assert.deepEqual(judge(all, inBreaker), ["line-down 1: on"]);
  const later = NOW.add({ seconds: COLLECTOR_GONE_AFTER_SECONDS_ALL_SILENT });
  assert.equal(judge(all, later)[0], "collector-gone 0: on");
});

test("right after a start, attempts of the day before prove nothing", () => {
  const tomorrow = NOW.add({ hours: 24 });
  const verdicts = judge([line([meter(1, 0)])], tomorrow, tomorrow.subtract({ seconds: 10 }));
  assert.equal(verdicts[0], "collector-gone 0: undecided");
});

test("a site without meters on lines has no collector to miss", () => {
  assert.deepEqual(judge([]), []);
});
