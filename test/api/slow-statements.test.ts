/** What a request is made to wait for: it is cut off and told so, and the server goes on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestLimits } from "#api/server.ts";
import type { Database } from "#platform/database.ts";
import { type Lifetime, testDatabase } from "#test/support/test-database.ts";
import { json, runApi, seedUsers } from "./running-api.ts";
import { seedProperty } from "./seeded-property.ts";

/** None of them is reached within a test. */
const PATIENT: RequestLimits = {
  connectionWithinMs: 600_000,
  lockWithinMs: 600_000,
  statementWithinMs: 600_000,
  answerWithinMs: 600_000,
};
const SHORT_MS = 500;
/** The connections of the pool that requests share. */
const CONNECTIONS = 10;

async function setUp(t: Lifetime, limits: RequestLimits) {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const api = await runApi(t, { database, limits });
  const cookie = await api.signIn("administrator@example.org");
  const ask = () => api.call("GET", "/organisation", { cookie });
  return { api, cookie, database, ask };
}

/** Does `work` while somebody else holds what `GET /organisation` reads. */
async function whileHeld<T>(database: Database, work: () => Promise<T>): Promise<T> {
  return database.transaction(async (tx) => {
    await tx.query("lock table organisation in access exclusive mode");
    return work();
  });
}

/** Until so many statements wait for what is held. */
async function untilWaiting(database: Database, wanted: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows[0]?.waiting === wanted) return;
  }
}

for (const { limit, status, problem, words } of [
  {
    limit: "lockWithinMs",
    status: 503,
    problem: "too-busy",
    words: /^other work holds what this would change: try again in a minute$/,
  },
  {
    limit: "statementWithinMs",
    status: 504,
    problem: "too-slow",
    words: /^it was cut off: ask for less at once.*Nothing was changed by the step cut off$/,
  },
  {
    limit: "answerWithinMs",
    status: 504,
    problem: "too-slow",
    words: /^it was cut off: ask for less at once.*look before you repeat it$/,
  },
] as const) {
  test(`a request that waits for what another holds is cut off by ${limit}, told so, and the next one is answered`, async (t) => {
    const { database, ask } = await setUp(t, { ...PATIENT, [limit]: SHORT_MS });
    await whileHeld(database, async () => {
      const answer = await ask();
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("content-type"), "application/problem+json; charset=utf-8");
      assert.equal(answer.headers.get("retry-after"), "60");
      const told = await json(answer);
      assert.equal(told.type, `/problems/${problem}`);
      assert.match(told.detail, words);
    });
    assert.equal((await ask()).status, 200);
    await untilWaiting(database, 0);
  });
}

test("when all connections wait, one more request is told that it is too much at once", async (t) => {
  const { database, ask } = await setUp(t, { ...PATIENT, connectionWithinMs: SHORT_MS });
  const waiting = await whileHeld(database, async () => {
    const asked = Array.from({ length: CONNECTIONS }, ask);
    await untilWaiting(database, CONNECTIONS);
    const answer = await ask();
    assert.equal(answer.status, 503);
    assert.match((await json(answer)).detail, /^too much is asked for at once/);
    return asked;
  });
  for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 200);
});

test("jobs have a pool of their own, without such limits", async (t) => {
  const { database } = await setUp(t, { ...PATIENT, statementWithinMs: SHORT_MS });
  const { rows } = await database.query("show statement_timeout");
  assert.deepEqual(rows, [{ statement_timeout: "0" }]);
});
