import assert from "node:assert/strict";
import { test } from "node:test";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import { judgeUnusual, UNUSUAL_LIMITS } from "./use-unusual.ts";

const HOURS_A_DAY = 24;

/** From a Monday midnight on; what each hour of each day used. */
function judge(
  used: (day: number, hour: number) => number,
  {
    days = 36,
    unknownTail = 0,
    changeDays = [],
  }: {
    readonly days?: number;
    readonly unknownTail?: number;
    readonly changeDays?: readonly number[];
  } = {},
) {
  const hours = days * HOURS_A_DAY;
  const fromMs = Temporal.Instant.from("2026-06-01T00:00Z").epochMilliseconds;
  const weekHours = hoursOfWeek(fromMs, { hours: hours + 1, timeZone: "UTC" });
  const values = new Float64Array(hours + 1);
  for (let at = 0; at < hours; at += 1) {
    const day = Math.floor(at / HOURS_A_DAY);
    values[at + 1] = (values[at] ?? 0) + used(day, at % HOURS_A_DAY);
  }
  values.fill(Number.NaN, hours + 1 - unknownTail);
  const occupantChanges = changeDays.map((day) => day * HOURS_A_DAY);
  const history = { values, resolution: 0.01, weekHours, occupantChanges };
  return judgeUnusual(history, UNUSUAL_LIMITS);
}

/** One a hour on work days, a half at weekends. */
const steady = (day: number) => (day % 7 < 5 ? 1 : 0.5);

test("a day of more than twice the usual is unusual, told with what was usual", () => {
  // Day 35 is a Monday: 24 hours × 1 are usual, 24 × 2.5 = 60 are used; the excess 36 > 24.
  assert.deepEqual(
    judge((day) => (day === 35 ? 2.5 : steady(day))),
    { state: "on", fromHour: 840, toHour: 864, used: 60, usual: 24 },
  );
});

test("between half of that and all of it the alarm stays as it is; below it clears", () => {
  // The limit is 24 above 24. 1.8 × 24 = 43.2 is 19.2 above; 1.4 × 24 = 33.6 is 9.6 above.
  assert.equal(judge((day) => (day === 35 ? 1.8 : steady(day))).state, "undecided");
  assert.equal(judge((day) => (day === 35 ? 1.4 : steady(day))).state, "off");
});

test("a Monday is held against Mondays: a weekend's rest makes no working day unusual", () => {
  assert.equal(judge((day) => (day % 7 < 5 ? 10 : 0.5)).state, "off");
});

/** Three an hour on the Sunday of day 20; on the last day what is told. */
const sundayParty = (last: number) => (day: number) =>
  day === 35 ? last : day === 20 ? 3 : steady(day);

test("what happened once in the five weeks is not unusual until it is half as much again", () => {
  // Day 20 is a Sunday: usual are 24 × 0.5 = 12, used were 24 × 3 = 72, the excess is 60. So
  // 24 + 1.5 × 60 = 114 is the limit of a Monday, 4.75 an hour.
  assert.equal(judge(sundayParty(4.7)).state, "undecided");
  assert.equal(judge(sundayParty(4.8)).state, "on");
});

test("less than usual, and nothing at all, are no alarm", () => {
  assert.equal(judge((day) => (day === 35 ? 0 : steady(day))).state, "off");
});

test("a point that never used anything is not alarmed by a few steps of its register", () => {
  // A day's limit is 24 steps of 0.01.
  assert.equal(judge((day) => (day === 35 ? 0.009 : 0)).state, "undecided");
  assert.equal(judge((day) => (day === 35 ? 0.02 : 0)).state, "on");
});

test("too short a past, or a newest value of long ago, decide nothing", () => {
  const short = judge((day) => (day === 20 ? 9 : steady(day)), { days: 21 });
  assert.equal(short.state, "undecided");
  const old = judge((day) => (day === 35 ? 9 : steady(day)), { unknownTail: 7 });
  assert.equal(old.state, "undecided");
});

const burst = (last: number) => (day: number, hour: number) =>
  hour === (day * 5) % HOURS_A_DAY ? (day === 35 ? last : 10) : 0;

test("use in bursts, nothing in most hours, is held against the days and not against the hours", () => {
  // Ten in one hour a day, each day another one: hours have the median 0, days 10. 19 are not twice
  // that, 21 are.
  assert.notEqual(judge(burst(19)).state, "on");
  const verdict = judge(burst(21));
  assert.equal(verdict.state === "on" && verdict.usual, 10);
});

/** Nobody there until the day, then one an hour; on the last day what is told. */
const movedIn = (on: number, last: number) => (day: number) =>
  day === 35 ? last : day < on ? 0.02 : 1;

test("who moved in is not held against the empty unit, but against three weeks of its own", () => {
  // Where nobody told of the lease, the empty unit is held against them.
  assert.equal(judge(movedIn(35, 1)).state, "on");
  // Since day 15: 20 own days. Nine times what is usual tells nothing yet.
  assert.equal(judge(movedIn(15, 9), { changeDays: [15] }).state, "undecided");
  // Since day 14: 21 own days. 24 are usual, 3 × 24 = 72 are more than twice that.
  assert.equal(judge(movedIn(14, 1), { changeDays: [14] }).state, "off");
  assert.equal(judge(movedIn(14, 3), { changeDays: [2, 14] }).state, "on");
});

test("the day on which somebody moves in is nobody's, one that is still to come changes nothing", () => {
  assert.equal(judge(movedIn(35, 1), { changeDays: [35] }).state, "undecided");
  assert.equal(judge((day) => (day === 35 ? 2.5 : steady(day)), { changeDays: [36] }).state, "on");
});

/** Moved out on day 14; somebody uses half of it on the last day. */
const movedOut = (day: number) => (day < 14 ? 1 : day === 35 ? 0.5 : 0.02);

test("an empty unit in which somebody uses is unusual once it has been empty for three weeks", () => {
  assert.equal(judge(movedOut).state, "off");
  assert.equal(judge(movedOut, { changeDays: [14] }).state, "on");
});
