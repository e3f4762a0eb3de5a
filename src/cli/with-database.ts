import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Configuration, configurationOf, readSettings } from "#platform/configuration.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { lacksCluster, withRunningServer } from "#platform/embedded-server.ts";
import { FolderInUse } from "#platform/folder-lock.ts";
import { migrate } from "#platform/migrate.ts";
import { workFor } from "#platform/origin.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { openSecretBox, SECRET_KEY_FILE } from "#platform/secrets.ts";
import { openReadingSeals } from "#jobs/seal-readings.ts";
import { openInstallation } from "#service/open-installation.ts";
import { archiveFolderIn, useArchiveFolder } from "#storage/archive-folder.ts";

/**
 * Does `work` on the installation's database, migrated, beside a service that runs. The embedded
 * server is that of the service, or is started for the command and stopped after it. A folder without
 * a database is a Refusal: with a mistyped one, a check would otherwise find all well in an empty one.
 */
export async function withDatabase<T>(
  flags: { readonly data: string | undefined },
  work: (database: Database, configuration: Configuration) => Promise<T>,
): Promise<T> {
  const configuration = configurationOf(readSettings({ flags, env: process.env }));
  const { databaseUrl, dataFolder } = configuration;
  useArchiveFolder(archiveFolderIn(dataFolder));
  const onDatabase = async (database: Database) => {
    // Where the key is not, nothing is sealed, and no other key is made in its place.
    if (existsSync(join(dataFolder, SECRET_KEY_FILE))) {
      await openReadingSeals(database, await openSecretBox(dataFolder));
    }
    return workFor("command line", () => work(database, configuration));
  };
  if (databaseUrl !== undefined) {
    return onServer(databaseUrl, { hint: "check DATABASE_URL", work: onDatabase });
  }
  if (lacksCluster(dataFolder)) {
    throw new Refusal(
      `there is no database in ${dataFolder}: name the data folder with --data FOLDER, or begin one there with ./smartpm start`,
    );
  }
  let installation: Awaited<ReturnType<typeof openInstallation>>;
  try {
    installation = await openInstallation(configuration);
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    const hint = `look whether SmartPM on ${dataFolder} is just starting or stopping`;
    return withRunningServer(dataFolder, (url) => onServer(url, { hint, work: onDatabase }));
  }
  try {
    return await onDatabase(installation.database);
  } finally {
    await installation.close();
  }
}

async function onServer<T>(
  url: string,
  { hint, work }: { readonly hint: string; readonly work: (database: Database) => Promise<T> },
): Promise<T> {
  const database = openDatabase(url);
  try {
    await database.query("select 1").catch((error: unknown) => {
      throw new Refusal(`the database gives no answer (${errorText(error)}): ${hint}`);
    });
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}
