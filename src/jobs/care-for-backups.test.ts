import assert from "node:assert/strict";
import { test } from "node:test";
import { isBackupDue } from "./care-for-backups.ts";

const at = (text: string) => Temporal.Instant.from(text);
const since = at("2026-03-01T12:00Z");
const plan = { time: "02:30", timeZone: "Europe/Berlin" };
const good = (text: string) => ({
  since,
  lastAttemptAt: at(text),
  lastFailure: null,
  lastGoodAt: at(text),
});

test("due at half past two, local time, and once a night", () => {
  // In winter 02:30 in Berlin is 01:30 UTC.
  const lastNight = good("2026-03-10T01:30:05Z");
  assert.equal(isBackupDue(lastNight, { ...plan, now: at("2026-03-11T01:29Z") }), false);
  assert.equal(isBackupDue(lastNight, { ...plan, now: at("2026-03-11T01:30Z") }), true);
  const tonight = good("2026-03-11T01:30:05Z");
  assert.equal(isBackupDue(tonight, { ...plan, now: at("2026-03-11T01:31Z") }), false);
});

test("the hour that a change of clocks leaves out or doubles costs no backup and makes no second", () => {
  // 29 March 2026: 02:30 does not exist; it is taken as 03:30 CEST, 01:30 UTC.
  const before = good("2026-03-28T01:30:05Z");
  assert.equal(isBackupDue(before, { ...plan, now: at("2026-03-29T01:29Z") }), false);
  assert.equal(isBackupDue(before, { ...plan, now: at("2026-03-29T01:30Z") }), true);
  // 25 October 2026: 02:30 comes twice, 00:30 and 01:30 UTC; the first counts.
  const first = good("2026-10-25T00:30:05Z");
  assert.equal(isBackupDue(first, { ...plan, now: at("2026-10-25T01:31Z") }), false);
});

test("a machine that was off at night makes up for it; a new one waits for its first night", () => {
  const old = good("2026-03-10T01:30:05Z");
  assert.equal(isBackupDue(old, { ...plan, now: at("2026-03-14T09:00Z") }), true);
  const none = { since, lastAttemptAt: null, lastFailure: null, lastGoodAt: null };
  assert.equal(isBackupDue(none, { ...plan, now: at("2026-03-01T12:01Z") }), false);
  assert.equal(isBackupDue(none, { ...plan, now: at("2026-03-02T01:30Z") }), true);
});

test("after a failure it is tried again in an hour", () => {
  const failed = { ...good("2026-03-10T01:30Z"), lastFailure: "the disk is full" };
  assert.equal(isBackupDue(failed, { ...plan, now: at("2026-03-10T02:29Z") }), false);
  assert.equal(isBackupDue(failed, { ...plan, now: at("2026-03-10T02:30Z") }), true);
});
