import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  BACKUP_KEY_FILE,
  type BackupKey,
  backupKeyText,
  readBackupKey,
} from "#backup/backup-key.ts";
import { restoreArchives } from "#backup/archive-copies.ts";
import { restoreBackup, type RestoreProgress } from "#backup/restore-backup.ts";
import { restoreToTime } from "#backup/restore-to-time.ts";
import { type Configuration, configurationOf, readSettings } from "#platform/configuration.ts";
import { openDataFolder } from "#platform/data-folder.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { lockFolder } from "#platform/folder-lock.ts";
import { migrate } from "#platform/migrate.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { ARCHIVE_FOLDER, archiveFolderIn } from "#storage/archive-folder.ts";
import { listArchives } from "#storage/archive-catalogue.ts";
import { writeFile } from "node:fs/promises";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";

const OPTIONS = {
  data: { type: "string" },
  "key-file": { type: "string" },
  to: { type: "string" },
} as const;
const NEWEST = "newest";

export const restoreCommand: Command = {
  usage: `Usage: ./smartpm restore FILE [--data FOLDER] [--key-file FILE]
       ./smartpm restore FOLDER --to TIME [--data FOLDER] [--key-file FILE]

Restores a backup onto a new machine: into an empty data folder, or into the empty database of
DATABASE_URL. Never overwrites anything. Every table is read back and compared before it counts;
stopped half-way, it has done nothing and can be started again. Then ./smartpm start.

  --to TIME         brings the database that comes with SmartPM back to a moment, from the folder of
                    its continuous backup (backup.folder): "2026-11-26 03:00" by this machine's
                    clock, "2026-11-26T02:00Z", or ${NEWEST} for everything there is
  --data FOLDER     the data folder, as for ./smartpm start
  --key-file FILE   holds what ./smartpm backup key printed on the old machine; backup.key in the
                    data folder when left out

Files of archived readings are taken from the folder of FILE and from ${ARCHIVE_FOLDER} in it. When one is
missing the rest is restored, the file is named, and the exit code is 1.

The settings of the old machine are put beside as smartpm.json.restored: rename it to use them.`,

  async run(args) {
    const { values, words } = parseCommandLine({ args, options: OPTIONS, words: ["FILE"] });
    const [path = ""] = words;
    const flags = { data: values.data };
    const configuration = configurationOf(readSettings({ flags, env: process.env }));
    const { dataFolder } = configuration;
    const keyFile = values["key-file"] ?? join(dataFolder, BACKUP_KEY_FILE);
    const key = await readBackupKey(keyFile);
    if (values.to !== undefined) {
      const until = values.to === NEWEST ? undefined : momentOf(values.to);
      return restoreMoment({ configuration, backupFolder: path, key, until });
    }
    let missing: string[] = [];
    await onEmptyDatabase(configuration, async (database) => {
      const show = progressLine();
      const restored = await restoreBackup({ path, key, database, dataFolder, progress: show });
      const { tables } = restored.manifest;
      await migrate(database);
      await keepKey(join(dataFolder, BACKUP_KEY_FILE), backupKeyText(key));
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      const files = await listArchives(database);
      missing = await restoreArchives({ files, backupPath: path, dataFolder, key });
      process.stdout.write(
        `Restored ${rows} rows of ${tables.length} tables, as they were at ${restored.head.madeAt}; every table's digest agrees.\n`,
      );
    });
    return tellMissing(missing, dataFolder);
  },
};

/** The command's exit code. */
function tellMissing(missing: readonly string[], dataFolder: string): number {
  if (missing.length === 0) return 0;
  process.stderr.write(
    `Archived readings are missing: no whole copy of ${missing.join(", ")} lies beside the backup or in its folder ${ARCHIVE_FOLDER}. Put the files into ${archiveFolderIn(dataFolder)}; until then what needs these readings says so.\n`,
  );
  return 1;
}

/** `2026-11-26 03:00` by the machine's clock, or an instant with its offset. */
function momentOf(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    // No offset: by the machine's clock.
  }
  try {
    return Temporal.PlainDateTime.from(text)
      .toZonedDateTime(new Intl.DateTimeFormat().resolvedOptions().timeZone)
      .toInstant();
  } catch {
    throw new Refusal(
      `--to "${text}" is no time: write "2026-11-26 03:00", "2026-11-26T02:00Z" or ${NEWEST}`,
    );
  }
}

async function restoreMoment(options: {
  readonly configuration: Configuration;
  readonly backupFolder: string;
  readonly key: BackupKey;
  readonly until: Temporal.Instant | undefined;
}): Promise<number> {
  const { configuration, backupFolder, key, until } = options;
  const { dataFolder, databaseUrl } = configuration;
  if (databaseUrl !== undefined) {
    throw new Refusal(
      "--to restores the database that comes with SmartPM: for a server of your own (DATABASE_URL) use what backs up its log",
    );
  }
  await openDataFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  try {
    const { from } = await restoreToTime({ backupFolder, dataFolder, key, until });
    await keepKey(join(dataFolder, BACKUP_KEY_FILE), backupKeyText(key));
    const server = await startEmbeddedServer(dataFolder);
    const database = openDatabase(server.url);
    try {
      await migrate(database);
      const files = await listArchives(database);
      const backupPath = join(backupFolder, ARCHIVE_FOLDER);
      const missing = await restoreArchives({ files, backupPath, dataFolder, key });
      const when = until ? `at ${until}` : "when the last of its log was backed up";
      process.stdout.write(
        `Restored as it was ${when}, from the copy of ${from.madeAt} and what was logged since.\n`,
      );
      return tellMissing(missing, dataFolder);
    } finally {
      await database.close();
      await server.stop();
    }
  } finally {
    lock.release();
  }
}

async function onEmptyDatabase(
  { dataFolder, databaseUrl }: Configuration,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  await openDataFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  let server: Awaited<ReturnType<typeof startEmbeddedServer>> | undefined;
  try {
    if (databaseUrl === undefined) server = await startEmbeddedServer(dataFolder);
    const database = openDatabase(databaseUrl ?? server?.url ?? "");
    try {
      await database.query("select 1").catch((error: unknown) => {
        throw new Refusal(`the database gives no answer (${errorText(error)}): check DATABASE_URL`);
      });
      await work(database);
    } finally {
      await database.close();
    }
  } finally {
    await server?.stop();
    lock.release();
  }
}

/** The new machine goes on with the same key: one paper serves for all backups. */
async function keepKey(path: string, text: string): Promise<void> {
  if (!existsSync(path)) await writeFile(path, `${text}\n`, { mode: 0o600, flush: true });
}

const STEP_PERCENT = 5;

/** A line on stderr whenever a twentieth more is read, and when the tables are compared. */
function progressLine(): (progress: RestoreProgress) => void {
  let shown = -STEP_PERCENT;
  return ({ bytesRead, bytesTotal, table }) => {
    const percent = Math.floor((100 * bytesRead) / Math.max(1, bytesTotal));
    if (percent < shown + STEP_PERCENT) return;
    shown = percent;
    process.stderr.write(`${String(percent).padStart(3)} % read, at table ${table}\n`);
  };
}
