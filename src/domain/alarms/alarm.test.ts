import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { alarmChanges, alarmState, type AlarmVerdict, type OpenAlarm } from "./alarm.ts";

const at = Temporal.Instant.from("2026-11-24T10:00:00Z");

function zone(id: number, state: "on" | "off" | "undecided"): AlarmVerdict {
  const source = { kind: "system", id, name: "collector" } as const;
  const rule = "collector-gone";
  return state === "on"
    ? { source, rule, state, details: { rule, lastAttemptAt: null } }
    : { source, rule, state };
}

const open = (alarmId: number, id: number): OpenAlarm => ({
  id: asId(alarmId),
  rule: "collector-gone",
  source: { kind: "system", id },
  recentRaises: 1,
  quietSince: null,
});

test("a cause without an alarm raises one, a cause with one raises no second", () => {
  const { raise, clear } = alarmChanges([zone(1, "on"), zone(2, "on")], [open(7, 1)], at);
  assert.deepEqual(
    raise.map((verdict) => verdict.source.id),
    [2],
  );
  assert.deepEqual(clear, []);
});

test("an alarm clears when its cause is gone and stays while nobody can tell", () => {
  const { clear } = alarmChanges(
    [zone(1, "off"), zone(2, "undecided")],
    [open(7, 1), open(8, 2)],
    at,
  );
  assert.deepEqual(clear, [7]);
});

test("an alarm clears when its source is no longer watched", () => {
  assert.deepEqual(alarmChanges([], [open(7, 1)], at).clear, [7]);
});

test("acknowledging is not clearing, and a cleared alarm is cleared whoever acknowledged it", () => {
  assert.equal(alarmState({ acknowledgedAt: null, clearedAt: null }), "raised");
  assert.equal(alarmState({ acknowledgedAt: at, clearedAt: null }), "acknowledged");
  assert.equal(alarmState({ acknowledgedAt: at, clearedAt: at }), "cleared");
  assert.equal(alarmState({ acknowledgedAt: null, clearedAt: at }), "cleared");
});

const wavering: OpenAlarm = { ...open(7, 1), recentRaises: 3 };

test("an alarm that came and went three times in an hour stays until its cause has stayed away", () => {
  const gone = alarmChanges([zone(1, "off")], [wavering], at);
  assert.deepEqual([gone.clear, gone.quiet], [[], [7]]);
  const since = (minutes: number) => ({ ...wavering, quietSince: at.subtract({ minutes }) });
  const soon = alarmChanges([zone(1, "off")], [since(9)], at);
  assert.deepEqual([soon.clear, soon.quiet], [[], []]);
  assert.deepEqual(alarmChanges([zone(1, "off")], [since(10)], at).clear, [7]);
});

test("a wavering alarm whose cause comes back starts over, and is no second alarm", () => {
  const back = alarmChanges([zone(1, "on")], [{ ...wavering, quietSince: at }], at);
  assert.deepEqual([back.raise, back.loud], [[], [7]]);
});

test("a cause that grew worse renews the alarm that stands, and says how often it did", () => {
  const source = { kind: "balance-zone", id: 3, name: "House" } as const;
  const details = {
    rule: "zone-loss-risen",
    from: at,
    to: at,
    supplied: "1",
    missing: "1",
    missingPercent: "1",
    unit: "kWh",
    suspects: [],
  } as const;
  const verdict = { source, rule: "zone-loss-risen", state: "on", details } as const;
  const standing: OpenAlarm = { ...open(7, 3), rule: "zone-loss-risen", source };
  const occasionOf = (of: AlarmVerdict) =>
    alarmChanges([of], [standing], at).renew.map(({ id, occasion }) => [id, occasion]);
  assert.deepEqual(occasionOf(verdict), [[7, 0]]);
  assert.deepEqual(occasionOf({ ...verdict, occasion: 2 }), [[7, 2]]);
});
