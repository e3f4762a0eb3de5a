import assert from "node:assert/strict";
import { test } from "node:test";
import { IDLE_HOURS_AT_MOST, SESSION_HOURS_AT_MOST } from "#api/session-token.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { cookieOf, json, PASSWORD, runApi, seedUsers } from "./running-api.ts";
import { seedProperty } from "./seeded-property.ts";

async function withUsers(t: { after(tidy: () => Promise<void> | void): void }) {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  return { database, api: await runApi(t, { database }) };
}

const administrator = {
  email: "Owner@Example.org",
  name: "The owner",
  password: "a long enough password",
};

test("a fresh installation is set up once, and whoever does it is signed in as administrator", async (t) => {
  const database = await testDatabase(t);
  const api = await runApi(t, { database });
  assert.deepEqual(await json(await api.call("GET", "/setup")), { needed: true });

  const created = await api.call("POST", "/setup", { body: administrator });
  assert.equal(created.status, 201);
  const { user } = await json(created);
  assert.equal(user.role, "administrator");
  assert.equal(user.email, "owner@example.org");

  const again = await api.call("GET", "/session", { cookie: cookieOf(created) });
  assert.equal((await json(again)).user.id, user.id);
  assert.deepEqual(await json(await api.call("GET", "/setup")), { needed: false });
  const second = await api.call("POST", "/setup", { body: administrator });
  assert.equal(second.status, 409);
  const { rows } = await database.query("select actor, action from audit_entry");
  assert.deepEqual(rows, [{ actor: "owner@example.org", action: "user.created" }]);
});

test("of many who set up at the same moment exactly one wins", async (t) => {
  const database = await testDatabase(t);
  const api = await runApi(t, { database });
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      api.call("POST", "/setup", { body: { ...administrator, email: `owner${i}@example.org` } }),
    ),
  );
  const statuses = answers.map((answer) => answer.status).toSorted();
  assert.deepEqual(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
  const { rows } = await database.query("select count(*)::int as users from user_account");
  assert.deepEqual(rows, [{ users: 1 }]);
});

test("the cookie is out of reach of scripts and other sites, and only its hash is stored", async (t) => {
  const { api, database } = await withUsers(t);
  const answer = await api.call("POST", "/session", {
    body: { email: "VIEWER@example.org", password: PASSWORD },
  });
  assert.equal(answer.status, 200);
  const [cookie = ""] = answer.headers.getSetCookie();
  assert.match(cookie, /^smartpm_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
  const { rows } = await database.query<{ token_sha256: string }>(
    "select token_sha256 from session",
  );
  const token = cookieOf(answer).split("=")[1] ?? "";
  assert.equal(rows.length, 1);
  assert.match(rows[0]?.token_sha256 ?? "", /^[0-9a-f]{64}$/);
  assert.ok(!rows[0]?.token_sha256.includes(token));
});

test("behind a proxy on this machine that speaks HTTPS the cookie is Secure", async (t) => {
  const { api } = await withUsers(t);
  const answer = await api.call("POST", "/session", {
    body: { email: "viewer@example.org", password: PASSWORD },
    headers: { "x-forwarded-proto": "https" },
  });
  assert.match(answer.headers.getSetCookie()[0] ?? "", /; Secure/);
});

test("a wrong password and an unknown address get the same answer", async (t) => {
  const { api } = await withUsers(t);
  const answers = await Promise.all(
    [
      { email: "viewer@example.org", password: "wrong" },
      { email: "nobody@example.org", password: "wrong" },
    ].map((body) => api.call("POST", "/session", { body })),
  );
  const bodies = await Promise.all(answers.map(json));
  for (const answer of answers) {
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
  assert.deepEqual({ ...bodies[0], requestId: "" }, { ...bodies[1], requestId: "" });
  assert.equal(bodies[0].type, "/problems/wrong-sign-in");
});

test("after signing out the same cookie is worthless", async (t) => {
  const { api } = await withUsers(t);
  const cookie = await api.signIn("viewer@example.org");
  assert.equal((await api.call("GET", "/meters", { cookie })).status, 200);
  const out = await api.call("DELETE", "/session", { cookie });
  assert.equal(out.status, 204);
  assert.equal((await api.call("GET", "/meters", { cookie })).status, 401);
  assert.deepEqual(await json(await api.call("GET", "/session", { cookie })), {
    user: null,
    sites: [],
    ownPasswordWanted: false,
    secondFactorWanted: false,
  });
});

test("signing in again ends the session that was there before", async (t) => {
  const { api } = await withUsers(t);
  const cookie = await api.signIn("viewer@example.org");
  const body = { email: "operator@example.org", password: PASSWORD };
  const next = cookieOf(await api.call("POST", "/session", { cookie, body }));
  assert.notEqual(next, cookie);
  assert.equal((await api.call("GET", "/meters", { cookie })).status, 401);
  assert.equal((await api.call("GET", "/meters", { cookie: next })).status, 200);
});

test("a session that is used lives on, one that is not used ends, and none lives for ever", async (t) => {
  const { api } = await withUsers(t);
  const used = await api.signIn("viewer@example.org");
  const unused = await api.signIn("operator@example.org");
  const start = api.clock.now();
  const status = async (cookie: string) => (await api.call("GET", "/meters", { cookie })).status;
  for (let hours = 0; hours < SESSION_HOURS_AT_MOST; hours += IDLE_HOURS_AT_MOST - 1) {
    api.clock.moveTo(start.add({ hours }));
    assert.equal(await status(used), 200, `after ${hours} hours`);
  }
  assert.equal(await status(unused), 401);
  api.clock.moveTo(start.add({ hours: SESSION_HOURS_AT_MOST }));
  assert.equal(await status(used), 401);
});

test("the language is the user's and stays", async (t) => {
  const { api, database } = await withUsers(t);
  const cookie = await api.signIn("viewer@example.org");
  const changed = await api.call("PATCH", "/session", { cookie, body: { language: "zh" } });
  assert.equal((await json(changed)).user.language, "zh");
  const again = await api.signIn("viewer@example.org");
  const session = await json(await api.call("GET", "/session", { cookie: again }));
  assert.equal(session.user.language, "zh");
  const { rows } = await database.query("select actor, before, after from audit_entry");
  assert.deepEqual(rows, [
    { actor: "viewer@example.org", before: { language: "en" }, after: { language: "zh" } },
  ]);
  assert.equal(session.sites[0].timeZone, "Europe/Berlin");
});

test("a request that changes something and lacks our header is refused, whoever sends it", async (t) => {
  const { api, database } = await withUsers(t);
  const cookie = await api.signIn("administrator@example.org");
  const foreign = await fetch(`${api.address}/api/session`, {
    method: "DELETE",
    headers: { cookie },
  });
  assert.equal(foreign.status, 403);
  assert.equal((await json(foreign)).type, "/problems/foreign-request");
  const { rowCount } = await database.query("select from session");
  assert.equal(rowCount, 1);
});

test("too many attempts to sign in from one address are held off", async (t) => {
  const { api } = await withUsers(t);
  const statuses: number[] = [];
  for (let i = 0; i < 31; i += 1) {
    const body = { email: "nobody@example.org", password: "" };
    statuses.push((await api.call("POST", "/session", { body })).status);
  }
  assert.deepEqual(new Set(statuses.slice(0, 30)), new Set([400]));
  assert.equal(statuses.at(-1), 429);
});
