import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#platform/database.ts";
import { type EmbeddedServer, startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import type { Lifetime } from "./test-database.ts";

/** A migrated database on a server of its own. */
export interface KillableDatabase {
  /** The same before and after a kill. */
  readonly url: string;
  /** Kills the server's main process, and starts it anew when it is gone. */
  killAndRestart(): Promise<void>;
}

export async function startKillableDatabase(t: Lifetime): Promise<KillableDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-kill-"));
  let server: EmbeddedServer = await startEmbeddedServer(folder);
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const database = openDatabase(server.url);
  await migrate(database);
  await database.close();
  return {
    url: server.url,
    async killAndRestart() {
      // The first line of PostgreSQL's lock file is the number of its main process.
      const lock = await readFile(join(folder, "postgres/postmaster.pid"), "utf8");
      process.kill(Number(lock.split("\n")[0]), "SIGKILL");
      await server.failed;
      await server.stop();
      server = await startEmbeddedServer(folder);
    },
  };
}
