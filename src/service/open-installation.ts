import type { Configuration } from "#platform/configuration.ts";
import { openDataFolder } from "#platform/data-folder.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { lockFolder } from "#platform/folder-lock.ts";
import { migrate } from "#platform/migrate.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { openReadingSeals } from "#jobs/seal-readings.ts";
import { archiveFolderIn, useArchiveFolder } from "#storage/archive-folder.ts";
import { openSecretBox, type SecretBox } from "#platform/secrets.ts";

/** A data folder that is ours alone, its database migrated and open. */
export interface Installation {
  readonly dataFolder: string;
  readonly database: Database;
  readonly box: SecretBox;
  /** Resolves with the reason when the embedded database ends by itself. */
  readonly failed: Promise<string>;
  /** Of the embedded database; undefined: it is somewhere else. */
  readonly serverUrl?: string | undefined;
  close(): Promise<void>;
}

/** Locks the data folder, starts or reaches the database, and migrates it. */
export async function openInstallation(
  configuration: Pick<Configuration, "dataFolder" | "databaseUrl">,
): Promise<Installation> {
  const { dataFolder, databaseUrl } = configuration;
  await openDataFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  let server: Awaited<ReturnType<typeof startEmbeddedServer>> | undefined;
  let opened: Database | undefined;
  try {
    if (databaseUrl === undefined) server = await startEmbeddedServer(dataFolder);
    const database = openDatabase(databaseUrl ?? server?.url ?? "");
    opened = database;
    const box = await openSecretBox(dataFolder);
    if (databaseUrl !== undefined) await requireReachable(database, databaseUrl);
    await migrate(database);
    await openReadingSeals(database, box);
    useArchiveFolder(archiveFolderIn(dataFolder));
    return {
      dataFolder,
      database,
      box,
      failed: server?.failed ?? new Promise(() => {}),
      serverUrl: server?.url,
      async close() {
        await database.close();
        await server?.stop();
        lock.release();
      },
    };
  } catch (error) {
    await opened?.close();
    await server?.stop();
    lock.release();
    throw error;
  }
}

async function requireReachable(database: Database, url: string): Promise<void> {
  try {
    await database.query("select 1");
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new Refusal(
      `cannot use the database ${host}${pathname} (${errorText(error)}): check DATABASE_URL, and that the server runs and lets this account in`,
    );
  }
}
