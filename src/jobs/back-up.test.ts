/** Backups of a database with bills: made, proven, restored elsewhere; damaged, stopped, refused. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { restoreArchives } from "#backup/archive-copies.ts";
import { type BackupKey, openBackupKey } from "#backup/backup-key.ts";
import { restoreBackup } from "#backup/restore-backup.ts";
import { MovableClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { archiveFolderIn, useArchiveFolder } from "#storage/archive-folder.ts";
import { listArchives } from "#storage/archive-catalogue.ts";
import { listBackups } from "#storage/backups.ts";
import { storeReadings } from "#storage/readings.ts";
import { readSecret, storeSecretOnce } from "#storage/secrets.ts";
import { listWholeTables } from "#storage/whole-database.ts";
import { letUnit } from "#test/support/let-unit.ts";
import { emptyDatabaseUrl } from "#test/support/test-database.ts";
import { archiveReadings } from "./archive-readings.ts";
import { backUp, type BackUpOptions } from "./back-up.ts";
import { witnessBills } from "./bill-witnesses.ts";
import { compactReadings } from "./compact-readings.ts";

/** Everything of years before 2027 to files in a folder of its own. */
async function archiveAll(database: Database): Promise<void> {
  useArchiveFolder(await temporaryFolder());
  const years = new MovableClock(Temporal.Instant.from("2028-03-01T04:00Z"));
  await compactReadings({ database, clock: years, log: createLog("silent") });
  const archived = await archiveReadings({ database, clock: years, keepYears: 1 });
  assert.equal(archived?.readings, 2);
}

interface Backed extends BackUpOptions {
  readonly path: string;
}

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** One backup for the tests that only read it. */
let shared: Backed;
before(async () => {
  shared = await backedUp();
});

test("archived readings are copied beside the backup, and its bills computed from them", async (t) => {
  const made = await backedUp(archiveAll);
  const [stored] = await listBackups(made.database, 1);
  assert.equal(stored?.outcome.kind, "verified");
  assert.equal(stored.outcome.billsRecalculated, 1);
  const copies = await readdir(join(made.backup.folder, "archive"));
  assert.equal(copies.length, 1);
  assert.match(copies[0] ?? "", /^site-1-2026-1-[0-9a-f]{12}\.parquet\.sealed$/);

  const copy = await emptyDatabase(t);
  const dataFolder = await temporaryFolder();
  await restoreBackup({ ...made, database: copy, dataFolder, progress });
  const files = await listArchives(copy);
  const { key, path: backupPath } = made;
  assert.deepEqual(await restoreArchives({ files, backupPath, dataFolder, key }), []);
  useArchiveFolder(archiveFolderIn(dataFolder));
  assert.deepEqual(await witnessBills(copy), await witnessBills(made.database));
});

test("a backup without a file of archived readings fails by the file's name", async () => {
  const made = await backedUp(archiveAll);
  const empty = await temporaryFolder();
  useArchiveFolder(empty);
  const [file] = await listArchives(made.database);
  const { outcome } = await again(made, {});
  assert.equal(outcome.kind, "failed");
  assert.ok(
    outcome.reason.includes(`${join(empty, file?.fileName ?? "")} is missing`),
    outcome.reason,
  );
});

test("a backup is restored with every row, goes on numbering, and opens its secrets", async (t) => {
  const made = shared;
  const { database } = made;
  const [stored] = await listBackups(database, 10);
  assert.equal(stored?.outcome.kind, "verified");
  assert.equal(stored.outcome.billsRecalculated, 1);
  const copy = await emptyDatabase(t);
  const folder = await temporaryFolder();
  const { manifest } = await restoreBackup({
    ...made,
    database: copy,
    dataFolder: folder,
    progress,
  });
  for (const { table, rows } of manifest.tables) {
    // The note of the backup itself is written after its snapshot.
    if (table !== "backup") assert.equal(await count(database, table), rows, table);
    assert.equal(await count(copy, table), rows, table);
  }
  assert.ok(manifest.tables.some(({ table, rows }) => table === "reading" && rows === 2));
  assert.deepEqual(await migrate(copy), []);
  const box = await openSecretBox(folder);
  const sealed = await readSecret(copy, "mail");
  assert.ok(sealed);
  assert.equal(box.open("mail", sealed), "the password");
  const { rows } = await copy.query<{ id: number }>(
    "insert into space (site_id, kind, name) select id, 'unit', 'Unit 9' from site returning id",
  );
  assert.equal(rows[0]?.id, (await count(database, "space")) + 1);
});

test("what is restored is guarded as before: foreign keys, triggers, one bill a day", async (t) => {
  const made = shared;
  const copy = await emptyDatabase(t);
  await restoreBackup({ ...made, database: copy, dataFolder: await temporaryFolder(), progress });
  assert.deepEqual((await shapeOf(copy)).rows, (await shapeOf(made.database)).rows);
  await assert.rejects(copy.query("update bill set total_minor = 1"), /never changed|final|cannot/);
});

test("a flipped bit anywhere in the file is found, and leaves the database empty", async (t) => {
  const made = shared;
  const whole = await readFile(made.path);
  const copy = await emptyDatabase(t);
  const damaged = join(await temporaryFolder(), "damaged.backup");
  const places = Array.from({ length: 12 }, (_, n) => Math.floor((n * (whole.length - 1)) / 11));
  for (const place of places) {
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(place) ^ 0x10, place);
    await writeFile(damaged, changed);
    const dataFolder = await temporaryFolder();
    await assert.rejects(
      restoreBackup({ ...made, path: damaged, database: copy, dataFolder, progress }),
      /is damaged|is not a backup|was made with/,
      `byte ${place}`,
    );
    assert.deepEqual(await listWholeTables(copy), []);
  }
  for (const length of [0, 40, 60, whole.length - 1]) {
    await writeFile(damaged, whole.subarray(0, length));
    const dataFolder = await temporaryFolder();
    await assert.rejects(
      restoreBackup({ ...made, path: damaged, database: copy, dataFolder, progress }),
      /is damaged|is not a backup/,
      `${length} bytes`,
    );
  }
});

test("a wrong key, a database in use and another's secrets are refused, each in words", async (t) => {
  const made = shared;
  const copy = await emptyDatabase(t);
  const dataFolder = await temporaryFolder();
  const key: BackupKey = { bytes: randomBytes(32), id: "00000000" };
  const into = { ...made, database: copy, dataFolder, progress };
  await assert.rejects(restoreBackup({ ...into, key }), /and this is the key 00000000/);
  await assert.rejects(
    restoreBackup({ ...into, database: made.database }),
    /the database is not empty, and a restore never overwrites/,
  );
  await assert.rejects(
    restoreBackup({ ...into, path: "/none" }),
    /cannot read \/none: there is no/,
  );
  await writeFile(join(dataFolder, "secret.key"), randomBytes(32));
  await assert.rejects(restoreBackup(into), /secret\.key is the key of another database/);
  assert.deepEqual(await listWholeTables(copy), []);
});

test("a backup of a newer SmartPM is refused by the name of what is unknown", async (t) => {
  const made = await backedUp(async (database) => {
    await database.query(
      "insert into schema_migration (number, name, sha256) values (9001, '9001_future.sql', 'x')",
    );
  });
  const copy = await emptyDatabase(t);
  const [stored] = await listBackups(made.database, 1);
  assert.equal(stored?.outcome.kind, "failed");
  assert.match(stored.outcome.reason, /cannot be relied on.*newer SmartPM.*9001_future\.sql/);
  await assert.rejects(
    restoreBackup({ ...made, database: copy, dataFolder: await temporaryFolder(), progress }),
    /newer SmartPM \(it has 9001_future\.sql/,
  );
});

test("the copy command gets the file; remains of a killed backup go, and nothing else", async () => {
  const made = shared;
  const { folder } = made.backup;
  await writeFile(join(folder, "smartpm-20200101T000000Z.backup.partial"), "half");
  await writeFile(join(folder, "holiday.partial"), "not ours");
  await mkdir(join(made.dataFolder, "rehearsal-abc"));
  const elsewhere = await temporaryFolder();
  const copied = await again(made, { copyCommand: `cp "$BACKUP_FILE" '${elsewhere}'` });
  assert.equal(copied.outcome.kind, "verified");
  const [name = ""] = await readdir(elsewhere);
  assert.equal((await stat(join(elsewhere, name))).size, copied.outcome.fileBytes);
  const names = await readdir(folder);
  assert.ok(names.includes("holiday.partial"));
  assert.ok(!names.includes("smartpm-20200101T000000Z.backup.partial"));
  assert.deepEqual(
    (await readdir(made.dataFolder)).filter((one) => one.startsWith("rehearsal")),
    [],
  );
});

test("a copy that fails makes the backup a failed one, and says what the command said", async () => {
  const made = shared;
  const failed = await again(made, { copyCommand: "echo 'no route to host' >&2; exit 3" });
  assert.equal(failed.outcome.kind, "failed");
  assert.match(failed.outcome.reason, /copyCommand ended with 3 .*: no route to host/);
});

const progress = () => {};
const clock = () => new MovableClock(Temporal.Instant.from("2026-12-02T01:30:00Z"));

/** One unit with a bill of June, a sealed secret, and its first backup. */
async function backedUp(
  change: (database: Database) => Promise<void> = async () => {},
): Promise<Backed> {
  const unit = await letUnit({ after: () => {} }, "2026-06-01");
  const { database } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity");
  const readings = [
    { at: "2026-05-31T22:00Z", counts: 100_000 },
    { at: "2026-06-30T22:00Z", counts: 103_000 },
  ];
  await storeReadings(
    database,
    readings.map(({ at, counts }) => {
      const measuredAt = Temporal.Instant.from(at);
      return { channelId, measuredAt, counts, quality: 1, collectedAt: measuredAt };
    }),
  );
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok);
  const dataFolder = await temporaryFolder();
  const sealed = (await openSecretBox(dataFolder)).seal("mail", "the password");
  await storeSecretOnce(database, { name: "mail", sealed });
  await change(database);
  const key = await openBackupKey(dataFolder);
  const folder = join(dataFolder, "backups");
  const backup = { folder, keepDays: 14, keepMonths: 12, copyCommand: undefined };
  const options = { database, clock: clock(), dataFolder, key, backup };
  await backUp(options, "person");
  return { ...options, path: join(folder, "smartpm-20261202T013000Z.backup") };
}

async function again(made: Backed, change: Partial<Backed["backup"]>) {
  const stored = await backUp({ ...made, backup: { ...made.backup, ...change } }, "schedule");
  assert.ok(stored);
  return stored;
}

async function emptyDatabase(t: TestContext): Promise<Database> {
  const database = openDatabase(await emptyDatabaseUrl(t));
  t.after(() => database.close());
  return database;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-backup-"));
  folders.push(folder);
  return folder;
}

/** Every constraint, trigger and index as the database words it. */
function shapeOf(db: Database) {
  return db.query(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as text
       from pg_constraint where connamespace = 'public'::regnamespace
      union all
     select tgrelid::regclass::text, tgname, tgenabled::text || pg_get_triggerdef(oid)
       from pg_trigger where not tgisinternal
      union all
     select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'
      order by 1, 2, 3`,
  );
}

async function count(database: Database, table: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? 0;
}
