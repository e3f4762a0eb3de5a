import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeDisk, judgeMails, judgeWebhook } from "./machine-alarms.ts";

const GB = 1e9;
const stateOf = (freeBytes: number, totalBytes: number) =>
  judgeDisk({ folder: "/data", freeBytes, totalBytes }).state;

test("a disk is low below a twentieth, never above 20 GB and never below one", () => {
  // 5 % of 100 GB are 5 GB; over at 5 x 1.25 = 6.25 GB.
  assert.equal(stateOf(4.99 * GB, 100 * GB), "on");
  assert.equal(stateOf(5 * GB, 100 * GB), "undecided");
  assert.equal(stateOf(6.25 * GB, 100 * GB), "off");
  // 5 % of 10 TB would be 500 GB.
  assert.equal(stateOf(19.9 * GB, 10_000 * GB), "on");
  assert.equal(stateOf(25 * GB, 10_000 * GB), "off");
  // 5 % of 8 GB would be 0.4 GB.
  assert.equal(stateOf(0.9 * GB, 8 * GB), "on");
  assert.equal(stateOf(1.25 * GB, 8 * GB), "off");
});

test("the alarm says which disk and how much is left", () => {
  const verdict = judgeDisk({ folder: "/data", freeBytes: 0.84 * GB, totalBytes: 40 * GB });
  assert.deepEqual(verdict.state === "on" && verdict.details, {
    rule: "disk-low",
    folder: "/data",
    freeGigabytes: "0.8",
    totalGigabytes: "40.0",
  });
});

test("mails that wait for half an hour after a failure are an alarm, until all are gone", () => {
  const since = Temporal.Instant.from("2026-11-24T10:00Z");
  const held = { mails: 3, since, lastError: "connection refused" };
  assert.equal(judgeMails(held, since.add({ minutes: 29 })).state, "undecided");
  const verdict = judgeMails(held, since.add({ minutes: 30 }));
  assert.deepEqual(verdict.state === "on" && verdict.details, { rule: "mail-failing", ...held });
  const none = { mails: 0, since: null, lastError: null };
  assert.equal(judgeMails(none, since).state, "off");
});

test("a receiver of webhooks that takes nothing for half an hour is an alarm of its own", () => {
  const since = Temporal.Instant.from("2026-11-24T10:00Z");
  const held = { requests: 2, since, lastError: "the receiver answered 500" };
  const judge = (minutes: number, one = held) =>
    judgeWebhook({ webhookId: 7, name: "Control room", ...one }, since.add({ minutes }));
  assert.equal(judge(29).state, "undecided");
  assert.deepEqual(judge(30), {
    source: { kind: "system", id: 7, name: "Control room" },
    rule: "webhook-failing",
    state: "on",
    details: { rule: "webhook-failing", ...held },
  });
  const none = judgeWebhook(
    { webhookId: 7, name: "Control room", requests: 0, since: null, lastError: null },
    since,
  );
  assert.equal(none.state, "off");
});
