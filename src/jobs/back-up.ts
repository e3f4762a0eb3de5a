import { mkdir, mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { copyArchives } from "#backup/archive-copies.ts";
import type { BackupKey } from "#backup/backup-key.ts";
import { copyElsewhere } from "#backup/copy-elsewhere.ts";
import type { BackupManifest } from "#backup/backup-record.ts";
import { restoreBackup } from "#backup/restore-backup.ts";
import { backupFileName, expiredBackups, madeAtOf } from "#backup/retention.ts";
import { writeBackup, type WrittenBackup } from "#backup/write-backup.ts";
import type { Clock } from "#platform/clock.ts";
import type { BackupConfiguration } from "#platform/configuration.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { listArchives, verifyArchive } from "#storage/archive-catalogue.ts";
import {
  type BackupCause,
  type BackupOutcome,
  type StoredBackup,
  storeBackup,
  whileAloneBackingUp,
} from "#storage/backups.ts";
import { readDatabaseBytes } from "#storage/whole-database.ts";
import { requireSameBills, witnessBills } from "./bill-witnesses.ts";

export interface BackUpOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly key: BackupKey;
  readonly backup: Omit<BackupConfiguration, "time" | "continuous">;
}

/** In the data folder; removed after the rehearsal, and those of killed ones before the next. */
export const REHEARSAL = "rehearsal-";
const PARTIAL = ".partial";

/** The copy in the rehearsal takes up as much as the database; the file and the log some of it. */
const ROOM_FACTOR = 2;
const LEAST_ROOM_BYTES = 300 * 2 ** 20;

/** A copy over a slow line takes hours. */
const COPY_MS = 6 * 3_600_000;

/**
 * Makes one backup and proves it: the file is restored onto a server of its own, every table's
 * digest compared, and last month's bills computed there to the same cents. Files of archived
 * readings are copied beside it, once each. Then the copy command, then backups past their time are removed. However it ends is noted and returned; undefined when
 * another process is making one.
 */
export async function backUp(
  options: BackUpOptions,
  cause: BackupCause,
): Promise<StoredBackup | undefined> {
  const { database, clock } = options;
  const startedAt = clock.now();
  let stored: StoredBackup | undefined;
  const lock = await database.pool.connect();
  let broken: Error | undefined;
  try {
    await whileAloneBackingUp(lock, async () => {
      const outcome = await outcomeOf(options, startedAt);
      stored = { cause, startedAt, finishedAt: clock.now(), outcome };
      await storeBackup(database, stored);
    });
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    lock.release(broken);
  }
  return stored;
}

async function outcomeOf(
  options: BackUpOptions,
  startedAt: Temporal.Instant,
): Promise<BackupOutcome> {
  const { backup, clock, database, dataFolder } = options;
  try {
    await mkdir(backup.folder, { recursive: true, mode: 0o700 });
    await removeRemains(options);
    const databaseBytes = await readDatabaseBytes(database);
    await requireRoom(dataFolder, databaseBytes);
    const path = join(backup.folder, backupFileName(startedAt));
    const written = await writeBackup({ ...options, path, witness: witnessBills });
    await rehearse(options, written).catch((error: unknown) => {
      throw new Refusal(`${path} was written, but cannot be relied on: ${errorText(error)}`, {
        cause: error,
      });
    });
    const { copyCommand: command } = backup;
    const copied = async (file: string) => {
      if (command === undefined) return;
      await copyElsewhere({ command, backupFolder: backup.folder, path: file, withinMs: COPY_MS });
    };
    // What the backup lists of archives was on the disk before it began.
    const files = await listArchives(database);
    for (const file of files) await verifyArchive(database, file, clock.now());
    await copyArchives({
      files,
      backupFolder: backup.folder,
      key: options.key,
      copied,
    });
    await copied(path);
    await removeExpired(options);
    return {
      kind: "verified",
      file: path,
      fileBytes: written.bytes,
      rows: rowsOf(written.manifest),
      billsRecalculated: written.manifest.witnesses.length,
    };
  } catch (error) {
    return { kind: "failed", reason: errorText(error) };
  }
}

/** Restores the file as onto a new machine, and lets its bills be computed there. */
async function rehearse(
  { dataFolder, key }: BackUpOptions,
  { path, manifest }: WrittenBackup,
): Promise<void> {
  const folder = await mkdtemp(join(dataFolder, REHEARSAL));
  try {
    const server = await startEmbeddedServer(folder);
    const copy = openDatabase(server.url);
    try {
      await restoreBackup({ path, key, database: copy, dataFolder: folder, progress: () => {} });
      await migrate(copy);
      requireSameBills(manifest.witnesses, await witnessBills(copy));
    } finally {
      await copy.close();
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeRemains({ backup, dataFolder }: BackUpOptions): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    if (name.startsWith(REHEARSAL)) await rm(join(dataFolder, name), { recursive: true });
  }
  for (const name of await readdir(backup.folder)) {
    const whole = name.endsWith(PARTIAL) ? name.slice(0, -PARTIAL.length) : undefined;
    if (whole !== undefined && madeAtOf(whole)) await rm(join(backup.folder, name));
  }
}

/** Refuses where the folder's disk has no room for a rehearsal of a database of this size. */
export async function requireRoom(folder: string, databaseBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = ROOM_FACTOR * databaseBytes + LEAST_ROOM_BYTES;
  if (bavail * bsize >= needed) return;
  throw new Refusal(
    `the disk of ${folder} has ${gigabytes(bavail * bsize)} GB free, and a backup with its rehearsal needs ${gigabytes(needed)} GB: make room there`,
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

async function removeExpired({ backup, clock }: BackUpOptions): Promise<void> {
  const kept = (await readdir(backup.folder)).flatMap((name) => {
    const madeAt = madeAtOf(name);
    return madeAt ? [{ path: join(backup.folder, name), madeAt }] : [];
  });
  for (const { path } of expiredBackups(kept, { now: clock.now(), ...backup })) await rm(path);
}

function rowsOf({ tables }: BackupManifest): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}
