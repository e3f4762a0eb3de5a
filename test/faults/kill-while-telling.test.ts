/**
 * A worker that tells webhooks of alarms, and the database under it, are killed at random moments while
 * alarms are raised and cleared and receivers fail now and then. Few rounds by default;
 * `SMARTPM_KILLS=100 ./smartpm test --only test/faults/kill-while-telling.test.ts` for a release, and
 * SMARTPM_SEED for other moments.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { AlarmId, SiteId } from "#domain/core/id.ts";
import { systemClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { clearAlarms, raiseAlarms } from "#storage/alarms.ts";
import { storeSecret } from "#storage/secrets.ts";
import { createWebhook, webhookSecret } from "#storage/webhooks.ts";
import { end } from "#test/support/collecting-process.ts";
import { fastClock, type FastClockSetting } from "#test/support/fast-clock.ts";
import { startKillableDatabase } from "#test/support/killable-database.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { until } from "#test/support/until.ts";
import type { TellingOrder } from "./telling-process.ts";

const ROUNDS = Number(process.env["SMARTPM_KILLS"] ?? 3);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_126);
/** An hour between two attempts is twelve seconds. */
const SPEED = 300;
const KILLED_AFTER_AT_MOST_MS = 400;
/** How often a receiver does not take a request: it says so, or hangs up after having read it. */
const SAYS_NO = 0.2;
const HANGS_UP = 0.1;
/** Alarms of a round: one or two, now and then a storm. */
const STORM = 25;
const ROUNDS_A_STORM = 3;
const RECEIVERS = 2;
const DETAILS = { rule: "line-down", meters: 3, lastGoodAt: null, lastError: null } as const;

const NAME = `${ROUNDS} times killed (seed ${SEED}): each event reaches each receiver, at every attempt under one key`;

test(NAME, { timeout: 120_000 + ROUNDS * 30_000 }, async (t) => {
  const server = await startKillableDatabase(t);
  const dataFolder = await mkdtemp(join(tmpdir(), "smartpm-telling-"));
  t.after(() => rm(dataFolder, { recursive: true, force: true }));
  const database = openDatabase(server.url);
  t.after(() => database.close());
  const machineMs = systemClock.now().epochMilliseconds;
  const clock: FastClockSetting = { machineMs, shownMs: machineMs, speed: SPEED };
  const siteId = await createTestSite(database);
  const receivers = await Promise.all(
    Array.from({ length: RECEIVERS }, (_, n) => startReceiver(t, SEED + 100 * n)),
  );
  const box = await openSecretBox(dataFolder);
  for (const { url } of receivers) {
    const at = fastClock(clock).now();
    const kinds = ["communication"] as const;
    const webhook = { name: url, url, kinds, severity: "info", siteIds: null, at } as const;
    const name = webhookSecret(await createWebhook(database, webhook));
    await storeSecret(database, { name, sealed: box.seal(name, "the key") });
  }
  const order = { databaseUrl: server.url, dataFolder, clock };
  let worker = await startTelling(order);
  t.after(() => end(worker, "SIGKILL"));

  const alarms = new Lines(database, { siteId, clock });
  for (let round = 0; round < ROUNDS; round += 1) {
    const raised = await alarms.raise(round % ROUNDS_A_STORM === 1 ? STORM : 1 + (round % 2));
    await pause(noiseAt(SEED, round) * KILLED_AFTER_AT_MOST_MS);
    if (noiseAt(SEED + 1, round) < 0.3) {
      await server.killAndRestart();
    } else {
      await end(worker, "SIGKILL");
      worker = await startTelling(order);
    }
    await alarms.clear(raised);
  }
  await until("all is told", async () => {
    assert.deepEqual(
      [worker.exitCode, worker.signalCode],
      [null, null],
      "the worker ended by itself",
    );
    const { rows } = await database.query<{ left: number; events: number }>(
      `select count(*) filter (where state <> 'sent')::int as left,
              (select count(*)::int from outbox_webhook_event) as events
         from outbox_webhook`,
    );
    return rows[0]?.left === 0 && rows[0].events === RECEIVERS * 2 * alarms.count;
  });
  for (const { taken, seen } of receivers) {
    const told = [...taken.values()].flatMap(eventsIn);
    assert.equal(new Set(told).size, 2 * alarms.count, "each event was taken");
    assert.equal(told.length, 2 * alarms.count, "and is in one request only");
    t.diagnostic(`${told.length} events in ${taken.size} requests, ${seen()} attempts`);
  }
});

/** Lines of a site that go down and come back. */
class Lines {
  count = 0;
  readonly #database: Database;
  readonly #at: { readonly siteId: SiteId; readonly clock: FastClockSetting };

  constructor(
    database: Database,
    at: { readonly siteId: SiteId; readonly clock: FastClockSetting },
  ) {
    this.#database = database;
    this.#at = at;
  }

  async raise(lines: number): Promise<AlarmId[]> {
    const alarms = Array.from({ length: lines }, (_, n) => {
      const id = this.count + n + 1;
      return { source: { kind: "line", id, name: `gateway ${id}` } as const, details: DETAILS };
    });
    const raisedAt = fastClock(this.#at.clock).now();
    const { siteId } = this.#at;
    const raised = await this.#database.transaction((tx) =>
      raiseAlarms(tx, { siteId, alarms, raisedAt }),
    );
    this.count += raised.length;
    return raised;
  }

  async clear(ids: readonly AlarmId[]): Promise<void> {
    const clearedAt = fastClock(this.#at.clock).now();
    await until("they are cleared", async () => {
      await this.#database.transaction((tx) => clearAlarms(tx, { ids, clearedAt }));
      return true;
    });
  }
}

/** A receiver that takes most of what it reads; of one key it always reads the same. */
async function startReceiver(t: TestContext, seed: number) {
  const read = new Map<string, string>();
  const taken = new Map<string, string>();
  let attempts = 0;
  const server = createServer(async (request, response) => {
    const key = String(request.headers["smartpm-delivery"]);
    const body = await bodyOf(request);
    assert.equal(read.get(key) ?? body, body, `${key} tells something else`);
    read.set(key, body);
    attempts += 1;
    const drawn = noiseAt(seed, attempts);
    if (drawn < SAYS_NO) return response.writeHead(503).end();
    taken.set(key, body);
    if (drawn < SAYS_NO + HANGS_UP) return request.socket.destroy();
    return response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, taken, seen: () => attempts };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

interface Told {
  readonly event: string;
  readonly alarm: { readonly id: number };
}

function eventsIn(body: string): string[] {
  const told = JSON.parse(body) as Told & { readonly alarms?: readonly Told[] };
  return (told.alarms ?? [told]).map(({ event, alarm }) => `${event} ${alarm.id}`);
}

async function startTelling(order: TellingOrder): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "telling-process.ts");
  const child = spawn(process.execPath, [script, JSON.stringify(order)], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}
