/** Programs that are told of alarms, set up through the interface. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { claimWebhook, recordWebhook } from "#storage/webhooks.ts";
import { json, runSeededApi } from "./running-api.ts";

const WEBHOOK = {
  name: "Control room",
  url: "https://example.com/alarms",
  kinds: ["communication", "evasion"],
  severity: "warning",
  siteIds: null,
};

test("a webhook is added with a key told once, changed, and removed with what it was not told", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const made = await json(await api.call("POST", "/webhooks", { cookie, body: WEBHOOK }));
  assert.match(made.key, /^[\w-]{43}$/);
  const taken = await api.call("POST", "/webhooks", { cookie, body: WEBHOOK });
  assert.equal(taken.status, 409);
  assert.match(await taken.text(), /body\.name/);
  const path = `/webhooks/${made.id}`;
  const changed = { ...WEBHOOK, name: "Night guard", siteIds: [property.siteId] };
  assert.equal((await api.call("PATCH", path, { cookie, body: changed })).status, 204);
  const listed = await json(await api.call("GET", "/webhooks", { cookie }));
  const none = { lastState: null, lastError: null, lastAt: null };
  assert.deepEqual(listed.webhooks, [{ ...changed, ...none, id: made.id }]);
  assert.ok(!JSON.stringify(listed).includes(made.key));
  assert.equal((await api.call("DELETE", path, { cookie })).status, 204);
  for (const [method, gone] of [
    ["PATCH", path],
    ["DELETE", path],
    ["POST", `${path}/test`],
    ["GET", `${path}/requests`],
    ["POST", `${path}/requests/1/retry`],
  ] as const) {
    const answer = await api.call(method, gone, {
      cookie,
      ...(method === "PATCH" && { body: WEBHOOK }),
    });
    assert.equal(answer.status, 404, `${method} ${gone}`);
  }
  const { rows } = await database.query<{ action: string }>(
    "select action from audit_entry where subject = $1 order by id",
    [`webhook ${made.id}`],
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["webhook.created", "webhook.changed", "webhook.removed"],
  );
});

test("an address, a kind and a site that are none are refused at their fields", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  for (const [wrong, said] of [
    [{ url: "ftp://example.com" }, /body\.url.*write it like https/s],
    [{ kinds: [] }, /body\.kinds.*choose at least one kind/s],
    [{ siteIds: [] }, /body\.siteIds.*choose at least one site/s],
  ] as const) {
    const body = { ...WEBHOOK, ...wrong };
    const refused = await api.call("POST", "/webhooks", { cookie, body });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), said);
  }
});

test("a test is found among the requests with what the receiver answered, and what is given up is sent again", async (t) => {
  const { api, cookie, database } = await runSeededApi(t);
  const { id } = await json(await api.call("POST", "/webhooks", { cookie, body: WEBHOOK }));
  const asked = await api.call("POST", `/webhooks/${id}/test`, { cookie });
  assert.equal(asked.status, 201);
  const { requestId } = await json(asked);
  const at = api.clock.now();
  const newest = async () => {
    const { requests } = await json(await api.call("GET", `/webhooks/${id}/requests`, { cookie }));
    return requests[0];
  };
  const waiting = { event: "test", state: "waiting", attempts: 0, status: null, alarms: 0 };
  const first = await newest();
  assert.deepEqual({ ...first, ...waiting }, first);
  assert.equal(first.id, requestId);
  assert.ok(await claimWebhook(database, { webhookId: id, now: at }));
  const error = "the receiver answered 404";
  await recordWebhook(database, { id: requestId, state: "failed", error, status: 404, at });
  const answered = await newest();
  assert.deepEqual([answered.status, answered.state, answered.error], [404, "failed", error]);
  const retry = `/webhooks/${id}/requests/${requestId}/retry`;
  assert.equal((await api.call("POST", retry, { cookie })).status, 204);
  assert.equal((await newest()).state, "waiting");
  assert.equal((await api.call("POST", retry, { cookie })).status, 404, "it waits already");
});
