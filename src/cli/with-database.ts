import { configurationOf, readSettings } from "#platform/configuration.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { migrate } from "#platform/migrate.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { openInstallation } from "#service/open-installation.ts";

/**
 * Does `work` on the installation's database, migrated. A server of its own is shared with a
 * service that runs; the embedded one is started for the command, and stopped after it.
 */
export async function withDatabase<T>(
  flags: { readonly data: string | undefined },
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const configuration = configurationOf(readSettings({ flags, env: process.env }));
  const { databaseUrl } = configuration;
  if (databaseUrl !== undefined) return onServer(databaseUrl, work);
  const installation = await openInstallation(configuration);
  try {
    return await work(installation.database);
  } finally {
    await installation.close();
  }
}

async function onServer<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(url);
  try {
    await database.query("select 1").catch((error: unknown) => {
      throw new Refusal(`the database gives no answer (${errorText(error)}): check DATABASE_URL`);
    });
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}
