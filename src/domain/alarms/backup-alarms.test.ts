import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BackupRecord,
  type ContinuousBackupRecord,
  judgeBackups,
  judgeContinuousBackup,
} from "./backup-alarms.ts";

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

const begun = at("2026-11-24T08:00Z");
const well: ContinuousBackupRecord = {
  now: at("2026-11-24T12:00Z"),
  since: begun,
  keptAt: at("2026-11-24T11:59:40Z"),
  failingSince: null,
  failure: null,
  proofFailedAt: null,
  proofFailure: null,
};
const continuous = (record: Partial<ContinuousBackupRecord>) => {
  const verdict = judgeContinuousBackup({ ...well, ...record });
  if (verdict.state !== "on") return verdict.state;
  const { details } = verdict;
  return details.rule === "continuous-backup-failed" ? details : assert.fail(details.rule);
};

test("a continuous backup that fails for five minutes is told, with what is safe", () => {
  const failure = "the share is away";
  assert.equal(continuous({}), "off");
  assert.equal(continuous({ failingSince: at("2026-11-24T11:55:01Z"), failure }), "off");
  assert.deepEqual(continuous({ failingSince: at("2026-11-24T11:55Z"), failure }), {
    rule: "continuous-backup-failed",
    since: at("2026-11-24T11:55Z"),
    reason: failure,
    keptAt: well.keptAt,
  });
});

test("one that says nothing for an hour is told, counted from the start of the service", () => {
  // 12:00 less an hour is 11:00.
  assert.equal(continuous({ keptAt: at("2026-11-24T11:00:01Z") }), "off");
  const hanging = continuous({ keptAt: at("2026-11-24T11:00Z") });
  assert.equal(typeof hanging === "object" && hanging.since.toString(), "2026-11-24T11:00:00Z");
  // The machine was off for a night: what was kept before it began is no measure.
  assert.equal(
    continuous({ keptAt: at("2026-11-23T20:00Z"), since: at("2026-11-24T11:59Z") }),
    "off",
  );
});

test("a copy that could not be restored is told until one can", () => {
  const proof = {
    proofFailedAt: at("2026-11-24T03:00Z"),
    proofFailure: "bill 7 comes out otherwise",
  };
  const told = continuous(proof);
  assert.equal(typeof told === "object" && told.reason, proof.proofFailure);
});
