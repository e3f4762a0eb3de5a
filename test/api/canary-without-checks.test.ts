/** The same with the application's own check switched off: the database's row-level security holds alone. */
import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { test } from "node:test";
import { leaksTo, storeRegisters } from "./canary-sweep.ts";

// Before the server is loaded: every endpoint takes the tenant's user for one who may see all.
registerHooks({
  load(url, context, next) {
    if (!url.endsWith("/src/api/endpoint.ts")) return next(url, context);
    return {
      format: "module",
      source: "export const tenantLimit = () => undefined;",
      shortCircuit: true,
    };
  },
});
const { runSeededApi } = await import("./running-api.ts");

test("what the application lets through, the database does not", async (t) => {
  const { api, database, property } = await runSeededApi(t);
  await storeRegisters(database, property);
  const own = { role: "tenant", cookie: await api.signIn("tenant@example.org") } as const;
  const { found, leaks } = await leaksTo(api, own);
  assert.deepEqual(leaks, []);
  assert.ok(found > 15, `${found} found`);
  // That the check was off, and the sweep would find it: without the rows' security it leaks.
  const { rows } = await database.query<{ name: string }>(
    "select relname as name from pg_class where relrowsecurity",
  );
  for (const { name } of rows) {
    await database.query(`alter table ${name} disable row level security`);
  }
  assert.ok((await leaksTo(api, own)).leaks.length > 10);
});

test("a tenant's role changes nothing, and reads no table that was not opened for it", async (t) => {
  const { database } = await runSeededApi(t);
  const { rows: tables } = await database.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')`,
  );
  const readable: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.query<{ reads: boolean; writes: boolean }>(
      `select has_any_column_privilege('smartpm_tenant', $1, 'select') as reads,
              has_any_column_privilege('smartpm_tenant', $1, 'insert, update')
                or has_table_privilege('smartpm_tenant', $1, 'delete, truncate') as writes`,
      [name],
    );
    assert.equal(rows[0]?.writes, false, name);
    if (rows[0]?.reads) readable.push(name);
  }
  const { rows: guarded } = await database.query<{ name: string }>(
    `select relname as name
       from pg_class
      where relrowsecurity
         or (relkind = 'v' and 'security_invoker=true' = any (reloptions))`,
  );
  // Whatever it reads is limited by a policy: its own, or through a view those of its tables.
  const names = new Set(guarded.map(({ name }) => name));
  assert.deepEqual(
    readable.filter((name) => !names.has(name)),
    [],
  );
  for (const secret of ["secret", "user_account", "session", "audit_entry", "push_token"]) {
    assert.ok(!readable.includes(secret), secret);
  }
});
