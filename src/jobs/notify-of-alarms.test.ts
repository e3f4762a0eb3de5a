import assert from "node:assert/strict";
import { test } from "node:test";
import { MovableClock } from "#platform/clock.ts";
import { raiseAlarm } from "#storage/alarms.ts";
import { createUser } from "#storage/users.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { notifyOfAlarms } from "./notify-of-alarms.ts";

const NOW = Temporal.Instant.from("2026-11-25T09:00:00Z");

test("two hundred lines lost at once are one mail to each administrator, however many tell", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  for (const email of ["one@example.org", "two@example.org"]) {
    await createUser(database, {
      email,
      name: email,
      role: "administrator",
      language: "en",
      tenantId: null,
      passwordHash: "",
      createdAt: NOW.subtract({ hours: 1 }),
    });
  }
  await database.transaction(async (tx) => {
    for (let id = 1; id <= 200; id += 1) {
      const source = { kind: "line", id, name: `Gateway ${id}` } as const;
      const details = { rule: "line-down", meters: 50, lastGoodAt: null, lastError: null } as const;
      await raiseAlarm(tx, { siteId, source, details, raisedAt: NOW });
    }
  });
  const clock = new MovableClock(NOW.add({ seconds: 1 }));
  const mails = async () => {
    await Promise.all(Array.from({ length: 4 }, () => notifyOfAlarms({ database, clock })));
    const { rows } = await database.query("select recipient, subject from outbox_mail order by id");
    return rows.map(({ recipient, subject }) => `${recipient}: ${subject}`);
  };
  assert.deepEqual(await mails(), [], "the storm may go on");
  clock.moveTo(NOW.add({ seconds: 4 }));
  const all = ["one@example.org: SmartPM: 200 alarms", "two@example.org: SmartPM: 200 alarms"];
  assert.deepEqual(await mails(), all);
  clock.moveTo(NOW.add({ hours: 1 }));
  assert.deepEqual(await mails(), all, "nothing is told twice");
});
