import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { errorCode, Refusal } from "./refusal.ts";
import { SOCKET_PORT } from "./server-socket.ts";

const POLL_MS = 20;
/** A fast shutdown writes a checkpoint: up to max_wal_size of changed pages. */
const FAST_STOP_MS = 60_000;
const KILL_MS = 10_000;

/**
 * Ends every process of a server that a killed SmartPM has left on the cluster in `folder`. They
 * are known by working there, which no other process does; the caller holds the folder's lock, so
 * none of them belongs to a living SmartPM.
 */
export async function stopOrphans(folder: string): Promise<void> {
  const pidFile = join(folder, "postmaster.pid");
  const postmaster = await readPid(pidFile);
  const orphans = await processesIn(folder);
  if (postmaster !== undefined && orphans.includes(postmaster)) send(postmaster, "SIGINT");
  const left = await untilGone(folder, FAST_STOP_MS);
  for (const pid of left) send(pid, "SIGKILL");
  if (left.length > 0 && (await untilGone(folder, KILL_MS)).length > 0) {
    throw new Refusal(
      `processes ${left.join(", ")} of an earlier PostgreSQL still work in ${folder} and cannot be ended: end them, then start again`,
    );
  }
  // The number in these files may be another program's after a restart of the machine, or that of a
  // server that ended and was not yet collected by its parent: PostgreSQL would take it for itself and
  // refuse. A server that is killed while it shuts down leaves only the second.
  await rm(pidFile, { force: true });
  await rm(join(folder, `.s.PGSQL.${SOCKET_PORT}.lock`), { force: true });
}

async function untilGone(folder: string, limitMs: number): Promise<number[]> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const left = await processesIn(folder);
    if (left.length === 0 || waitedMs >= limitMs) return left;
    await pause(POLL_MS);
  }
}

async function processesIn(folder: string): Promise<number[]> {
  const place = await stat(folder);
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: number[] = [];
  for (const pid of pids) {
    try {
      const { dev, ino } = await stat(`/proc/${pid}/cwd`);
      if (dev === place.dev && ino === place.ino) found.push(pid);
    } catch {
      // Ended meanwhile, or another account's, which cannot be a server of ours.
    }
  }
  return found.filter((pid) => pid !== process.pid);
}

async function readPid(file: string): Promise<number | undefined> {
  try {
    const pid = Number.parseInt(await readFile(file, "utf8"), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}
