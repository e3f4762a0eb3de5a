import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { stopOrphans } from "./orphan-server.ts";
import { errorCode, errorText, Refusal } from "./refusal.ts";
import { findServerBinaries } from "./server-binaries.ts";
import {
  createCluster,
  requireSameMajorVersion,
  SUPERUSER,
  writeAccessRules,
} from "./server-cluster.ts";
import { type ServerProcess, spawnServer } from "./server-process.ts";
import { openSocketFolder, SOCKET_PORT } from "./server-socket.ts";
import { chooseServerUser } from "./server-user.ts";

/** PostgreSQL's part of the data folder, and its database there. */
const CLUSTER = "postgres";
const DATABASE = "smartpm";

/** Recovery after a crash replays at most max_wal_size; on a slow disk that takes minutes. */
const START_MS = 600_000;
const POLL_MS = 20;

export interface EmbeddedServer {
  /** To the database `smartpm`, over a Unix socket that only the owner and root may use. */
  readonly url: string;
  /** Resolves with the reason when the server ends without having been told to. */
  readonly failed: Promise<string>;
  /** Lets the event loop end although the server runs. */
  unref(): void;
  /** Stops it in order; open transactions are rolled back. */
  stop(): Promise<void>;
}

/** Whether a data folder has no database yet; false, too, where this account may not look. */
export function lacksCluster(folder: string): boolean {
  try {
    statSync(join(folder, CLUSTER));
    return false;
  } catch (error) {
    return errorCode(error) === "ENOENT";
  }
}

/**
 * Starts the PostgreSQL that comes with SmartPM on the data folder, whose lock the caller holds:
 * creates the cluster at the first start, and ends a server that a killed SmartPM has left behind.
 */
export async function startEmbeddedServer(folder: string): Promise<EmbeddedServer> {
  const clusterFolder = join(folder, CLUSTER);
  const user = await chooseServerUser(clusterFolder);
  const binaries = await findServerBinaries(user, folder);
  const cluster = { folder: clusterFolder, user, binaries };
  await createCluster(cluster);
  await requireSameMajorVersion(cluster);
  await stopOrphans(clusterFolder);
  await writeAccessRules(cluster);
  const server = await spawnServer(cluster);
  const socket = await openSocketFolder(clusterFolder);
  const url = (database: string) => urlOf(socket.folder, database);
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop().then(socket.remove));
  try {
    await createDatabase(url("postgres"), server);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: url(DATABASE),
    failed: server.ended.then((reason) =>
      // A promise that never resolves: an end that was asked for is no failure.
      stopped ? new Promise(() => {}) : `PostgreSQL ended by itself (${reason})`,
    ),
    unref: server.unref,
    stop,
  };
}

/**
 * The address of the server that another process of ours runs on the data folder, for a command
 * beside it, which owner and root may use. `work` gets it while it can be reached.
 */
export async function withRunningServer<T>(
  folder: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const socket = await openSocketFolder(join(folder, CLUSTER));
  try {
    return await work(urlOf(socket.folder, DATABASE));
  } finally {
    await socket.remove();
  }
}

function urlOf(socketFolder: string, database: string): string {
  return `postgres://${SUPERUSER}@${encodeURIComponent(socketFolder)}:${SOCKET_PORT}/${database}`;
}

async function createDatabase(url: string, server: ServerProcess): Promise<void> {
  const client = await connectWhenReady(url, server);
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Tries until the server answers, has ended, or has had its time. */
async function connectWhenReady(url: string, server: ServerProcess): Promise<Client> {
  let ended: string | undefined;
  void server.ended.then((reason) => (ended = reason));
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (ended !== undefined) throw new Refusal(`PostgreSQL does not start: ${ended}`);
      if (waitedMs >= START_MS)
        throw new Refusal(`PostgreSQL gives no answer: ${errorText(error)}`);
    }
    await pause(POLL_MS);
  }
}
