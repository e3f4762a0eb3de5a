import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { dueNotices, type NotificationRule, TELL_ALL, type UntoldAlarm } from "./notification.ts";

// Wednesday, 10:00 in Berlin.
const NOW = Temporal.Instant.from("2026-11-25T09:00:00Z");

function alarm(id: number, changes: Partial<UntoldAlarm> = {}): UntoldAlarm {
  return {
    id: asId(id),
    kind: "communication",
    severity: "warning",
    timeZone: "Europe/Berlin",
    raisedAt: NOW.subtract({ seconds: 5 }),
    acknowledgedAt: null,
    clearedAt: null,
    shelvedUntil: null,
    ...changes,
  };
}

function due(
  untold: readonly UntoldAlarm[],
  {
    rule = {},
    now = NOW,
    lastDigestAt,
  }: {
    readonly rule?: Partial<NotificationRule>;
    readonly now?: Temporal.Instant;
    readonly lastDigestAt?: Temporal.Instant;
  } = {},
) {
  const { alarms, inOne } = dueNotices({ ...TELL_ALL, ...rule }, { now, untold, lastDigestAt });
  return { alarms: alarms.map(Number), inOne };
}

test("a few alarms are a mail each, many are one mail", () => {
  assert.deepEqual(due([alarm(1), alarm(2)]), { alarms: [1, 2], inOne: false });
  const many = [1, 2, 3, 4, 5].map((id) => alarm(id));
  assert.deepEqual(due(many), { alarms: [1, 2, 3, 4, 5], inOne: true });
});

test("what still comes in is waited for, ten seconds at most", () => {
  const fresh = alarm(2, { raisedAt: NOW.subtract({ seconds: 1 }) });
  assert.deepEqual(due([alarm(1), fresh]).alarms, []);
  const old = alarm(1, { raisedAt: NOW.subtract({ seconds: 10 }) });
  assert.deepEqual(due([old, fresh]).alarms, [1, 2]);
});

test("after a mail of many the next waits a minute", () => {
  assert.deepEqual(due([alarm(1)], { lastDigestAt: NOW.subtract({ seconds: 59 }) }).alarms, []);
  assert.deepEqual(due([alarm(1)], { lastDigestAt: NOW.subtract({ seconds: 60 }) }).alarms, [1]);
});

test("kinds and severities that were not chosen are not told", () => {
  const critical = alarm(2, { severity: "critical", kind: "evasion" });
  assert.deepEqual(due([alarm(1), critical], { rule: { severity: "critical" } }).alarms, [2]);
  assert.deepEqual(due([alarm(1), critical], { rule: { kinds: ["system"] } }).alarms, []);
});

test("outside the hours is waited; what is open in the morning is told, what is over is not", () => {
  const rule = { days: [1, 2, 3, 4, 5], fromMinute: 7 * 60, toMinute: 18 * 60 };
  const atNight = Temporal.Instant.from("2026-11-25T02:00:00Z");
  const open = alarm(1, { raisedAt: atNight });
  const over = alarm(2, { raisedAt: atNight, clearedAt: atNight.add({ minutes: 9 }) });
  assert.deepEqual(due([open, over], { rule, now: atNight.add({ minutes: 1 }) }).alarms, []);
  assert.deepEqual(due([open, over], { rule }).alarms, [1]);
});

test("hours past midnight belong to the day on which they began", () => {
  const rule = { days: [5], fromMinute: 22 * 60, toMinute: 6 * 60 };
  const raisedAt = Temporal.Instant.from("2026-11-27T20:00:00Z");
  const at = (text: string) =>
    due([alarm(1, { raisedAt })], { rule, now: Temporal.Instant.from(text) });
  assert.deepEqual(at("2026-11-27T21:30:00Z").alarms, [1], "Friday, 22:30");
  assert.deepEqual(at("2026-11-28T04:30:00Z").alarms, [1], "Saturday, 05:30");
  assert.deepEqual(at("2026-11-28T05:30:00Z").alarms, [], "Saturday, 06:30");
  assert.deepEqual(at("2026-11-28T21:30:00Z").alarms, [], "Saturday, 22:30");
});

test("an escalation is told when nobody saw to the alarm in time, and only then", () => {
  const rule = { escalationMinutes: 30 };
  const raisedAt = NOW.subtract({ minutes: 30 });
  assert.deepEqual(due([alarm(1, { raisedAt })], { rule }).alarms, [1]);
  assert.deepEqual(due([alarm(1)], { rule }).alarms, [], "too early");
  assert.deepEqual(due([alarm(1, { raisedAt, acknowledgedAt: NOW })], { rule }).alarms, []);
  assert.deepEqual(due([alarm(1, { raisedAt, clearedAt: NOW })], { rule }).alarms, []);
});

test("a digest gathers from its oldest alarm on", () => {
  const rule = { digestMinutes: 60 };
  const old = alarm(1, { raisedAt: NOW.subtract({ minutes: 60 }) });
  assert.deepEqual(due([alarm(2)], { rule }).alarms, []);
  assert.deepEqual(due([old, alarm(2)], { rule }), { alarms: [1, 2], inOne: true });
});

test("a shelved alarm is told of when its shelving ends", () => {
  assert.deepEqual(due([alarm(1, { shelvedUntil: NOW.add({ minutes: 1 }) })]).alarms, []);
  assert.deepEqual(due([alarm(1, { shelvedUntil: NOW })]).alarms, [1]);
});
