/** What everybody does with the own account, and how guessing is slowed down. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cookieOf, json, PASSWORD, runSeededApi } from "./running-api.ts";

const NEW_PASSWORD = "three words that differ";

test("a new password signs out everywhere else, and needs the old one", async (t) => {
  const { api } = await runSeededApi(t);
  let here = await api.signIn("viewer@example.org");
  const elsewhere = await api.signIn("viewer@example.org");
  const change = (body: unknown) => api.call("PATCH", "/account/password", { cookie: here, body });

  const wrong = await change({ current: "not the password", password: NEW_PASSWORD });
  assert.equal((await json(wrong)).faults[0].subject, "body.current");
  const weak = await change({ current: PASSWORD, password: "Password123!" });
  assert.equal((await json(weak)).faults[0].code, "user.password-common");

  const changed = await change({ current: PASSWORD, password: NEW_PASSWORD });
  assert.equal(changed.status, 204);
  assert.equal((await api.call("GET", "/meters", { cookie: here })).status, 401, "its old cookie");
  here = cookieOf(changed);
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

test("a session that was left open ends no other one, and lets nobody in, before the password is said again", async (t) => {
  const { api, cookie: first } = await runSeededApi(t);
  const elsewhere = await api.signIn("administrator@example.org");
  api.clock.moveTo(api.clock.now().add({ minutes: 11 }));
  const invited = { email: "new@example.org", name: "New", role: "administrator", language: "en" };
  const asked: readonly (readonly [string, string, unknown?])[] = [
    ["DELETE", "/account/sessions"],
    ["DELETE", "/account/sessions/0123456789abcdef"],
    ["POST", "/users", { ...invited, tenantId: null, siteIds: null, password: NEW_PASSWORD }],
    ["POST", "/users/1/password", { password: NEW_PASSWORD }],
    ["DELETE", "/users/1/second-factor"],
    ["POST", "/users/1/invitation"],
  ];
  for (const [method, path, body] of asked) {
    const refused = await api.call(method, path, { cookie: first, body });
    assert.equal(refused.status, 403, path);
    assert.equal((await json(refused)).faults[0].code, "session.password-wanted", path);
  }
  assert.equal((await api.call("GET", "/meters", { cookie: elsewhere })).status, 200);

  const say = (password: string) =>
    api.call("POST", "/session/confirmation", { cookie: first, body: { password } });
  const wrong = await say("not the password");
  assert.equal((await json(wrong)).faults[0].subject, "body.password");
  const said = await say(PASSWORD);
  assert.equal(said.status, 204);
  const renewed = cookieOf(said);
  assert.notEqual(renewed, first);
  assert.equal((await api.call("GET", "/meters", { cookie: first })).status, 401, "the old one");
  const ended = await api.call("DELETE", "/account/sessions", { cookie: renewed });
  assert.deepEqual(await json(ended), { ended: 1 });
  assert.equal((await api.call("GET", "/meters", { cookie: elsewhere })).status, 401);
  assert.equal((await api.call("GET", "/meters", { cookie: renewed })).status, 200);
  // And after ten minutes it is asked for again.
  api.clock.moveTo(api.clock.now().add({ minutes: 10 }));
  const later = await api.call("DELETE", "/account/sessions", { cookie: renewed });
  assert.equal(later.status, 403);
});

test("guessing at an open session waits as it does at the door, and a renewed one lives no longer", async (t) => {
  const { api } = await runSeededApi(t);
  const cookie = await api.signIn("viewer@example.org");
  const say = (password: string, by = cookie) =>
    api.call("POST", "/session/confirmation", { cookie: by, body: { password } });
  for (let n = 0; n < 5; n += 1) assert.equal((await say("wrong one")).status, 409);
  assert.equal((await say(PASSWORD)).status, 429);
  api.clock.moveTo(api.clock.now().add({ seconds: 61 }));
  let renewed = cookieOf(await say(PASSWORD));
  // Thirty days after the sign-in it ends, however often the password was said.
  for (let day = 0; day < 29; day += 1) {
    api.clock.moveTo(api.clock.now().add({ hours: 24 }));
    const said = await say(PASSWORD, renewed);
    assert.equal(said.status, 204, `day ${day}`);
    renewed = cookieOf(said);
  }
  api.clock.moveTo(api.clock.now().add({ hours: 24 }));
  assert.equal((await say(PASSWORD, renewed)).status, 401);
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
