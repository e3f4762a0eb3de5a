/** Users who set their own first password by a link that works once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cookieOf, json, PASSWORD, runSeededApi } from "./running-api.ts";

const CLERK = {
  email: "clerk@example.org",
  name: "The clerk",
  role: "accountant",
  language: "de",
  tenantId: null,
  password: null,
};

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie } = seeded;
  const send = (path: string, body: object = {}) => api.call("POST", path, { cookie, body });
  const created = await json(await send("/users", CLERK));
  const userId: number = created.id;
  const invite = async () => {
    const answer = await api.call("POST", `/users/${userId}/invitation`, { cookie });
    assert.equal(answer.status, 200);
    return json(answer);
  };
  const accept = (link: string, password = "a password of one's own") =>
    api.call("POST", "/invitation", { body: { token: link.split("#")[1], password } });
  return { ...seeded, userId, invite, accept };
}

test("whoever is invited sets a password, once, and is signed in; nobody else knows it", async (t) => {
  const { api, invite, accept, database } = await setUp(t);
  const { link, mailed, expiresAt } = await invite();
  assert.equal(mailed, true);
  assert.equal(expiresAt, "2026-12-01T11:00:00Z");
  assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/invitation#[\w-]{43}$/);
  const { rows: mails } = await database.query(
    "select recipient, subject, body from outbox_mail where recipient = 'clerk@example.org'",
  );
  assert.equal(mails.length, 1);
  assert.match(mails[0]?.subject, /Einladung zu SmartPM/);
  assert.ok(mails[0]?.body.includes(link));
  const { rows } = await database.query("select * from invitation");
  assert.ok(!JSON.stringify(rows).includes(link.split("#")[1]), "only its digest is kept");

  const weak = await accept(link, "clerkclerk");
  assert.equal((await json(weak)).faults[0].subject, "body.password");
  const accepted = await accept(link);
  assert.equal(accepted.status, 200, "a refused password does not use the link up");
  assert.equal((await json(accepted)).user.email, "clerk@example.org");
  const cookie = cookieOf(accepted);
  assert.equal((await api.call("GET", "/bills", { cookie })).status, 200);
  const again = await accept(link, "somebody else's password");
  assert.equal((await json(again)).faults[0].code, "invitation.ended");
  await api.signIn("clerk@example.org", "a password of one's own");
  const { rows: noted } = await database.query("select action, actor from audit_entry order by id");
  assert.deepEqual(noted, [
    { action: "user.created", actor: "administrator@example.org" },
    { action: "user.invited", actor: "administrator@example.org" },
    { action: "user.invitation-accepted", actor: "clerk@example.org" },
  ]);
});

test("an invitation ends after a week, with the next one, and with the user", async (t) => {
  const { api, invite, accept, database } = await setUp(t);
  const first = await invite();
  const second = await invite();
  assert.equal((await accept(first.link)).status, 409, "the newest holds");
  api.clock.moveTo(api.clock.now().add({ hours: 7 * 24 + 1 }));
  assert.equal((await accept(second.link)).status, 409);
  const third = await json(
    await api.call("POST", `/users/1/invitation`, {
      cookie: await api.signIn("administrator@example.org"),
    }),
  );
  await database.query("update user_account set disabled_at = now() where id = 1");
  assert.equal((await accept(third.link)).status, 409);
});

test("before it is accepted nobody signs in, and an invitation passes no second factor by", async (t) => {
  const { api, invite, accept, database, userId } = await setUp(t);
  for (const password of ["", "null", PASSWORD]) {
    const body = { email: CLERK.email, password: password || "x" };
    assert.equal((await api.call("POST", "/session", { body })).status, 401);
  }
  await database.query(
    "insert into second_factor (user_id, sealed_secret, begun_at, confirmed_at) values ($1, '', now(), now())",
    [userId],
  );
  const accepted = await accept((await invite()).link);
  assert.equal(accepted.status, 200);
  assert.deepEqual(accepted.headers.getSetCookie(), []);
  assert.equal((await json(accepted)).user, null);
});
