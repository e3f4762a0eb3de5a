/** A password that somebody else chose opens nothing but the choice of an own one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { routes } from "#api/contract/routes.ts";
import type { RouteContract } from "#api/contract/route.ts";
import { json, PASSWORD, type RunningApi, runSeededApi } from "./running-api.ts";

const GIVEN = "harbour lantern pebble";
const OWN = "three quiet brass kettles";
const CLERK = {
  email: "clerk@example.org",
  name: "The clerk",
  role: "administrator",
  language: "en",
  tenantId: null,
  siteIds: null,
  password: GIVEN,
};

async function withClerk(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie } = seeded;
  const { id } = await json(await api.call("POST", "/users", { cookie, body: CLERK }));
  const enter = (password: string) =>
    api.call("POST", "/session", { body: { email: CLERK.email, password } });
  return { ...seeded, id, enter };
}

const change = (api: RunningApi, cookie: string, password: string) =>
  api.call("PATCH", "/account/password", { cookie, body: { current: GIVEN, password } });

async function wantsOwn(api: RunningApi, cookie: string): Promise<boolean> {
  return (await json(await api.call("GET", "/session", { cookie }))).ownPasswordWanted;
}

test("with a first password nothing is open but the choice of another, then everything is", async (t) => {
  const { api, enter } = await withClerk(t);
  const entered = await enter(GIVEN);
  assert.equal((await json(entered)).ownPasswordWanted, true);
  const cookie = await api.signIn(CLERK.email, GIVEN);
  const declared: readonly RouteContract[] = Object.values(routes);
  for (const { method, path, roles, isOpenBeforeOwnPassword } of declared) {
    if (roles === "anyone" || isOpenBeforeOwnPassword) continue;
    const answer = await api.call(method, path.replaceAll(/:\w+/g, "1"), { cookie });
    assert.equal(answer.status, 403, `${method} ${path}`);
    const [fault] = (await json(answer)).faults;
    // Whose role does not open it is told that.
    if (roles.includes("administrator")) {
      assert.equal(fault.code, "session.own-password-wanted", `${method} ${path}`);
    }
  }
  assert.equal((await change(api, cookie, GIVEN)).status, 409, "the same again");
  assert.equal((await change(api, cookie, OWN)).status, 204);
  const own = await api.signIn(CLERK.email, OWN);
  assert.equal(await wantsOwn(api, own), false);
  assert.equal((await api.call("GET", "/users", { cookie: own })).status, 200);
  assert.equal((await enter(GIVEN)).status, 401, "the given one is worthless");
});

test("who goes away without choosing signs in again and is asked again: nobody is locked out", async (t) => {
  const { api, enter } = await withClerk(t);
  for (let n = 0; n < 3; n += 1) assert.equal((await enter(GIVEN)).status, 200);
  const cookie = await api.signIn(CLERK.email, GIVEN);
  assert.equal(await wantsOwn(api, cookie), true);
  assert.equal(
    (await api.call("PATCH", "/session", { cookie, body: { language: "de" } })).status,
    200,
  );
  assert.equal((await api.call("DELETE", "/session", { cookie })).status, 204);
});

test("after a week a given password has ended, and says so to who has it only", async (t) => {
  const { api, enter, cookie, id } = await withClerk(t);
  api.clock.moveTo(api.clock.now().add({ hours: 7 * 24 }));
  const ended = await enter(GIVEN);
  assert.equal(ended.status, 401);
  assert.equal((await json(ended)).faults[0].code, "session.given-password-ended");
  assert.deepEqual((await json(await enter("some other password"))).faults, []);
  // An administrator gives another; the password must have been said lately.
  const administrator = { email: "administrator@example.org", password: PASSWORD };
  const again = await api.call("POST", "/session", { cookie, body: administrator });
  assert.equal(again.status, 200);
  const fresh = await api.signIn(administrator.email);
  const body = { password: "willow copper thimble" };
  const reset = await api.call("POST", `/users/${id}/password`, { cookie: fresh, body });
  assert.equal(reset.status, 204);
  assert.equal((await json(await enter(body.password))).ownPasswordWanted, true);
});

test("who sets the own password among the users, or by an invitation, has chosen it", async (t) => {
  const { api, cookie, id } = await withClerk(t);
  const { users } = await json(await api.call("GET", "/users", { cookie }));
  const self = users.find(({ email }: { email: string }) => email === "administrator@example.org");
  const body = { password: OWN };
  assert.equal(
    (await api.call("POST", `/users/${self.id}/password`, { cookie, body })).status,
    204,
  );
  const own = await api.signIn(self.email, OWN);
  assert.equal(await wantsOwn(api, own), false);

  const invited = await api.call("POST", `/users/${id}/invitation`, { cookie: own });
  const [, token] = (await json(invited)).link.split("#");
  const accepted = await api.call("POST", "/invitation", { body: { token, ...body } });
  assert.equal((await json(accepted)).ownPasswordWanted, false);
});
