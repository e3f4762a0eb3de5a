/** `./smartpm user` lets somebody in again who cannot by the web. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { hashPassword } from "#api/passwords.ts";
import { openDatabase } from "#platform/database.ts";
import { createUser } from "#storage/users.ts";
import { startCommand } from "#test/support/started-command.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";
import { runApi } from "./running-api.ts";

test("somebody shut out after many wrong attempts is let in again, and it is noted", async (t) => {
  const url = await testDatabaseUrl(t);
  const database = openDatabase(url);
  const data = await mkdtemp(join(tmpdir(), "smartpm-user-"));
  t.after(() => rm(data, { recursive: true, force: true }));
  await createUser(database, {
    email: "ada@example.org",
    name: "Ada",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: await hashPassword("forgotten long ago"),
    createdAt: Temporal.Instant.from("2026-01-01T00:00:00Z"),
  });
  await database.query("update user_account set disabled_at = now()");
  const api = await runApi(t, { database });
  // After the server: it listens on a connection of its own.
  t.after(() => database.close());
  const signIn = (password: string) =>
    api.call("POST", "/session", { body: { email: "ada@example.org", password } });
  for (let n = 0; n < 6; n += 1) await signIn("a wrong one");
  assert.equal((await signIn("forgotten long ago")).status, 429);

  const run = startCommand({
    args: ["user", "recover", "Ada@example.org", "--data", data],
    env: { DATABASE_URL: url },
  });
  const [password] = await run.says(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/m);
  assert.equal((await run.ended).code, 0);
  assert.equal((await signIn(password)).status, 200);
  const { rows } = await database.query("select actor, origin, action from audit_entry");
  assert.deepEqual(rows, [
    { actor: "command line", origin: "command line", action: "user.recovered" },
  ]);

  const unknown = startCommand({
    args: ["user", "recover", "bob@example.org", "--data", data],
    env: { DATABASE_URL: url },
  });
  const { code, stderr } = await unknown.ended;
  assert.equal(code, 1);
  assert.match(stderr, /^smartpm: there is no user bob@example.org/);
});
