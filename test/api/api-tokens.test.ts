/** Programs that call the API by a token of a user. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RouteContract } from "#api/contract/route.ts";
import { scopeOf } from "#api/contract/route.ts";
import { routes } from "#api/contract/routes.ts";
import { json, PASSWORD, type RunningApi, runSeededApi } from "./running-api.ts";

async function makeToken(
  api: RunningApi,
  cookie: string,
  { scopes = ["read"], days = 30, name = "the heating firm" } = {},
) {
  const body = { name, scopes, days, password: PASSWORD };
  const answer = await api.call("POST", "/account/tokens", { cookie, body });
  assert.equal(answer.status, 201);
  const { id, token } = await json(answer);
  // As a program sends it: no cookie and no header of our pages.
  const as = (method: string, path: string, body?: object) =>
    fetch(`${api.address}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  return { id, token, as };
}

test("a token does what its scopes say in its user's name, is shown once and stored as a digest", async (t) => {
  const { api, database, property } = await runSeededApi(t);
  const cookie = await api.signIn("accountant@example.org");
  const { token, as } = await makeToken(api, cookie, { scopes: ["read", "billing"] });
  assert.match(token, /^spm_[\w-]{43}$/);
  assert.equal((await as("GET", "/bills")).status, 200);
  const payment = { kind: "payment", amount: "5.00", bookedOn: "2026-11-20", note: "" };
  const path = `/accounts/${property.bakery.leaseId}/entries`;
  assert.equal((await as("POST", path, payment)).status, 201);
  const { rows } = await database.query(
    "select token_sha256, (select origin from audit_entry order by id desc limit 1) from api_token",
  );
  assert.ok(!JSON.stringify(rows).includes(token));
  assert.match(rows[0]?.origin, /, token "the heating firm"$/, "the audit log tells which program");
  const { tokens } = await json(await api.call("GET", "/account/tokens", { cookie }));
  assert.equal(tokens[0].lastUsedAt, "2026-11-24T11:00:00Z");
  assert.ok(!JSON.stringify(tokens).includes(token));
});

test("beyond its scopes a token opens nothing, and never the account, users or other tokens", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const reader = await makeToken(api, cookie);
  const refused = await reader.as("POST", "/bill-runs", {});
  assert.equal(refused.status, 403);
  assert.match((await json(refused)).detail, /lacks the scope billing/);
  const everything = await makeToken(api, cookie, {
    scopes: ["read", "readings", "billing", "property"],
  });
  for (const [method, path] of [
    ["GET", "/users"],
    ["GET", "/account/tokens"],
    ["GET", "/tokens"],
    ["GET", "/settings/mail"],
    ["PATCH", "/account/password"],
    ["POST", "/account/tokens"],
    ["DELETE", `/account/tokens/${everything.id}`],
    ["POST", "/sites"],
  ] as const) {
    const answer = await everything.as(method, path, method === "GET" ? undefined : {});
    assert.equal(answer.status, 403, `${method} ${path}`);
  }
});

test("every route that changes something is in one scope or in none", () => {
  const open = Object.entries(routes as Readonly<Record<string, RouteContract>>)
    .filter(([, route]) => route.method !== "GET" && route.roles !== "anyone")
    .filter(([, route]) => scopeOf(route) === undefined)
    .map(([name]) => name);
  // What is left to people: accounts, users, the installation, and what is only looked at.
  for (const name of ["createOwnToken", "changeOwnPassword", "createUser", "changeOrganisation"]) {
    assert.ok(open.includes(name), name);
  }
  for (const name of ["startBillRun", "bookOnAccount", "enterReading", "createLease"]) {
    assert.ok(!open.includes(name), name);
  }
});

test("a token that is revoked, ended, or whose user is shut out, is worthless", async (t) => {
  const { api, cookie, database } = await runSeededApi(t);
  const own = await api.signIn("operator@example.org");
  const [one, two, three] = [
    await makeToken(api, own, { name: "one" }),
    await makeToken(api, own, { name: "two", days: 1 }),
    await makeToken(api, own, { name: "three" }),
  ];
  const statuses = async () =>
    Promise.all([one, two, three].map(async ({ as }) => (await as("GET", "/meters")).status));
  assert.deepEqual(await statuses(), [200, 200, 200]);
  const remove = (path: string, by: string) => api.call("DELETE", path, { cookie: by });
  const strangers = await api.signIn("viewer@example.org");
  assert.equal((await remove(`/account/tokens/${one.id}`, strangers)).status, 404);
  assert.equal((await remove(`/account/tokens/${one.id}`, own)).status, 204);
  assert.deepEqual(await statuses(), [401, 200, 200]);
  api.clock.moveTo(api.clock.now().add({ hours: 25 }));
  assert.deepEqual(await statuses(), [401, 401, 200]);
  const { tokens } = await json(await api.call("GET", "/tokens", { cookie }));
  assert.deepEqual(
    tokens.map(({ name }: { name: string }) => name),
    ["three"],
  );
  await database.query("update user_account set disabled_at = now() where role = 'operator'");
  assert.deepEqual(await statuses(), [401, 401, 401]);
  assert.equal((await remove(`/tokens/${three.id}`, cookie)).status, 204);
});

test("a token is asked for by the password, and held off when it asks too often", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const body = { name: "x", scopes: ["read"], days: 1, password: "somebody else's" };
  const answer = await api.call("POST", "/account/tokens", { cookie, body });
  assert.equal((await json(answer)).faults[0].subject, "body.password");
  const { as } = await makeToken(api, cookie);
  const statuses: number[] = [];
  for (let i = 0; i < 620; i += 1) {
    const { status } = await as("GET", "/documents/none");
    statuses.push(status);
  }
  assert.ok(statuses.includes(404) && statuses.at(-1) === 429, String(statuses.at(-1)));
});
