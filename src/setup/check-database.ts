import { findContinuousTrouble } from "#jobs/care-for-continuous-backup.ts";
import { findFailingReceivers } from "#jobs/failing-receivers.ts";
import type { Configuration } from "#platform/configuration.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { lacksCluster, startEmbeddedServer, withRunningServer } from "#platform/embedded-server.ts";
import { FolderInUse, lockFolder } from "#platform/folder-lock.ts";
import { MIGRATIONS_FOLDER, readAppliedMigrations, readMigrations } from "#platform/migrate.ts";
import { errorText } from "#platform/refusal.ts";
import { archiveFolderIn, checkedArchivePath, useArchiveFolder } from "#storage/archive-folder.ts";
import { listArchives } from "#storage/archive-catalogue.ts";
import { type BackupHistory, readBackupHistory } from "#storage/backups.ts";
import { readContinuousBackup } from "#storage/continuous-backup.ts";
import { listLines } from "#storage/line-views.ts";
import { countMails } from "#storage/outbox-views.ts";
import { pingDatabase } from "#storage/ping.ts";
import { readDatabaseFigures, readWorkFigures } from "#storage/system-figures.ts";
import { bad, doubtful, type Finding, good } from "./check.ts";

const LEAST_MAJOR = 15;
const BACKUP_OLD_AFTER_HOURS = 36;
/** A clock that runs ahead of the readings by less is the readings' own. */
const AHEAD_MINUTES = 10;

/**
 * Lets `work` look at the database as it is, migrated or not: that of the service that runs, or one
 * that is started for it. Undefined where there is none yet.
 */
export async function withDatabaseAsItIs<T>(
  { dataFolder, databaseUrl }: Configuration,
  work: (database: Database) => Promise<T>,
): Promise<T | undefined> {
  const onServer = async (url: string) => {
    const database = openDatabase(url);
    try {
      await pingDatabase(database);
      return await work(database);
    } finally {
      await database.close();
    }
  };
  if (databaseUrl !== undefined) return onServer(databaseUrl);
  if (lacksCluster(dataFolder)) return undefined;
  let lock: ReturnType<typeof lockFolder>;
  try {
    lock = lockFolder(dataFolder);
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    return withRunningServer(dataFolder, onServer);
  }
  try {
    const server = await startEmbeddedServer(dataFolder);
    try {
      return await onServer(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    lock.release();
  }
}

/** Its version, its size, and whether what it says is stored is stored. */
export async function checkServer(database: Database): Promise<Finding[]> {
  const { rows } = await database.query<{ major: number; made: boolean }>(
    `select current_setting('server_version_num')::int / 10000 as major,
            to_regclass('public.schema_migration') is not null as made`,
  );
  const major = rows[0]?.major ?? 0;
  if (major < LEAST_MAJOR) {
    return [bad("database", `PostgreSQL ${major}`, `use ${LEAST_MAJOR} or later`)];
  }
  if (rows[0]?.made !== true) {
    return [doubtful("database", "it is empty", "./smartpm start fills it")];
  }
  const { bytes, unsafeSettings, version } = await readDatabaseFigures(database);
  const found = `PostgreSQL ${version}, ${(bytes / 1e6).toFixed(0)} MB`;
  return [
    good("database", found),
    ...unsafeSettings.map(({ name, value }) =>
      bad(
        "database safety",
        `${name} is ${value}: a power cut takes away what was acknowledged`,
        `set ${name} = on in postgresql.conf, for the account and the database too, and reload`,
      ),
    ),
  ];
}

/** Whether its schema is this version's. */
export async function checkMigrations(database: Database): Promise<Finding[]> {
  const about = "schema";
  const ours = readMigrations(MIGRATIONS_FOLDER);
  const applied = await readAppliedMigrations(database).catch(() => []);
  const unknown = applied.find(({ number }) => !ours.some((one) => one.number === number));
  if (unknown) {
    const remedy = "use that version, or restore a backup of this one";
    return [bad(about, `of a newer SmartPM: it has ${unknown.name}`, remedy)];
  }
  const changed = applied.find(
    ({ number, sha256 }) => ours.find((one) => one.number === number)?.sha256 !== sha256,
  );
  if (changed) return [bad(about, `${changed.name} was changed after it ran`, "put the file back")];
  const due = ours.length - applied.length;
  if (due === 0) return [good(about, `all ${ours.length} migrations are done`)];
  return [doubtful(about, `${due} migrations are due`, "the next start does them")];
}

/** When the last backup was proven. `now` is the machine's. */
export async function checkBackups(
  database: Database,
  { now, isScheduled }: { readonly now: Temporal.Instant; readonly isScheduled: boolean },
): Promise<Finding[]> {
  const about = "backup";
  const history = await readBackupHistory(database);
  const { lastFailure } = history;
  if (lastFailure !== null) {
    return [bad(about, `the last one failed: ${lastFailure}`, "put that right: ./smartpm backup")];
  }
  const hours = hoursSince(history, now);
  const found =
    history.lastGoodAt === null
      ? "there is none yet"
      : `the last proven one is ${hours.toFixed(0)} hours old`;
  if (!isScheduled) {
    return [doubtful(about, `${found}; none are made by themselves`, "set backup.time")];
  }
  if (hours <= BACKUP_OLD_AFTER_HOURS) return [good(about, found)];
  return [bad(about, found, "./smartpm backup says why; keep the service running at night")];
}

/** Whether what is stored is backed up as it is stored. `now` is the machine's. */
export async function checkContinuousBackup(
  database: Database,
  { now, isOn }: { readonly now: Temporal.Instant; readonly isOn: boolean },
): Promise<Finding[]> {
  const about = "continuous backup";
  const state = await readContinuousBackup(database);
  if (!isOn) {
    const found = "off: with the disk all is lost that came after the last backup";
    return [doubtful(about, found, "set backup.folder to another disk or a mounted share")];
  }
  if (!state) return [doubtful(about, "not begun", "the next start of the service begins it")];
  const trouble = findContinuousTrouble(state, now);
  if (trouble) {
    const remedy = "see that backup.folder is there and can be written by the service's account";
    return [bad(about, `since ${trouble.since}: ${trouble.reason}`, remedy)];
  }
  const proof =
    state.provenAt === null
      ? "its copy is not proven yet"
      : `a copy was restored at ${state.provenAt} and billed the same`;
  return [good(about, `all up to ${state.keptAt ?? "now"} is kept; ${proof}`)];
}

/** Whether every file of archived readings is there and whole: each is read through. */
export async function checkArchives(database: Database, dataFolder: string): Promise<Finding[]> {
  const about = "archive";
  useArchiveFolder(archiveFolderIn(dataFolder));
  const archives = await listArchives(database);
  const faults: Finding[] = [];
  for (const archive of archives) {
    await checkedArchivePath(archive).catch((error: unknown) =>
      faults.push(
        bad(about, errorText(error), "./smartpm restore of a backup elsewhere lays the file down"),
      ),
    );
  }
  if (archives.length === 0) return [good(about, "all readings are in the database")];
  return faults.length > 0 ? faults : [good(about, `${archives.length} files, all whole`)];
}

function hoursSince({ lastGoodAt, since }: BackupHistory, now: Temporal.Instant): number {
  return (now.epochMilliseconds - (lastGoodAt ?? since).epochMilliseconds) / 3_600_000;
}

/** Readings that come, lines that answer, mails that went, and a clock that agrees with them. */
export async function checkWork(database: Database, now: Temporal.Instant): Promise<Finding[]> {
  const [work, lines, mails] = await Promise.all([
    readWorkFigures(database, now),
    listLines(database, { now }),
    countMails(database),
  ]);
  const findings: Finding[] = [];
  const { channels, lateChannels, newestReadingAt } = work;
  findings.push(
    lateChannels === 0
      ? good("readings", `all ${channels} channels are read in time`)
      : doubtful(
          "readings",
          `${lateChannels} of ${channels} channels are late`,
          "the page Lines in the web says which meters are silent",
        ),
  );
  const down = lines.filter(({ state }) => state === "down").map(({ name }) => name);
  if (down.length > 0) {
    const remedy = "check power and cable of the gateway, and its address on the page Lines";
    findings.push(bad("lines", `no meter answers on ${down.join(", ")}`, remedy));
  }
  const unsure = mails.failed + mails.unknown;
  if (unsure > 0) {
    const remedy = "decide in the web, page Outbox, whether they are sent again";
    findings.push(doubtful("mails", `${unsure} mails failed or nobody knows`, remedy));
  }
  if (newestReadingAt !== null && isAfter(newestReadingAt, now.add({ minutes: AHEAD_MINUTES }))) {
    const found = `the newest reading is of ${newestReadingAt}, after the machine's ${now}`;
    findings.push(
      bad("clock", found, "set the machine's clock: it went back, or was ahead before"),
    );
  }
  return findings;
}

/** Receivers of webhooks that take what they are told. */
export async function checkWebhooks(database: Database, now: Temporal.Instant): Promise<Finding[]> {
  const about = "webhooks";
  const { failing, receivers } = await findFailingReceivers(database, now);
  if (receivers === 0) return [];
  if (failing.length === 0)
    return [good(about, `none of ${receivers} receivers holds anything up`)];
  return failing.map(({ name, since, lastError }) => {
    const error = lastError === null ? "" : `: ${lastError}`;
    const found = `"${name}" has taken nothing since ${since}${error}`;
    return doubtful(about, found, "look at the receiver, and at its address on the page Alarms");
  });
}

function isAfter(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) > 0;
}

/** A check that could not look is a finding, too. */
export function unreachable(error: unknown): Finding {
  return bad(
    "database",
    `it gives no answer: ${errorText(error)}`,
    "start it, or correct databaseUrl in smartpm.json",
  );
}
