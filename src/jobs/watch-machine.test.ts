import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { listAlarms } from "#storage/alarms.ts";
import { claimMail, enqueueMail, markMailSent, postponeMail } from "#storage/outbox.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { watchMachine } from "./watch-machine.ts";

const FROM = Temporal.Instant.from("2026-11-24T10:00Z");

test("mails that are not taken are an alarm after half an hour, and none when they are gone", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-machine-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const clock = new MovableClock(FROM);
  const alarmsAfter = async (minutes: number) => {
    clock.moveTo(FROM.add({ minutes }));
    await watchMachine({ database, clock, log: createLog("silent"), dataFolder: folder });
    const alarms = await listAlarms(database, { now: clock.now(), atMost: 10 });
    return alarms.map(({ state, details }) => [state, details]);
  };
  await enqueueMail(database, {
    siteId,
    deliveryKey: "bill/1/owner@example.org",
    recipient: "owner@example.org",
    subject: "Your bill",
    body: "Please find it attached.",
    createdAt: FROM,
  });
  assert.deepEqual(await alarmsAfter(29), [], "not tried yet");
  const mail = (await claimMail(database, clock.now())) ?? assert.fail("no mail is due");
  const error = "connection refused";
  const nextAttemptAt = FROM.add({ minutes: 45 });
  await postponeMail(database, { id: mail.id, nextAttemptAt, error });
  assert.deepEqual(await alarmsAfter(29), [], "still patient");
  const details = {
    rule: "mail-failing",
    mails: 1,
    since: FROM.toString(),
    lastError: error,
  };
  assert.deepEqual(await alarmsAfter(30), [["raised", details]]);
  assert.deepEqual(await alarmsAfter(31), [["raised", details]], "once");
  await claimMail(database, nextAttemptAt);
  await markMailSent(database, { id: mail.id, sentAt: nextAttemptAt });
  assert.deepEqual(await alarmsAfter(46), [["cleared", details]]);
});
