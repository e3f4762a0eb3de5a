/** Who is told of alarms, entered through the interface; and alarms put aside. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { notifyOfAlarms } from "#jobs/notify-of-alarms.ts";
import { raiseAlarm } from "#storage/alarms.ts";
import { json, runSeededApi } from "./running-api.ts";
import { NOW } from "./seeded-property.ts";

const RULE = {
  kinds: ["communication"],
  severity: "critical",
  days: [1, 2, 3, 4, 5, 6, 7],
  fromMinute: 0,
  toMinute: 1440,
  digestMinutes: 0,
  escalationMinutes: null,
};

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const all = await runSeededApi(t);
  const { database, property, api } = all;
  const raise = (id: number) =>
    database.transaction((tx) =>
      raiseAlarm(tx, {
        siteId: asId(property.siteId),
        source: { kind: "line", id, name: `gateway ${id}` },
        details: { rule: "line-down", meters: 3, lastGoodAt: null, lastError: null },
        raisedAt: api.clock.now(),
      }),
    );
  const told = async () => {
    api.clock.moveTo(api.clock.now().add({ seconds: 10 }));
    await notifyOfAlarms({ database, clock: api.clock });
    const { rows } = await database.query(
      `select recipient, subject from outbox_mail
        where delivery_key like 'alarm%' and created_at > $1 order by id`,
      [NOW.toString()],
    );
    return rows.map(({ recipient, subject }) => `${recipient}: ${subject}`);
  };
  return { ...all, raise, told };
}

test("a rule of one's own is kept, changed, removed, and nobody else's business", async (t) => {
  const { api, cookie } = await setUp(t);
  const created = await json(await api.call("POST", "/notification-rules", { cookie, body: RULE }));
  assert.deepEqual(created, { ...RULE, id: created.id });
  const path = `/notification-rules/${created.id}`;
  const changed = { ...RULE, escalationMinutes: 30 };
  assert.equal((await api.call("PATCH", path, { cookie, body: changed })).status, 200);
  const { rules } = await json(await api.call("GET", "/notification-rules", { cookie }));
  assert.deepEqual(rules, [{ ...changed, id: created.id }]);
  const operator = await api.signIn("operator@example.org");
  const foreign = await api.call("PATCH", path, { cookie: operator, body: RULE });
  assert.equal(foreign.status, 404);
  assert.equal((await api.call("DELETE", path, { cookie: operator })).status, 404);
  assert.equal((await api.call("DELETE", path, { cookie })).status, 204);
  const left = await json(await api.call("GET", "/notification-rules", { cookie }));
  assert.deepEqual(left, { rules: [], tellsAll: true });
});

test("a rule without days is refused at its field", async (t) => {
  const { api, cookie } = await setUp(t);
  const body = { ...RULE, days: [] };
  const refused = await api.call("POST", "/notification-rules", { cookie, body });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /body\.days.*choose at least one day/s);
});

test("who chose rules is told by them, an administrator without any of everything", async (t) => {
  const { api, raise, told } = await setUp(t);
  const operator = await api.signIn("operator@example.org");
  const body = { ...RULE, kinds: ["evasion"] };
  await api.call("POST", "/notification-rules", { cookie: operator, body });
  await raise(1);
  const mails = await told();
  assert.deepEqual(mails, ['administrator@example.org: SmartPM: Line "gateway 1" is down']);
  assert.deepEqual(await told(), mails, "once");
});

test("a test mail goes to the reader", async (t) => {
  const { api, cookie, database } = await setUp(t);
  assert.equal((await api.call("POST", "/notification-rules/test", { cookie })).status, 204);
  const { rows } = await database.query(
    "select recipient, state from outbox_mail where delivery_key like 'test/%'",
  );
  assert.deepEqual(rows, [{ recipient: "administrator@example.org", state: "waiting" }]);
});

test("an alarm put aside lights no lamp and tells nobody until its time is over", async (t) => {
  const { api, cookie, raise, told, database } = await setUp(t);
  const before = await json(await api.call("GET", "/alarms", { cookie }));
  const id = await raise(1);
  const path = `/alarms/${id}/shelving`;
  const body = { hours: 2, note: "The electrician comes at noon." };
  const shelved = await json(await api.call("POST", path, { cookie, body }));
  assert.equal(shelved.shelvedBy, "The administrator");
  assert.equal(shelved.shelvedUntil, NOW.add({ hours: 2 }).toString());
  const { counts } = await json(await api.call("GET", "/alarms", { cookie }));
  assert.equal(counts.communication.open, before.counts.communication.open);
  assert.deepEqual(await told(), []);
  api.clock.moveTo(NOW.add({ hours: 2 }));
  assert.equal((await told()).length, 1);
  const taken = await json(await api.call("DELETE", path, { cookie }));
  assert.equal(taken.shelvedUntil, null);
  const { rows } = await database.query(
    "select action from audit_entry where action like 'alarm.%' order by id",
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["alarm.shelved", "alarm.unshelved"],
  );
  const missing = await api.call("POST", "/alarms/4711/shelving", { cookie, body });
  assert.equal(missing.status, 404);
});
