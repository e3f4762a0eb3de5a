/** `./smartpm secrets rotate` replaces the key, and everything that it sealed opens with the new one. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openBrokerPassword, sealBrokerPassword } from "#drivers/mqtt/broker-password.ts";
import { openDatabase } from "#platform/database.ts";
import { lockFolder } from "#platform/folder-lock.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { readSecret, storeSecret } from "#storage/secrets.ts";
import { startCommand } from "#test/support/started-command.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";
import { seedProperty } from "./seeded-property.ts";

test("mail password, broker password and authenticator secrets open with the new key only", async (t) => {
  const url = await testDatabaseUrl(t);
  const database = openDatabase(url);
  t.after(() => database.close());
  const data = await mkdtemp(join(tmpdir(), "smartpm-secrets-"));
  t.after(() => rm(data, { recursive: true, force: true }));
  const run = () =>
    startCommand({ args: ["secrets", "rotate", "--data", data], env: { DATABASE_URL: url } });

  const { lineId } = await seedProperty(database);
  const old = await openSecretBox(data);
  await storeSecret(database, { name: "mail-password", sealed: old.seal("mail-password", "m") });
  await database.query("update line set transport = $2 where id = $1", [
    lineId,
    { kind: "mqtt", url: "mqtt://x", sealedPassword: sealBrokerPassword(old, "b") },
  ]);
  await database.query(
    `with u as (
       insert into user_account (email, name, role, password_hash, created_at)
       values ('a@example.org', 'A', 'operator', '', now()) returning id)
     insert into second_factor (user_id, sealed_secret, begun_at) select id, $1, now() from u`,
    [old.seal("second factor of user 1", "f")],
  );
  const key = await readFile(join(data, "secret.key"));

  const lock = lockFolder(data);
  const busy = await run().ended;
  assert.notEqual(busy.code, 0);
  assert.match(busy.stderr, /stop it first/);
  lock.release();
  assert.deepEqual(await readFile(join(data, "secret.key")), key, "nothing was begun");

  const done = run();
  // The fourth is the key of the audit chain, made when the installation is opened.
  await done.says(/^4 secrets sealed anew$/m);
  assert.equal((await done.ended).code, 0);
  assert.notDeepEqual(await readFile(join(data, "secret.key")), key);
  const box = await openSecretBox(data);
  const mail = await readSecret(database, "mail-password");
  assert.equal(box.open("mail-password", mail ?? Buffer.of()), "m");
  assert.throws(() => old.open("mail-password", mail ?? Buffer.of()), /does not open/);
  const { rows } = await database.query(
    `select transport ->> 'sealedPassword' as broker, sealed_secret as factor
       from line, second_factor where line.id = $1`,
    [lineId],
  );
  assert.equal(openBrokerPassword(box, rows[0]?.broker), "b");
  assert.equal(box.open("second factor of user 1", rows[0]?.factor), "f");
  const audit = await database.query("select action, origin from audit_entry");
  assert.deepEqual(audit.rows, [{ action: "secrets.rotated", origin: "command line" }]);
});
