/**
 * Archiving killed at random moments: each reading is in the database or in a listed file, in one of
 * them only. Few kills by default; `SMARTPM_KILLS=100 node --test test/faults/kill-while-archiving.test.ts`
 * for a release, and SMARTPM_SEED for other moments.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { compactReadings } from "#jobs/compact-readings.ts";
import { MovableClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { useArchiveFolder } from "#storage/archive-folder.ts";
import { listArchives } from "#storage/archive-catalogue.ts";
import { bringBackMonths } from "#storage/archived-months.ts";
import type { MonthKey } from "#storage/month-row.ts";
import { readRegister } from "#storage/read-readings.ts";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";

const KILLS = Number(process.env["SMARTPM_KILLS"] ?? 3);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_411);
const YEARS = [2018, 2019, 2020, 2021, 2022, 2023, 2024];
const NOW = "2026-03-01T04:00:00Z";
/** A process is killed before its first file is whole, after that, or after the second. */
const FILES_OF_A_LIFE = 3;
/** About as long as a file takes. */
const LIVES_ON_AT_MOST_MS = 150;
const PROCESS = join(import.meta.dirname, "../support/archiving-process.ts");

const NAME = `archiving killed ${KILLS} times (seed ${SEED}): no reading is lost or doubled, and the next run ends it`;

test(NAME, { timeout: 120_000 + KILLS * 20_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-archive-"));
  t.after(() => rm(folder, { recursive: true }));
  useArchiveFolder(folder);
  const url = await testDatabaseUrl(t);
  const database = openDatabase(url);
  t.after(() => database.close());
  const channelId = await manyYears(database);
  const range = {
    from: Temporal.Instant.from("2018-01-01T00:00Z"),
    to: Temporal.Instant.from("2025-01-01T00:00Z"),
  };
  const before = await readRegister(database, channelId, range);
  assert.ok(before.epochMs.length > YEARS.length * 2_000);

  const recoveries = new RecoveryTimes();
  let byKilled = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, [PROCESS, url, folder, NOW], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (said) => {
      if (said === "file") recoveries.works();
    });
    for (let files = 0; files <= kill % FILES_OF_A_LIFE; files += 1) {
      await Promise.race([once(lines, "line"), closed]);
    }
    await pause(Math.floor(noiseAt(SEED, kill) * LIVES_ON_AT_MOST_MS));
    child.kill("SIGKILL");
    recoveries.fault();
    await closed;
    assert.deepEqual(await readRegister(database, channelId, range), before);
    assert.equal(await monthsInBoth(database), 0);
    // So that there is something to do for the next: all comes back, as corrections bring it.
    const archived = await monthsArchived(database);
    byKilled = Math.max(byKilled, archived);
    if (archived === YEARS.length) await bringAllBack(database);
  }
  const last = spawn(process.execPath, [PROCESS, url, folder, NOW], { stdio: "inherit" });
  assert.deepEqual(await once(last, "close"), [0, null]);
  assert.deepEqual(await readRegister(database, channelId, range), before);
  const listed = (await listArchives(database)).map(({ fileName }) => fileName);
  assert.ok(listed.length >= YEARS.length);
  assert.deepEqual((await readdir(folder)).toSorted(), listed.toSorted());
  const { rows } = await database.query("select count(*)::int as n from reading_month");
  assert.equal(rows[0].n, 0);
  assert.ok(byKilled > 0, "killed ones had made files too");
  recoveries.print(t, "from the kill of one that archives to the next file whole");
  t.diagnostic(`up to ${byKilled} of ${YEARS.length} files were made by killed ones`);
});

/** A month's readings in each year. */
async function manyYears(database: Database) {
  const siteId = await createTestSite(database);
  const { channelId } = await createTestPoint(database, { siteId, name: "Unit 1" });
  for (const year of YEARS) {
    const range = { from: `${year}-03-01T00:00Z`, to: `${year}-03-25T00:00Z` };
    await storeSteadyReadings(database, { channelId, ...range, counts: 3 });
  }
  const clock = new MovableClock(Temporal.Instant.from(NOW));
  await compactReadings({ database, clock, log: createLog("silent") });
  return channelId;
}

async function bringAllBack(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    const { rows } = await tx.query<MonthKey>(
      `select channel_id as "channelId", month from archived_month`,
    );
    await bringBackMonths(tx, rows);
  });
}

async function monthsArchived(database: Database): Promise<number> {
  const { rows } = await database.query("select count(*)::int as n from archived_month");
  return rows[0].n;
}

async function monthsInBoth(database: Database): Promise<number> {
  const { rows } = await database.query(
    "select count(*)::int as n from reading_month join archived_month using (channel_id, month)",
  );
  return rows[0].n;
}
