import assert from "node:assert/strict";
import { test } from "node:test";
import { type BackupRecord, judgeBackups } from "./backup-alarms.ts";

const at = (text: string) => Temporal.Instant.from(text);
const since = at("2026-11-01T12:00Z");

const statesOf = (record: Omit<BackupRecord, "since">) =>
  Object.fromEntries(judgeBackups({ since, ...record }).map(({ rule, state }) => [rule, state]));

test("a good backup of last night raises nothing", () => {
  const night = at("2026-11-24T01:30Z");
  const good = { lastAttemptAt: night, lastFailure: null, lastGoodAt: night };
  assert.deepEqual(statesOf({ now: at("2026-11-24T20:00Z"), ...good }), {
    "backup-failed": "off",
    "backup-old": "off",
  });
  // 36 hours after 24 November 01:30 is 25 November 13:30.
  assert.equal(statesOf({ now: at("2026-11-25T13:30Z"), ...good })["backup-old"], "off");
  assert.equal(statesOf({ now: at("2026-11-25T13:31Z"), ...good })["backup-old"], "on");
});

test("a failed one says why and stands alone, however old the last good one is", () => {
  const [failed, old] = judgeBackups({
    now: at("2026-11-24T20:00Z"),
    since,
    lastAttemptAt: at("2026-11-24T01:30Z"),
    lastFailure: "the disk is full",
    lastGoodAt: at("2026-11-20T01:30Z"),
  });
  assert.equal(failed?.state === "on" && failed.details.rule, "backup-failed");
  assert.equal(old?.state, "off");
});

test("a new installation has a day and a half for its first", () => {
  const none = { lastAttemptAt: null, lastFailure: null, lastGoodAt: null };
  assert.equal(statesOf({ now: at("2026-11-02T23:59Z"), ...none })["backup-old"], "off");
  assert.equal(statesOf({ now: at("2026-11-03T00:01Z"), ...none })["backup-old"], "on");
});
