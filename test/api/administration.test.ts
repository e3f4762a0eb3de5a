/** Users and the mail server, as the administrator keeps them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startScriptedMailServer } from "#test/support/scripted-mail-server.ts";
import { json, PASSWORD, runSeededApi } from "./running-api.ts";

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie } = seeded;
  const send = (method: string, path: string, body?: unknown) =>
    api.call(method, path, { cookie, ...(body !== undefined && { body }) });
  const { users } = await json(await send("GET", "/users"));
  const userId = (role: string): number =>
    users.find((user: { role: string }) => user.role === role).id;
  return { ...seeded, send, userId };
}

const CLERK = {
  email: "Clerk@Example.org",
  name: "The clerk",
  role: "accountant",
  language: "de",
  tenantId: null,
  password: "a first long password",
};

async function faultsOf(answer: Response): Promise<string[]> {
  const { faults } = await json(answer);
  return faults.map(({ subject, message }: Record<string, string>) => `${subject}: ${message}`);
}

test("a user is added, signs in, gets another password, and is shut out", async (t) => {
  const { api, send, database } = await setUp(t);
  const { id } = await json(await send("POST", "/users", CLERK));
  assert.deepEqual(await faultsOf(await send("POST", "/users", CLERK)), [
    "body.email: is the address of another user",
  ]);
  const cookie = await api.signIn("clerk@example.org", CLERK.password);
  const own = async () => (await json(await api.call("GET", "/session", { cookie }))).user;
  assert.deepEqual([(await own()).role, (await own()).language], ["accountant", "de"]);
  assert.equal((await api.call("GET", "/users", { cookie })).status, 403);

  const password = "another long password";
  assert.equal((await send("POST", `/users/${id}/password`, { password })).status, 204);
  assert.equal(await own(), null, "a new password ends what was open by the old one");
  const again = await api.signIn("clerk@example.org", password);
  const { email: _email, password: _password, ...rest } = CLERK;
  const disabled = await send("PATCH", `/users/${id}`, { ...rest, disabled: true });
  assert.equal(disabled.status, 200);
  assert.equal((await json(await api.call("GET", "/session", { cookie: again }))).user, null);
  const body = { email: "clerk@example.org", password };
  assert.equal((await api.call("POST", "/session", { body })).status, 401);
  const { rows } = await database.query("select action, after::text from audit_entry order by id");
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["user.created", "user.password-reset", "user.changed"],
  );
  assert.ok(!JSON.stringify(rows).includes("long password"), "no password is ever noted");
});

test("the last administrator stays one, and only a tenant's user has a tenant", async (t) => {
  const { send, userId, property } = await setUp(t);
  const own = { name: "Me", role: "administrator", language: "en", tenantId: null };
  const path = `/users/${userId("administrator")}`;
  assert.deepEqual(await faultsOf(await send("PATCH", path, { ...own, disabled: true })), [
    "body.disabled: is the last administrator who can sign in",
  ]);
  const demoted = { ...own, role: "viewer", disabled: false };
  assert.deepEqual(await faultsOf(await send("PATCH", path, demoted)), [
    "body.role: is the last administrator who can sign in",
  ]);
  const viewer = `/users/${userId("viewer")}`;
  assert.equal((await send("PATCH", viewer, { ...own, disabled: false })).status, 200);
  assert.equal((await send("PATCH", path, demoted)).status, 200, "now there is another");
  const { tenantId } = property.bakery;
  const wrong = { ...CLERK, email: "x@example.org", tenantId };
  const asNow = await send("POST", "/users", wrong);
  assert.equal(asNow.status, 403, "whoever gave the role away has it no more");
});

const SERVER = {
  host: "127.0.0.1",
  port: 1,
  secure: false,
  user: "",
  password: null,
  from: "Quay <billing@quay.example>",
};

test("a mail server is tried out, then stored with its password sealed", async (t) => {
  const { send, database } = await setUp(t);
  const port = await startScriptedMailServer(t, {});
  const nothing = await json(await send("GET", "/settings/mail"));
  assert.deepEqual([nothing.source, nothing.hasPassword], ["none", false]);
  const recipient = "owner@example.org";
  const reached = { ...SERVER, port };
  const tried = await json(
    await send("POST", "/settings/mail/test", { settings: reached, recipient }),
  );
  assert.deepEqual(tried, { accepted: true, reason: null });
  const unreached = await json(
    await send("POST", "/settings/mail/test", { settings: SERVER, recipient }),
  );
  assert.equal(unreached.accepted, false);
  assert.match(unreached.reason, /ECONNREFUSED/);

  const stored = await json(
    await send("PATCH", "/settings/mail", { ...reached, user: "quay", password: PASSWORD }),
  );
  assert.deepEqual(
    [stored.source, stored.user, stored.hasPassword, stored.port],
    ["settings", "quay", true, port],
  );
  const { rows } = await database.query(
    "select value::text as text from setting union all select encode(sealed, 'escape') from secret union all select concat(before, after) from audit_entry",
  );
  assert.ok(!JSON.stringify(rows).includes(PASSWORD), "the password lies nowhere open");
  const kept = await json(await send("PATCH", "/settings/mail", { ...reached, user: "quay" }));
  assert.equal(kept.hasPassword, true);
  const gone = await json(
    await send("PATCH", "/settings/mail", { ...reached, user: "", password: "" }),
  );
  assert.equal(gone.hasPassword, false);
});
