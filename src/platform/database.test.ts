import assert from "node:assert/strict";
import { test } from "node:test";
import { startDatabaseProxy } from "#test/support/database-proxy.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";
import { openDatabase } from "./database.ts";

test("a connection that breaks fails its transaction, and nothing else", async (t) => {
  const proxy = await startDatabaseProxy(t, await testDatabaseUrl(t));
  const database = openDatabase(proxy.url);
  t.after(() => database.close());
  const broken = database.transaction(async (tx) => {
    await tx.query("create table half_done (id int)");
    proxy.cut();
    await tx.query("select pg_sleep(60)");
  });
  // Were the breach told to nobody, it would end the process: the test runner fails on it.
  await assert.rejects(broken, /terminated|ECONNRESET/);
  proxy.mend();
  const { rows } = await database.query("select to_regclass('half_done') as relation");
  assert.equal(rows[0].relation, null);
});
