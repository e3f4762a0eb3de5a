import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#platform/database.ts";
import { chooseServerUser } from "#platform/server-user.ts";
import { until } from "#test/support/until.ts";

/** Where Debian and its kin put PostgreSQL, a folder a major version. */
const PLACE = "/usr/lib/postgresql";
/** What 15 and later have; the migrations ask for no less. */
const LEAST_MAJOR = 15;

/** A server of the PostgreSQL that the machine has, and its pg_dump, which fit each other. */
export interface InstalledServer {
  readonly major: number;
  readonly url: string;
  readonly pgDump: string;
  stop(): Promise<void>;
}

/** Starts one on a new cluster, which goes with it; undefined where none is installed that is new enough. */
export async function startInstalledServer(): Promise<InstalledServer | undefined> {
  const major = newestInstalled();
  if (major === undefined) return undefined;
  const bin = (name: string) => join(PLACE, String(major), "bin", name);
  // Its account has to get there, and cannot look into the folders of root.
  const folder = await mkdtemp(join(tmpdir(), "smartpm-installed-server-"));
  const user = await chooseServerUser(folder);
  const as = user.other ? { uid: user.uid, gid: user.gid } : {};
  if (user.other) await chown(folder, user.uid, user.gid);
  const cluster = ["-D", folder, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  const made = spawnSync(bin("initdb"), cluster, { cwd: folder, ...as });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const words = ["-D", folder, "-c", "listen_addresses=", "-c", "unix_socket_directories=."];
  const server = spawn(bin("postgres"), words, { cwd: folder, stdio: "ignore", ...as });
  const ended = once(server, "close");
  const url = `postgres://bench@${encodeURIComponent(folder)}:5432/postgres`;
  const database = openDatabase(url);
  await until("the installed server answers", async () => {
    await database.query("select 1");
    return true;
  });
  await database.close();
  return {
    major,
    url,
    pgDump: bin("pg_dump"),
    async stop() {
      server.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function newestInstalled(): number | undefined {
  if (!existsSync(PLACE)) return undefined;
  return readdirSync(PLACE)
    .map(Number)
    .filter((major) => major >= LEAST_MAJOR)
    .filter((major) =>
      ["initdb", "postgres", "pg_dump"].every((name) =>
        existsSync(join(PLACE, String(major), "bin", name)),
      ),
    )
    .toSorted((one, other) => other - one)[0];
}
