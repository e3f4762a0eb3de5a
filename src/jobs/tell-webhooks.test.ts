import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { SendOutcome } from "#delivery/send-outcome.ts";
import type { OutgoingWebhook } from "#delivery/webhook-transport.ts";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { clearAlarms, raiseAlarm } from "#storage/alarms.ts";
import { storeSecret } from "#storage/secrets.ts";
import { claimWebhook, createWebhook, listWebhooks, webhookSecret } from "#storage/webhooks.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { tellWebhooks } from "./tell-webhooks.ts";

const FROM = Temporal.Instant.from("2026-11-24T10:00Z");

test("each event is one request, tried again under its own key, also when a process ended over it", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-webhooks-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const box = await openSecretBox(folder);
  const clock = new MovableClock(FROM);
  const kinds = ["communication"] as const;
  const webhook = { name: "Control room", url: "https://example.com/", kinds, at: FROM } as const;
  const id = await createWebhook(database, { ...webhook, severity: "critical" });
  const name = webhookSecret(id);
  await storeSecret(database, { name, sealed: box.seal(name, "the key") });
  const sent: OutgoingWebhook[] = [];
  const outcomes: SendOutcome[] = [];
  const transport = {
    async send(request: OutgoingWebhook) {
      sent.push(request);
      return outcomes.shift() ?? ({ kind: "accepted" } as const);
    },
  };
  const look = async (minutes: number) => {
    clock.moveTo(FROM.add({ minutes }));
    await tellWebhooks({ database, clock, log: createLog("silent"), box, transport });
    return (await listWebhooks(database))[0]?.lastState;
  };
  const source = { kind: "line", id: 1, name: "gateway 1" } as const;
  const details = { rule: "line-down", meters: 3, lastGoodAt: null, lastError: null } as const;
  const alarmId = await raiseAlarm(database, { siteId, source, details, raisedAt: FROM });
  assert.ok(alarmId);

  outcomes.push({ kind: "postponed", reason: "nobody there" });
  assert.equal(await look(0), "waiting");
  outcomes.push({ kind: "uncertain", reason: "no answer" });
  assert.equal(await look(1), "unknown");
  // A process that takes it and is killed leaves it as sending: its fate is unknown.
  assert.ok(await claimWebhook(database, FROM.add({ minutes: 3 })));
  assert.equal(await look(4), "sent");
  assert.equal(await look(5), "sent", "nothing is left");
  const raised = `webhook/${id}/alarm/${alarmId}/raised/0`;
  assert.deepEqual(
    sent.map(({ deliveryKey, key }) => [deliveryKey, key]),
    Array.from({ length: 3 }, () => [raised, "the key"]),
  );
  await clearAlarms(database, { ids: [alarmId], clearedAt: clock.now() });
  await look(6);
  const { event, alarm } = JSON.parse(sent.at(-1)?.body ?? "");
  assert.deepEqual(
    [event, alarm.rule, alarm.raisedAt],
    ["alarm.cleared", "line-down", FROM.toString()],
  );
  outcomes.push({ kind: "refused", reason: "the receiver answered 404" });
  await raiseAlarm(database, { siteId, source: { ...source, id: 2 }, details, raisedAt: FROM });
  assert.equal(await look(7), "failed");
  await look(2_000);
  assert.equal(sent.length, 5, "what was refused is not sent again");
});
