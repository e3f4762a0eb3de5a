import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { OutgoingWebhook, WebhookOutcome } from "#delivery/webhook-transport.ts";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { clearAlarms, listAlarms, raiseAlarms } from "#storage/alarms.ts";
import { storeSecret } from "#storage/secrets.ts";
import {
  claimWebhook,
  createWebhook,
  enqueueWebhook,
  listWebhookRequests,
  listWebhooks,
  retryWebhookRequest,
  webhookSecret,
} from "#storage/webhooks.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { tellWebhooks } from "./tell-webhooks.ts";
import { watchMachine } from "./watch-machine.ts";

const FROM = Temporal.Instant.from("2026-11-24T10:00Z");
const DETAILS = { rule: "line-down", meters: 3, lastGoodAt: null, lastError: null } as const;
const TAKEN: WebhookOutcome = { kind: "accepted", status: 204 };
const AWAY: WebhookOutcome = { kind: "postponed", reason: "nobody there" };

/** A site whose lines go down, and receivers that answer as a test says. */
async function setUp(t: TestContext) {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-webhooks-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const box = await openSecretBox(folder);
  const clock = new MovableClock(FROM);
  const sent: OutgoingWebhook[] = [];
  const answers = new Map<string, () => WebhookOutcome | Promise<WebhookOutcome>>();
  const transport = {
    async send(request: OutgoingWebhook) {
      sent.push(request);
      return (await answers.get(request.url)?.()) ?? TAKEN;
    },
  };
  const add = async (host: string, siteIds: readonly number[] | null = null) => {
    const url = `https://${host}.example/`;
    const kinds = ["communication"] as const;
    const webhook = { name: host, url, kinds, severity: "critical", siteIds, at: FROM } as const;
    const id = await createWebhook(database, webhook);
    const name = webhookSecret(id);
    await storeSecret(database, { name, sealed: box.seal(name, `key of ${host}`) });
    return {
      id,
      url,
      answer: (how: () => WebhookOutcome | Promise<WebhookOutcome>) => answers.set(url, how),
    };
  };
  const look = async (minutes: number) => {
    clock.moveTo(FROM.add({ seconds: 60 * minutes }));
    await tellWebhooks({ database, clock, log: createLog("silent"), box, transport });
  };
  const stateOf = async ({ id }: { readonly id: number }) =>
    (await listWebhooks(database)).find((webhook) => webhook.id === id)?.lastState;
  const raise = async (...lines: readonly number[]) => {
    const alarms = lines.map((id) => {
      const source = { kind: "line", id, name: `gateway ${id}` } as const;
      return { source, details: DETAILS };
    });
    return raiseAlarms(database, { siteId, alarms, raisedAt: clock.now() });
  };
  const sentTo = ({ url }: { readonly url: string }) => sent.filter((one) => one.url === url);
  return { database, siteId, clock, add, look, stateOf, raise, sentTo };
}

test("each event is one request, tried again under its own key, also when a process ended over it", async (t) => {
  const { database, clock, add, look, stateOf, raise, sentTo } = await setUp(t);
  const receiver = await add("control-room");
  const [alarmId] = await raise(1);
  assert.ok(alarmId);

  receiver.answer(() => AWAY);
  await look(0);
  assert.equal(await stateOf(receiver), "waiting");
  receiver.answer(() => ({ kind: "uncertain", reason: "no answer" }));
  await look(1);
  assert.equal(await stateOf(receiver), "unknown");
  // A process that takes it and is killed leaves it as sending: its fate is unknown.
  const taken = { webhookId: receiver.id, now: FROM.add({ minutes: 3 }) };
  assert.ok(await claimWebhook(database, taken));
  receiver.answer(() => TAKEN);
  await look(4);
  await look(5);
  assert.equal(await stateOf(receiver), "sent");
  const raised = `webhook/${receiver.id}/alarm/${alarmId}/raised/0`;
  assert.deepEqual(
    sentTo(receiver).map(({ deliveryKey, key }) => [deliveryKey, key]),
    Array.from({ length: 3 }, () => [raised, "key of control-room"]),
  );
  await clearAlarms(database, { ids: [alarmId], clearedAt: clock.now() });
  await look(6);
  const { event, alarm } = JSON.parse(sentTo(receiver).at(-1)?.body ?? "");
  assert.deepEqual(
    [event, alarm.rule, alarm.raisedAt],
    ["alarm.cleared", "line-down", FROM.toString()],
  );
});

test("a receiver that is away keeps nobody else waiting, and is told in order when it is back", async (t) => {
  const { database, add, look, raise, sentTo } = await setUp(t);
  const [away, well] = [await add("away"), await add("well")];
  away.answer(() => AWAY);
  const alarmIds = await raise(1, 2, 3, 4);
  await look(0);
  assert.equal(sentTo(away).length, 1, "the others wait for the first");
  assert.equal(sentTo(well).length, 4);
  away.answer(() => TAKEN);
  await look(0.5);
  assert.equal(sentTo(away).length, 1, "its time has not come");
  await look(1);
  assert.deepEqual(
    sentTo(away).map(({ body }) => JSON.parse(body).alarm.id),
    [alarmIds[0], ...alarmIds],
  );
  const states = await listWebhookRequests(database, { webhookId: away.id, atMost: 10 });
  assert.deepEqual(
    states.map(({ state, attempts, status }) => [state, attempts, status]),
    [
      ["sent", 1, 204],
      ["sent", 1, 204],
      ["sent", 1, 204],
      ["sent", 2, 204],
    ],
  );
});

test("who is told of something new does not wait for a receiver that is slow with what was before", async (t) => {
  const { clock, add, look, raise, sentTo } = await setUp(t);
  const [slow, well] = [await add("slow"), await add("well")];
  const answered = Promise.withResolvers<WebhookOutcome>();
  slow.answer(() => answered.promise);
  const told = [Promise.withResolvers<WebhookOutcome>(), Promise.withResolvers<WebhookOutcome>()];
  let times = 0;
  well.answer(() => {
    told[times]?.resolve(TAKEN);
    times += 1;
    return TAKEN;
  });
  await raise(1);
  const round = look(0);
  await told[0]?.promise;
  await raise(2);
  // The round looks again while the slow one is still being asked: real time passes, so does the clock.
  const ticking = setInterval(() => clock.moveTo(clock.now().add({ seconds: 1 })), 5);
  t.after(() => clearInterval(ticking));
  await told[1]?.promise;
  assert.equal(sentTo(slow).length, 1);
  answered.resolve(TAKEN);
  await round;
  assert.equal(sentTo(well).length, 2);
  assert.equal(sentTo(slow).length, 2);
});

test("a receiver whose request breaks ends no other's", async (t) => {
  const { add, look, stateOf, raise } = await setUp(t);
  const [broken, well] = [await add("broken"), await add("well")];
  broken.answer(() => {
    throw new Error("broken");
  });
  await raise(1, 2);
  await assert.rejects(look(0), /broken/);
  assert.equal(await stateOf(well), "sent");
  broken.answer(() => TAKEN);
  await look(1);
  assert.equal(await stateOf(broken), "sent");
});

test("what is given up after three days is said to be failed, and sent when somebody asks for it", async (t) => {
  const { database, add, look, stateOf, raise, sentTo } = await setUp(t);
  const receiver = await add("gone");
  receiver.answer(() => ({ kind: "postponed", reason: "the receiver answered 404", status: 404 }));
  await raise(1);
  for (let hours = 0; hours <= 80; hours += 1) {
    for (const minutes of hours === 0 ? [0, 1, 3, 8, 23, 53] : [54])
      await look(60 * hours + minutes);
  }
  assert.equal(await stateOf(receiver), "failed");
  assert.equal(sentTo(receiver).length, 77);
  const [given] = await listWebhookRequests(database, { webhookId: receiver.id, atMost: 1 });
  assert.deepEqual([given?.status, given?.nextAttemptAt], [404, null]);
  const again = { webhookId: receiver.id, id: given?.id ?? 0, at: FROM };
  assert.equal(await retryWebhookRequest(database, again), true);
  assert.equal(await retryWebhookRequest(database, again), false, "it waits already");
  receiver.answer(() => TAKEN);
  await look(60 * 81);
  assert.equal(await stateOf(receiver), "sent");
});

test("a storm is one request of all its alarms, each told once", async (t) => {
  const { add, look, raise, sentTo } = await setUp(t);
  const receiver = await add("control-room");
  const alarmIds = await raise(...Array.from({ length: 600 }, (_, n) => n + 1));
  await look(0);
  await look(1);
  const bodies = sentTo(receiver).map(({ body }) => JSON.parse(body));
  assert.deepEqual(
    bodies.map(({ id, event, alarms }) => [id, event, alarms.length]),
    [
      [`webhook/${receiver.id}/alarms/${alarmIds[0]}/raised/0`, "alarms", 500],
      [`webhook/${receiver.id}/alarms/${alarmIds[500]}/raised/0`, "alarms", 100],
    ],
  );
  const told = bodies.flatMap(({ alarms }) =>
    alarms.map((one: { event: string; alarm: { id: number } }) => [one.event, one.alarm.id]),
  );
  assert.deepEqual(
    told,
    alarmIds.map((id) => ["alarm.raised", id]),
  );
});

test("a webhook of some sites is told of no other's alarms", async (t) => {
  const { siteId, add, look, raise, sentTo } = await setUp(t);
  const [own, other] = [await add("own", [siteId]), await add("other", [siteId + 1])];
  await raise(1);
  await look(0);
  assert.deepEqual([sentTo(own).length, sentTo(other).length], [1, 0]);
});

test("a test goes before what waits, and once", async (t) => {
  const { database, add, look, stateOf, raise, sentTo } = await setUp(t);
  const receiver = await add("away");
  receiver.answer(() => AWAY);
  await raise(1);
  await look(0);
  const test = { webhookId: receiver.id, deliveryKey: "webhook/1/test/1", events: [] };
  await enqueueWebhook(database, { ...test, body: '{"event":"test"}', at: FROM });
  await look(0.5);
  assert.deepEqual(
    sentTo(receiver)
      .map(({ deliveryKey }) => deliveryKey)
      .slice(1),
    [test.deliveryKey],
  );
  assert.equal(await stateOf(receiver), "failed");
});

test("a test that is taken lets what waits be sent at once", async (t) => {
  const { database, add, look, raise, sentTo } = await setUp(t);
  const receiver = await add("away");
  receiver.answer(() => AWAY);
  await raise(1);
  for (const minutes of [0, 1, 3, 8]) await look(minutes);
  receiver.answer(() => TAKEN);
  const test = { webhookId: receiver.id, deliveryKey: "webhook/1/test/1", events: [] };
  await enqueueWebhook(database, { ...test, body: '{"event":"test"}', at: FROM });
  await look(9);
  assert.deepEqual(
    sentTo(receiver)
      .map(({ deliveryKey }) => deliveryKey.split("/")[2])
      .slice(-2),
    ["test", "alarm"],
  );
});

test("a receiver that takes nothing raises an alarm by its name until it takes something", async (t) => {
  const { database, clock, add, look, raise } = await setUp(t);
  const [away] = [await add("away"), await add("well")];
  away.answer(() => ({ kind: "postponed", reason: "the receiver answered 500", status: 500 }));
  const dataFolder = tmpdir();
  const alarmsAfter = async (minutes: number) => {
    await look(minutes);
    await watchMachine({ database, clock, log: createLog("silent"), dataFolder });
    const alarms = await listAlarms(database, { now: clock.now(), atMost: 10 });
    return alarms
      .filter(({ details }) => (details as { rule: string }).rule === "webhook-failing")
      .map(({ source, state, details }) => [source.name, state, details]);
  };
  await raise(1, 2);
  for (const minutes of [0, 1, 3, 8, 23]) assert.deepEqual(await alarmsAfter(minutes), []);
  const details = {
    rule: "webhook-failing",
    requests: 1,
    since: FROM.toString(),
    lastError: "the receiver answered 500",
  };
  assert.deepEqual(await alarmsAfter(30), [["away", "raised", details]]);
  // What is given up after three days does not end it, the next request is not taken either.
  for (let hours = 1; hours <= 80; hours += 1) await look(60 * hours);
  assert.deepEqual(await alarmsAfter(60 * 81), [["away", "raised", details]]);
  away.answer(() => TAKEN);
  assert.deepEqual(await alarmsAfter(60 * 83), [["away", "cleared", details]]);
});
