import { execFile } from "node:child_process";
import { chown, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { errorCode, Refusal } from "./refusal.ts";
import { findServerBinaries } from "./server-binaries.ts";
import {
  type Cluster,
  requireSameMajorVersion,
  SUPERUSER,
  writeAccessRules,
} from "./server-cluster.ts";
import { type ServerProcess, spawnServer } from "./server-process.ts";
import { openSocketFolder, SOCKET_PORT } from "./server-socket.ts";
import { chooseServerUser } from "./server-user.ts";

const run = promisify(execFile);

const CLUSTER = "postgres";
/** In the cluster, until it is recovered: the files of its log, named as the server names them. */
const LOG_FOLDER = "restored-log";
const POLL_MS = 100;
const CHOWN_MS = 600_000;

export interface ClusterCopy {
  /** The data folder, whose lock the caller holds; it must have no cluster yet. */
  readonly folder: string;
  /** Lays the copy of the cluster down in the first folder, and the log's files in the second. */
  readonly fill: (cluster: string, log: string) => Promise<void>;
  /** Everything that was committed until then; undefined: everything there is. */
  readonly until: Temporal.Instant | undefined;
}

/**
 * Brings a copy of an embedded cluster to a moment by replaying the log that came after it. Done beside
 * its place: whatever fails, the data folder has no cluster, and it can be begun again.
 */
export async function recoverCluster({ folder, fill, until }: ClusterCopy): Promise<void> {
  const final = join(folder, CLUSTER);
  if (await exists(final)) {
    throw new Refusal(
      `there is a database in ${folder}, and a restore never overwrites: name another folder with --data`,
    );
  }
  const unfinished = `${final}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(join(unfinished, LOG_FOLDER), { recursive: true, mode: 0o700 });
  const user = await chooseServerUser(final);
  const cluster = { folder: unfinished, user, binaries: await findServerBinaries(user, folder) };
  await fill(unfinished, join(unfinished, LOG_FOLDER));
  // What the old server said: only what the new one says counts.
  await rm(join(unfinished, "log"), { recursive: true, force: true });
  // Copied with the rest; where the old server runs still, the new one would take it for its own.
  await rm(join(unfinished, `.s.PGSQL.${SOCKET_PORT}.lock`), { force: true });
  await requireSameMajorVersion(cluster);
  await writeFile(join(unfinished, "recovery.signal"), "");
  await writeAccessRules(cluster);
  await giveTo(cluster);
  if (!(await replay(cluster, until))) await replay(cluster, undefined);
  await rm(join(unfinished, LOG_FOLDER), { recursive: true });
  await rename(unfinished, final);
}

async function giveTo({ folder, user }: Cluster): Promise<void> {
  if (!user.other) return;
  await chown(folder, user.uid, user.gid);
  await run("chown", ["-R", `${user.uid}:${user.gid}`, folder], { timeout: CHOWN_MS });
}

/**
 * Whether the server reached the moment. When nothing was committed after it the log ends before it, which
 * the server takes for a fault: then all of the log is right.
 */
async function replay(cluster: Cluster, until: Temporal.Instant | undefined): Promise<boolean> {
  const server = await spawnServer(cluster, {
    restore_command: `cp ${LOG_FOLDER}/%f %p`,
    recovery_target_action: "promote",
    ...(until && { recovery_target_time: settingOf(until) }),
  });
  let ended: string | undefined;
  void server.ended.then((reason) => (ended = reason));
  const socket = await openSocketFolder(cluster.folder);
  try {
    for (;;) {
      if (await isRecovered(socket.folder)) break;
      if (ended !== undefined) {
        if (until && (await endedBefore(cluster, ended))) return false;
        throw new Refusal(`PostgreSQL does not recover the database: ${ended}`);
      }
      await pause(POLL_MS);
    }
  } finally {
    await stopped(server, ended);
    await socket.remove();
  }
  return true;
}

/** The server knows no Z yet when it reads its settings. */
function settingOf(at: Temporal.Instant): string {
  return at.toString().replace("Z", "+00");
}

async function stopped(server: ServerProcess, ended: string | undefined): Promise<void> {
  if (ended === undefined) await server.stop();
}

/** The server tells it in its own log, and goes. */
async function endedBefore({ folder }: Cluster, reason: string): Promise<boolean> {
  const said = await run("grep", [
    "-rqs",
    "before configured recovery target was reached",
    join(folder, "log"),
  ])
    .then(() => true)
    .catch(() => false);
  return said || reason.includes("before configured recovery target was reached");
}

async function isRecovered(socketFolder: string): Promise<boolean> {
  const host = encodeURIComponent(socketFolder);
  const client = new Client({
    connectionString: `postgres://${SUPERUSER}@${host}:${SOCKET_PORT}/postgres`,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ going: boolean }>("select pg_is_in_recovery() as going");
    return rows[0]?.going === false;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
