/**
 * The continuous backup of a database with bills: rehearsed, copied elsewhere, and told of when its
 * folder is away.
 */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { openBackupKey } from "#backup/backup-key.ts";
import { startKeepingLog } from "#backup/keep-log.ts";
import { restoreBackup } from "#backup/restore-backup.ts";
import { MovableClock, systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { createLog } from "#platform/log.ts";
import { listOpenAlarms } from "#storage/alarms.ts";
import { noteKeepingBegun, readContinuousBackup } from "#storage/continuous-backup.ts";
import { storeReadings } from "#storage/readings.ts";
import { listSites } from "#storage/sites.ts";
import { letUnit } from "#test/support/let-unit.ts";
import { until } from "#test/support/until.ts";
import { backUp } from "./back-up.ts";
import { careForContinuousBackup, findContinuousTrouble } from "./care-for-continuous-backup.ts";

const log = createLog("silent");
const PACE = { pieceMs: 200, afterErrorMs: 200 };

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".sealed"));
}

/** One unit with a bill of June, in an embedded database of its own. */
async function billedInstallation(t: TestContext) {
  const place = await mkdtemp(join(tmpdir(), "smartpm-continuous-"));
  t.after(() => rm(place, { recursive: true, force: true, maxRetries: 3 }));
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  const readings = [
    { at: "2026-05-31T22:00Z", counts: 100_000 },
    { at: "2026-06-30T22:00Z", counts: 103_000 },
  ].map(({ at, counts }) => {
    const measuredAt = Temporal.Instant.from(at);
    return { channelId, measuredAt, counts, quality: 1, collectedAt: measuredAt };
  });
  await storeReadings(unit.database, readings);
  assert.ok((await unit.bill("2026-06-01", "2026-07-01")).ok);
  const [folder, dataFolder] = [join(place, "nightly"), join(place, "data")];
  const key = await openBackupKey(place);
  const backup = { folder, keepDays: 14, keepMonths: 12, copyCommand: undefined };
  const made = { database: unit.database, clock: systemClock, dataFolder: place, key, backup };
  const { outcome } = (await backUp(made, "person")) ?? assert.fail();
  assert.equal(outcome.kind, "verified");
  await mkdir(dataFolder);
  const server = await startEmbeddedServer(dataFolder);
  const database = openDatabase(server.url);
  t.after(() => server.stop());
  t.after(() => database.close());
  await restoreBackup({ path: outcome.file, key, database, dataFolder, progress: () => {} });
  return { place, url: server.url, database, dataFolder, key };
}

test("its copy is restored and bills the same; an outage is told and passes", async (t) => {
  const { database, dataFolder, key, place, url } = await billedInstallation(t);
  const [backupFolder, elsewhere] = [join(place, "backups"), join(place, "elsewhere")];
  await noteKeepingBegun(database, systemClock.now());
  const keeping = startKeepingLog({
    url,
    database,
    dataFolder,
    backupFolder,
    key,
    log,
    clock: systemClock,
    keepDays: 14,
    pace: PACE,
    copyCommand: `mkdir -p "$(dirname "${elsewhere}/$BACKUP_NAME")" && cp "$BACKUP_FILE" "${elsewhere}/$BACKUP_NAME"`,
  });
  t.after(() => keeping.stop());
  const state = async () => (await readContinuousBackup(database)) ?? assert.fail("no state");
  const [site] = await listSites(database);
  const clock = new MovableClock(systemClock.now());
  const care = async () => {
    await careForContinuousBackup({ database, clock, log }, { dataFolder, backupFolder, key });
    const rules = ["continuous-backup-failed"] as const;
    const siteId = site?.id ?? assert.fail();
    return (await listOpenAlarms(database, { siteId, rules, now: clock.now() })).length;
  };
  await until("a copy is made", async () => (await state()).baseMadeAt !== null);

  assert.equal(await care(), 0);
  const proven = await state();
  assert.equal(proven.billsRecalculated, 1);
  assert.deepEqual(proven.provenBaseAt, proven.baseMadeAt);
  assert.deepEqual(
    (await readdir(dataFolder)).filter((name) => name.startsWith("rehearsal")),
    [],
  );
  await until("all is copied elsewhere", async () => {
    const [here, there] = [await filesIn(backupFolder), await filesIn(elsewhere)];
    return here.every((name) => there.includes(name)) && there.length > 2;
  });

  // The share is away.
  await rename(backupFolder, `${backupFolder}.away`);
  await writeFile(backupFolder, "");
  await until("it is noted", async () => (await state()).failingSince !== null);
  assert.equal(await care(), 0, "not yet five minutes");
  clock.moveTo(systemClock.now().add({ minutes: 5 }));
  assert.equal(await care(), 1);
  assert.match(findContinuousTrouble(await state(), clock.now())?.reason ?? "", /ENOTDIR|EEXIST/);

  await rm(backupFolder);
  await rename(`${backupFolder}.away`, backupFolder);
  await until("it goes on", async () => (await state()).failingSince === null);
  assert.equal(await care(), 0);
});

test("a copy that cannot be opened is told with the reason, and tried again hours later", async (t) => {
  const { database, dataFolder, key, place, url } = await billedInstallation(t);
  const backupFolder = join(place, "backups");
  await noteKeepingBegun(database, systemClock.now());
  const keeping = startKeepingLog({
    url,
    database,
    dataFolder,
    backupFolder,
    key,
    log,
    copyCommand: undefined,
    clock: systemClock,
    keepDays: 14,
    pace: PACE,
  });
  t.after(() => keeping.stop());
  const state = async () => (await readContinuousBackup(database)) ?? assert.fail("no state");
  await until("a copy is made", async () => (await state()).keptAt !== null);
  const other = await openBackupKey(join(place, "nightly"));
  const clock = new MovableClock(systemClock.now());
  const care = (with_: typeof key) =>
    careForContinuousBackup({ database, clock, log }, { dataFolder, backupFolder, key: with_ });
  await care(other);
  const failed = await state();
  assert.match(failed.proofFailure ?? "", /cannot be relied on: .*key/);
  await care(key);
  assert.equal((await state()).provenAt, null, "not at once");
  // A second more, for the database keeps its time rounded to microseconds.
  clock.moveTo(clock.now().add({ hours: 6, seconds: 1 }));
  await care(key);
  const { proofFailure, provenAt } = await state();
  assert.equal(proofFailure, null);
  assert.notEqual(provenAt, null);
});
