/** Signing in with a code of an authenticator app besides the password. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf } from "#api/one-time-code.ts";
import { testDatabase } from "#test/support/test-database.ts";
import {
  cookieOf,
  json,
  PASSWORD,
  runApi,
  type RunningApi,
  runSeededApi,
  seedUsers,
} from "./running-api.ts";
import { seedProperty } from "./seeded-property.ts";

const EMAIL = "accountant@example.org";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What an authenticator app shows at the server's time, `later` steps of 30 seconds on. */
function codeNow({ clock }: RunningApi, secret: string, later = 0): string {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const step = Math.floor(clock.now().epochMilliseconds / 30_000) + later;
  return codeOf(key, { step, digits: 6 });
}

async function switchOn(api: RunningApi, cookie: string) {
  const send = (path: string, body: object) =>
    api.call("POST", `/account/second-factor${path}`, { cookie, body });
  const begun = await send("", { password: PASSWORD });
  assert.equal(begun.status, 201);
  const { secret, uri } = await json(begun);
  assert.ok(uri.includes(secret) && uri.startsWith("otpauth://totp/SmartPM:"));
  assert.equal((await send("/confirmation", { code: "000000" })).status, 409);
  const confirmed = await send("/confirmation", { code: codeNow(api, secret) });
  assert.equal(confirmed.status, 200);
  const { recoveryCodes } = await json(confirmed);
  assert.equal(recoveryCodes.length, 10);
  return { secret, recoveryCodes, send };
}

const enter = (api: RunningApi, code?: string) =>
  api.call("POST", "/session", { body: { email: EMAIL, password: PASSWORD, code } });

test("from the first right code on nobody signs in without one, and none is taken twice", async (t) => {
  const { api, database } = await runSeededApi(t);
  const cookie = await api.signIn(EMAIL);
  const { secret } = await switchOn(api, cookie);
  const without = await enter(api);
  assert.equal(without.status, 401);
  assert.equal((await json(without)).faults[0].code, "session.code-wanted");
  assert.equal((await enter(api, codeNow(api, secret))).status, 401, "that one confirmed the app");
  const next = codeNow(api, secret, 1);
  const entered = await enter(api, `${next.slice(0, 3)} ${next.slice(3)}`);
  assert.equal(entered.status, 200);
  assert.ok(cookieOf(entered).length > 20);
  assert.equal((await enter(api, next)).status, 401, "used");
  const { rows } = await database.query("select sealed_secret from second_factor");
  assert.ok(!rows[0]?.sealed_secret.toString("latin1").includes(secret), "sealed at rest");
});

test("R13: of two sign-ins at once by the same code one gets in", async (t) => {
  const { api } = await runSeededApi(t);
  const { secret } = await switchOn(api, await api.signIn(EMAIL));
  const code = codeNow(api, secret, 1);
  const answers = await Promise.all([enter(api, code), enter(api, code), enter(api, code)]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401]);
});

test("a recovery code lets in once, however it is typed; it is noted", async (t) => {
  const { api, database } = await runSeededApi(t);
  const cookie = await api.signIn(EMAIL);
  const { recoveryCodes } = await switchOn(api, cookie);
  const [code] = recoveryCodes;
  assert.equal((await enter(api, code.toUpperCase().replaceAll("-", " "))).status, 200);
  assert.equal((await enter(api, code)).status, 401);
  const state = await json(await api.call("GET", "/account/second-factor", { cookie }));
  assert.equal(state.recoveryCodesLeft, 9);
  const { rows } = await database.query("select action from audit_entry order by id");
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["user.second-factor-begun", "user.second-factor-on", "user.recovery-code-used"],
  );
});

test("codes are not guessed: after five wrong ones one has to wait", async (t) => {
  const { api } = await runSeededApi(t);
  const { secret } = await switchOn(api, await api.signIn(EMAIL));
  for (let i = 0; i < 5; i += 1) assert.equal((await enter(api, "123456")).status, 401);
  assert.equal((await enter(api, codeNow(api, secret, 1))).status, 429);
});

test("it is switched on and off by the password only", async (t) => {
  const { api } = await runSeededApi(t);
  const cookie = await api.signIn(EMAIL);
  const wrong = await api.call("POST", "/account/second-factor", {
    cookie,
    body: { password: "not the password" },
  });
  assert.equal((await json(wrong)).faults[0].subject, "body.password");
  const { secret, send } = await switchOn(api, cookie);
  const code = codeNow(api, secret, 1);
  assert.equal((await send("", { password: PASSWORD })).status, 409, "it is on already");
  assert.equal((await send("/removal", { password: "not it at all", code })).status, 409);
  assert.equal((await send("/removal", { password: PASSWORD, code: "000000" })).status, 409);
  assert.equal((await send("/removal", { password: PASSWORD, code })).status, 204);
  assert.equal((await enter(api)).status, 200);
});

test("an administrator takes it away from who lost the app, which ends its sessions", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const own = await api.signIn(EMAIL);
  await switchOn(api, own);
  const { users } = await json(await api.call("GET", "/users", { cookie }));
  const { id, hasSecondFactor } = users.find(({ email }: { email: string }) => email === EMAIL);
  assert.equal(hasSecondFactor, true);
  assert.equal((await api.call("DELETE", `/users/${id}/second-factor`, { cookie })).status, 204);
  assert.equal((await api.call("DELETE", `/users/${id}/second-factor`, { cookie })).status, 404);
  assert.equal((await json(await api.call("GET", "/session", { cookie: own }))).user, null);
  assert.equal((await enter(api)).status, 200);
});

test("where it is required, staff without one gets at its own account only; tenants may choose", async (t) => {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const api = await runApi(t, { database, secondFactor: "required" });
  const cookie = await api.signIn(EMAIL);
  const session = async () => json(await api.call("GET", "/session", { cookie }));
  assert.equal((await session()).secondFactorWanted, true);
  const refused = await api.call("GET", "/meters", { cookie });
  assert.equal(refused.status, 403);
  assert.equal((await json(refused)).faults[0].code, "session.second-factor-wanted");
  await switchOn(api, cookie);
  assert.equal((await session()).secondFactorWanted, false);
  assert.equal((await api.call("GET", "/meters", { cookie })).status, 200);
  const tenant = await api.signIn("tenant@example.org");
  assert.equal((await api.call("GET", "/meters", { cookie: tenant })).status, 200);
});
