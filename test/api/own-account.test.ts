/** What everybody does with the own account, and how guessing is slowed down. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cookieOf, json, PASSWORD, runSeededApi } from "./running-api.ts";

const NEW_PASSWORD = "three words that differ";

test("a new password signs out everywhere else, and needs the old one", async (t) => {
  const { api } = await runSeededApi(t);
  const here = await api.signIn("viewer@example.org");
  const elsewhere = await api.signIn("viewer@example.org");
  const change = (body: unknown) => api.call("PATCH", "/account/password", { cookie: here, body });

  const wrong = await change({ current: "not the password", password: NEW_PASSWORD });
  assert.equal((await json(wrong)).faults[0].subject, "body.current");
  const weak = await change({ current: PASSWORD, password: "Password123!" });
  assert.equal((await json(weak)).faults[0].code, "user.password-common");

  assert.equal((await change({ current: PASSWORD, password: NEW_PASSWORD })).status, 204);
  assert.equal((await api.call("GET", "/meters", { cookie: here })).status, 200);
  assert.equal((await api.call("GET", "/meters", { cookie: elsewhere })).status, 401);
  await api.signIn("viewer@example.org", NEW_PASSWORD);
});

test("one sees where one is signed in, and ends a session there", async (t) => {
  const { api } = await runSeededApi(t);
  const here = await api.signIn("tenant@example.org");
  const elsewhere = await api.signIn("tenant@example.org");
  await api.signIn("viewer@example.org");
  const list = async () =>
    (await json(await api.call("GET", "/account/sessions", { cookie: here }))).sessions;
  const sessions = await list();
  assert.equal(sessions.length, 2);
  assert.deepEqual(
    sessions.map((one: { address: string }) => one.address),
    ["127.0.0.1", "127.0.0.1"],
  );
  const other = sessions.find((one: { isThisOne: boolean }) => !one.isThisOne);
  const path = `/account/sessions/${other.name}`;
  assert.equal((await api.call("DELETE", path, { cookie: here })).status, 204);
  assert.equal((await api.call("GET", "/meters", { cookie: elsewhere })).status, 401);
  assert.equal((await list()).length, 1);
  const viewer = await api.signIn("viewer@example.org");
  const own = (await list())[0].name;
  const foreign = await api.call("DELETE", `/account/sessions/${own}`, { cookie: viewer });
  assert.equal(foreign.status, 404, "nobody ends a session of somebody else");
});

test("who guesses on has to wait, whoever the user is, and the right password waits as well", async (t) => {
  const { api } = await runSeededApi(t);
  const attempt = (email: string, password: string) =>
    api.call("POST", "/session", { body: { email, password } });
  for (const email of ["viewer@example.org", "nobody@example.org"]) {
    for (let n = 0; n < 5; n += 1) assert.equal((await attempt(email, "wrong one")).status, 401);
    const refused = await attempt(email, PASSWORD);
    assert.equal(refused.status, 429, email);
    assert.equal(refused.headers.get("retry-after"), "60");
    assert.match((await json(refused)).detail, /try again in 1 minute$/);
  }
  assert.equal((await attempt("operator@example.org", PASSWORD)).status, 200, "others do not wait");
  api.clock.moveTo(api.clock.now().add({ seconds: 61 }));
  const entered = await attempt("viewer@example.org", PASSWORD);
  assert.equal(entered.status, 200);
  assert.ok(cookieOf(entered).startsWith("smartpm_session="));
  // The right one ends the count.
  assert.equal((await attempt("viewer@example.org", "wrong one")).status, 401);
});
