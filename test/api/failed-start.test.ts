/**
 * A server that cannot start gives back what it took: else whoever closes the database after it waits
 * for ever, and `./smartpm start` says nothing and does not end.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type ServerOptions, startServer } from "#api/server.ts";
import { openBillPreviewer } from "#documents/bill-preview.ts";
import { systemClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { testDatabase } from "#test/support/test-database.ts";

/** Of the event loop: the hub's connection comes so many later than everything else. */
const TURNS_LATE = 200;

/** Starts a server that must fail; what it threw, once nothing of the database is taken any more. */
async function failureOf(t: TestContext, options: Partial<ServerOptions>): Promise<unknown> {
  const database = await testDatabase(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-start-"));
  t.after(() => rm(folder, { recursive: true }));
  const { pool } = database;
  const connect = pool.connect.bind(pool);
  t.mock.method(pool, "connect", async () => {
    for (let turn = 0; turn < TURNS_LATE; turn += 1) await nextTurn();
    return connect();
  });
  const starting = startServer({
    database,
    clock: systemClock,
    log: createLog("silent"),
    host: "127.0.0.1",
    port: 0,
    webFolder: undefined,
    catalogue: [],
    tariffExamples: [],
    box: await openSecretBox(folder),
    configuredMail: undefined,
    previewer: openBillPreviewer({ publicUrl: undefined }),
    ...options,
  });
  const failure = await starting.then(
    () => assert.fail("it started"),
    (error: unknown) => error,
  );
  const { totalCount, idleCount, waitingCount } = pool;
  assert.equal(totalCount - idleCount, 0, "a connection is still taken");
  assert.equal(waitingCount, 0, "a connection is still waited for");
  return failure;
}

test("on a port that is taken", async (t) => {
  const other = createServer().listen({ host: "127.0.0.1", port: 0 });
  await once(other, "listening");
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  const failure = await failureOf(t, { port });
  assert.equal((failure as NodeJS.ErrnoException).code, "EADDRINUSE");
});

test("with a certificate that cannot be read", async (t) => {
  const unreadable = new Error("no certificate");
  const https = () => Promise.reject(unreadable);
  assert.equal(await failureOf(t, { https }), unreadable);
});

test("with a certificate that is none", async (t) => {
  const identity = { key: "none", certificate: "none", isSelfMade: true };
  const failure = await failureOf(t, { https: async () => identity });
  assert.match(String(failure), /PEM/i);
});

test("with a web that is not built", async (t) => {
  const failure = await failureOf(t, { webFolder: join(tmpdir(), "smartpm-no-such-folder") });
  assert.match(String(failure), /smartpm-no-such-folder/);
});
