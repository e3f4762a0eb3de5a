import { resolve } from "node:path";
import { defaultDataFolder, openDataFolder } from "#platform/data-folder.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { lockFolder } from "#platform/folder-lock.ts";
import { migrate } from "#platform/migrate.ts";
import { errorText, Refusal } from "#platform/refusal.ts";

/** Where a command finds the database. */
export interface DatabasePlace {
  /** The option --data; else SMARTPM_DATA, else the usual folder. */
  readonly data: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Does `work` on the installation's database, migrated: the server of DATABASE_URL, or the embedded
 * one, which is started for the command and stopped after it.
 */
export async function withDatabase<T>(
  { data, env }: DatabasePlace,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const url = env["DATABASE_URL"];
  if (url) return onServer(url, work);
  const folder = resolve(data ?? env["SMARTPM_DATA"] ?? defaultDataFolder(env));
  await openDataFolder(folder);
  const lock = lockFolder(folder);
  try {
    const server = await startEmbeddedServer(folder);
    try {
      return await onServer(server.url, work);
    } finally {
      await server.stop();
    }
  } finally {
    lock.release();
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
