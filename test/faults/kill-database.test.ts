/**
 * R3: the database server is killed while a collector stores what it reads. The collector goes on
 * by itself: nothing that it acknowledged is lost or doubled. Few kills by default;
 * SMARTPM_KILLS=300 for a release, and SMARTPM_SEED for other moments.
 */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { startCollector } from "#collector/collector.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { openDatabase } from "#platform/database.ts";
import { type EmbeddedServer, startEmbeddedServer } from "#platform/embedded-server.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import type { Reading } from "#storage/reading.ts";
import { collectedBuilding } from "#test/support/collected-building.ts";
import { fastClock } from "#test/support/fast-clock.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";

const KILLS = Number(process.env["SMARTPM_KILLS"] ?? 4);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_312);
const METERS = 8;
const LIVES_ON_AT_MOST_MS = 900;
/** A minute of metering takes half a second; reached only when the collector never stores again. */
const STORES_AGAIN_WITHIN_MS = 120_000;
const POLL_MS = 50;

const NAME = `R3: the database is killed ${KILLS} times while meters are read (seed ${SEED}): none lost, none twice`;

test(NAME, { timeout: 180_000 + KILLS * 40_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-kill-"));
  let server: EmbeddedServer = await startEmbeddedServer(folder);
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closing.toReversed()) await close();
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const database = openDatabase(server.url);
  closing.push(() => database.close());
  await migrate(database);
  const building = await collectedBuilding(t, {
    metersALine: METERS,
    gateways: [1],
    databaseUrl: server.url,
  });
  const kept: Reading[] = [];
  const collector = await startCollector({
    database,
    clock: fastClock(building.clock),
    log: createLog("silent"),
    catalogue: loadCatalogue(join(import.meta.dirname, "../../catalogue/meters")),
    dataFolder: await building.folder(),
    onKept: (readings) => kept.push(...readings),
  });
  closing.push(() => collector.stop());

  const recoveries = new RecoveryTimes();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await untilStored(database, kept.length + 1);
    await pause(Math.floor(noiseAt(SEED, kill) * LIVES_ON_AT_MOST_MS));
    process.kill(await postmasterOf(folder), "SIGKILL");
    recoveries.fault();
    await server.failed;
    await server.stop();
    const keptBefore = kept.length;
    server = await startEmbeddedServer(folder);
    await untilStored(database, keptBefore + 1);
    recoveries.works();
  }
  const acknowledged = [...kept];
  await untilStored(database, acknowledged.length);
  const { rows } = await database.query<{ channel: number; ms: number; value: bigint }>(
    `select channel_id as channel, (extract(epoch from measured_at) * 1000)::float8 as ms, value
       from reading`,
  );
  const stored = new Map(rows.map(({ channel, ms, value }) => [`${channel} ${ms}`, Number(value)]));
  assert.equal(stored.size, rows.length, "no reading is stored twice");
  const keys = acknowledged.map(
    ({ channelId, measuredAt }) => `${channelId} ${measuredAt.epochMilliseconds}`,
  );
  assert.equal(new Set(keys).size, keys.length, "no reading is acknowledged twice");
  assert.deepEqual(
    keys.map((key) => stored.get(key)),
    acknowledged.map(({ counts }) => counts),
  );
  recoveries.print(t, "from the kill of the database to the next reading stored");
});

/** Waits until so many readings are in the database, which may be on its way up. */
async function untilStored(
  database: ReturnType<typeof openDatabase>,
  readings: number,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < STORES_AGAIN_WITHIN_MS; waitedMs += POLL_MS) {
    const found = await database
      .query<{ readings: number }>("select count(*)::int as readings from reading")
      .catch(() => undefined);
    if ((found?.rows[0]?.readings ?? 0) >= readings) return;
    await pause(POLL_MS);
  }
  assert.fail(`${readings} readings were not stored within ${STORES_AGAIN_WITHIN_MS} ms`);
}

/** The first line of PostgreSQL's lock file is the number of its main process. */
async function postmasterOf(folder: string): Promise<number> {
  const lock = await readFile(join(folder, "postgres/postmaster.pid"), "utf8");
  return Number(lock.split("\n")[0]);
}
