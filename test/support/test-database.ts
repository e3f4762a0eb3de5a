/**
 * A PostgreSQL database of its own for a test: freshly migrated, dropped when the test ends.
 * `./smartpm test` gives all test files one server by TEST_DATABASE_URL; a test file that is run
 * by itself starts one in a temporary folder.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate, MIGRATIONS_FOLDER, readMigrations } from "#platform/migrate.ts";

/** What a test, a suite or the module `node:test` itself offers for tidying up. */
export interface Lifetime {
  after(tidy: () => Promise<void> | void): void;
}

/** Any number: test files that need the template at once make it one after the other. */
const TEMPLATE_LOCK = 7_620_261;

const CLOSE_MS = 60_000;

/** What is left to do when all tests of the file are over, their own hooks included. */
const tidying: (() => Promise<void>)[] = [];

/**
 * A migrated, empty database. It is closed and dropped at the end of the file, not of the test:
 * what a test starts on it is stopped by hooks that run later, and needs it until then.
 */
export async function testDatabase(_lifetime: Lifetime): Promise<Database> {
  const url = await createTestDatabase();
  const database = openDatabase(url);
  tidying.push(async () => {
    const closed = await withinLimit(database.close());
    await dropTestDatabase(url);
    if (!closed) throw new Error("a connection was taken from the pool and not given back");
  });
  return database;
}

/** A pool waits for ever for a connection that was not given back: the test has to fail instead. */
async function withinLimit(work: Promise<void>): Promise<boolean> {
  const inTime = new AbortController();
  const limit = pause(CLOSE_MS, false, { signal: inTime.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    inTime.abort();
  }
}

/** The same for a child process or a second pool: only the address; dropped after `t`. */
export async function testDatabaseUrl(_lifetime: Lifetime): Promise<string> {
  const url = await createTestDatabase();
  tidying.push(() => dropTestDatabase(url));
  return url;
}

/** A database without any table, to be restored into; dropped at the end of the file. */
export async function emptyDatabaseUrl(_lifetime: Lifetime): Promise<string> {
  const server = await serverUrl();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await withClient(server, (client) => client.query(`create database ${name} template template0`));
  const url = withDatabase(server, name);
  tidying.push(() => dropTestDatabase(url));
  return url;
}

let ownServer: Promise<{ url: string; remove(): Promise<void> }> | undefined;

// Here, and not where it is started: inside a test it would end the server with that test.
after(async () => {
  const tidied = await Promise.allSettled(tidying.map((tidy) => tidy()));
  await (await ownServer)?.remove();
  const failure = tidied.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
});

async function serverUrl(): Promise<string> {
  return process.env["TEST_DATABASE_URL"] ?? (await (ownServer ??= startOwnServer())).url;
}

async function startOwnServer(): Promise<{ url: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-test-"));
  const server = await startEmbeddedServer(folder);
  server.unref();
  return {
    url: server.url,
    async remove() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createTestDatabase(): Promise<string> {
  const url = await serverUrl();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const template = await ensureTemplate(url);
  await withClient(url, (client) => client.query(`create database ${name} template ${template}`));
  return withDatabase(url, name);
}

async function dropTestDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withClient(await serverUrl(), (client) =>
    client.query(`drop database if exists ${name} with (force)`),
  );
}

let template: Promise<string> | undefined;

/** Migrating takes longer than copying: done once for each state of the migrations. */
function ensureTemplate(url: string): Promise<string> {
  template ??= withClient(url, async (client) => {
    const migrations = readMigrations(MIGRATIONS_FOLDER);
    const sum = createHash("sha256").update(migrations.map((one) => one.sha256).join());
    const name = `template_${sum.digest("hex").slice(0, 16)}`;
    await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount === 0) {
      // Renamed when it is whole: a run that ends before leaves nothing that looks finished.
      const unfinished = `${name}_unfinished`;
      await client.query(`drop database if exists ${unfinished} with (force)`);
      await client.query(`create database ${unfinished} template template0`);
      const database = openDatabase(withDatabase(url, unfinished));
      await migrate(database, migrations).finally(() => database.close());
      await client.query(`alter database ${unfinished} rename to ${name}`);
    }
    return name;
  });
  return template;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
