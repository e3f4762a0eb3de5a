import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { testDatabase } from "#test/support/test-database.ts";
import { migrate, type Migration, MIGRATIONS_FOLDER, readMigrations } from "./migrate.ts";

const released = readMigrations(MIGRATIONS_FOLDER);

function next(sql: string): Migration {
  const number = (released.at(-1)?.number ?? 0) + 1;
  const sha256 = createHash("sha256").update(sql).digest("hex");
  return { number, name: `${String(number).padStart(4, "0")}_next.sql`, sql, sha256 };
}

test("a database that is up to date is left as it is", async (t) => {
  const database = await testDatabase(t);
  assert.deepEqual(await migrate(database), []);
});

test("two that migrate at once apply each migration once", async (t) => {
  const database = await testDatabase(t);
  const migrations = [...released, next("create table once (id int primary key)")];
  const applied = await Promise.all([migrate(database, migrations), migrate(database, migrations)]);
  assert.deepEqual(applied.flat(), [migrations.at(-1)?.name]);
});

test("a migration that fails leaves nothing of itself behind", async (t) => {
  const database = await testDatabase(t);
  const broken = next("create table half (id int primary key); select 1 / 0");
  await assert.rejects(migrate(database, [...released, broken]), /_next\.sql failed: division by/);
  const { rows } = await database.query("select to_regclass('half') as half");
  assert.deepEqual(rows, [{ half: null }]);
  const whole = next("create table half (id int primary key)");
  assert.deepEqual(await migrate(database, [...released, whole]), [whole.name]);
});

test("a database of a newer SmartPM is refused", async (t) => {
  const database = await testDatabase(t);
  await migrate(database, [...released, next("select 1")]);
  await assert.rejects(migrate(database, released), /of a newer SmartPM \(it has \d{4}_next\.sql/);
});

test("a migration that was changed after it had been applied is refused", async (t) => {
  const database = await testDatabase(t);
  const changed = released.map((one, index) => (index === 0 ? { ...one, sha256: "other" } : one));
  await assert.rejects(migrate(database, changed), /is not the one this database was made with/);
});
