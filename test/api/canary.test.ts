/**
 * Every text of one tenant holds a unique string, and its register is unlike any other: whatever
 * another tenant asks for, by whatever number, neither ever comes back.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { leaksTo, storeRegisters } from "./canary-sweep.ts";
import { runSeededApi } from "./running-api.ts";

test("no answer to the bakery holds anything of the florist", async (t) => {
  const { api, database, property } = await runSeededApi(t);
  await storeRegisters(database, property);
  const own = { role: "tenant", cookie: await api.signIn("tenant@example.org") } as const;
  const { asked, found, leaks } = await leaksTo(api, own);
  assert.deepEqual(leaks, []);
  assert.ok(asked > 150 && found > 15, `${asked} asked, ${found} found`);
  // The sweep would find it: it does for those who may see every tenant.
  const staff = { role: "viewer", cookie: await api.signIn("viewer@example.org") } as const;
  assert.ok((await leaksTo(api, staff)).leaks.length > 10);
});
