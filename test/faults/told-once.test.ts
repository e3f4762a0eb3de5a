import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { notifyOfAlarms } from "#jobs/notify-of-alarms.ts";
import { createUser } from "#storage/users.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { standingLoss } from "#test/support/raised-again.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { assertToldOnce, isAllTold } from "#test/support/told-once.ts";

/** An alarm raised, told, raised again and told again. */
async function toldTwice(t: TestContext): Promise<Database> {
  const database = await testDatabase(t);
  const clock = new MovableClock(Temporal.Instant.from("2026-11-20T12:00Z"));
  await createUser(database, {
    email: "owner@quay.example",
    name: "The owner",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: "",
    createdAt: clock.now(),
  });
  const tell = async () => {
    clock.moveTo(clock.now().add({ minutes: 2 }));
    await notifyOfAlarms({ database, clock });
    await database.query("update outbox_mail set state = 'sent'");
  };
  const loss = await standingLoss({ database, clock }, await createTestSite(database));
  await tell();
  await loss.growWorse();
  assert.equal(await isAllTold(database), false, "raised again, and not told of it");
  await tell();
  assert.equal(await isAllTold(database), true);
  return database;
}

async function arrivedIn(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ message_id: string }>(
    "select message_id from outbox_mail",
  );
  return rows.map(({ message_id: id }) => id);
}

test("each time an alarm is raised is a notice and a mail of its own", async (t) => {
  const database = await toldTwice(t);
  const told = await assertToldOnce(database, await arrivedIn(database));
  assert.deepEqual(told, { told: 2, mails: 2, unknown: 0 });
});

test("a second telling that was lost is found", async (t) => {
  const database = await toldTwice(t);
  await database.query("delete from alarm_notice where occasion = 1");
  assert.equal(await isAllTold(database), false);
  await assert.rejects(
    assertToldOnce(database, await arrivedIn(database)),
    /each time that an alarm/,
  );
});

test("a second telling that was told twice is found", async (t) => {
  const database = await toldTwice(t);
  await database.query(
    `insert into alarm_notice (alarm_id, occasion, notice_key, delivery_key, noticed_at)
     select alarm_id, occasion, 'user/0', delivery_key || '/again', noticed_at
       from alarm_notice where occasion = 1`,
  );
  await assert.rejects(
    assertToldOnce(database, await arrivedIn(database)),
    /each time that an alarm/,
  );
});

test("a mail that arrives twice is found", async (t) => {
  const database = await toldTwice(t);
  const [first = assert.fail(), ...others] = await arrivedIn(database);
  await assert.rejects(assertToldOnce(database, [first, first, ...others]), /arrives twice/);
});
