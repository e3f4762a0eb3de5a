import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { totalmem } from "node:os";
import { dieWithParent } from "./die-with-parent.ts";
import { logLimitsIn } from "./log-limits.ts";
import { errorText } from "./refusal.ts";
import { type Cluster, HERE, SERVER_ENVIRONMENT } from "./server-cluster.ts";

const STOP_MS = 60_000;
/** How much of what the server says before it works is kept, to explain why it does not. */
const SAID_CHARACTERS_AT_MOST = 4_000;

const MEGABYTE = 2 ** 20;
const LEAST_BUFFERS = 128;
const MOST_BUFFERS = 1024;

/**
 * A year of quarter hours of a thousand meters is 80 MB: what is looked at again and again should
 * stay with the server. A tenth of the memory leaves the rest to everything else on the machine.
 */
function sharedBuffersMegabytes(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  const tenth = Math.floor(bytes / MEGABYTE / 10);
  return Math.min(Math.max(tenth, LEAST_BUFFERS), MOST_BUFFERS);
}

/**
 * The command line wins over every file and `alter system`, so nobody turns off by accident that a
 * stored reading is on the disk. The server's log is kept for a week in the cluster's folder `log`.
 */
const SETTINGS = {
  listen_addresses: "",
  unix_socket_directories: ".",
  unix_socket_permissions: "0700",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  logging_collector: "on",
  log_directory: "log",
  log_filename: "postgresql-%a.log",
  log_rotation_age: "1d",
  log_rotation_size: "0",
  log_truncate_on_rotation: "on",
  checkpoint_timeout: "15min",
  shared_buffers: `${sharedBuffersMegabytes()}MB`,
};

export interface ServerProcess {
  /** Resolves, with what it said last, when the process has ended. */
  readonly ended: Promise<string>;
  /** Lets the event loop end although the server runs. */
  unref(): void;
  stop(): Promise<void>;
}

/**
 * Runs the server in a session of its own, so that Ctrl-C reaches it through us, in order. Where
 * `setpriv` can, the kernel stops the server when we die; where not, the next start looks for orphans.
 * `more`: settings beside ours.
 */
export async function spawnServer(
  cluster: Cluster,
  more: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const server = [
    cluster.binaries.postgres,
    "-D",
    HERE,
    ...Object.entries({ ...SETTINGS, ...(await logLimitsIn(cluster.folder)), ...more }).flatMap(
      ([name, value]) => ["-c", `${name}=${value}`],
    ),
  ];
  const [program = "", ...args] = [...(await dieWithParent("INT")), ...server];
  const child = spawn(program, args, {
    cwd: cluster.folder,
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    ...(cluster.user.other && { uid: cluster.user.uid, gid: cluster.user.gid }),
  });
  const ended = endOf(child);
  return {
    ended,
    unref() {
      child.unref();
      // The pipe keeps the event loop alive as well; as a socket it can be let go of.
      if (child.stderr instanceof Socket) child.stderr.unref();
    },
    async stop() {
      child.kill("SIGINT");
      const timer = setTimeout(() => child.kill("SIGQUIT"), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-SAID_CHARACTERS_AT_MOST);
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(errorText(error)));
    child.once("close", (code, signal) => {
      const how = signal ? `signal ${signal}` : `exit code ${code}`;
      resolve([lastComplaint(said), how].filter(Boolean).join("; "));
    });
  });
}

/** The last FATAL or PANIC line, without its time stamp. */
function lastComplaint(said: string): string | undefined {
  return said
    .split("\n")
    .findLast((line) => /FATAL|PANIC|ERROR|error:/.test(line))
    ?.replace(/^.*?((FATAL|PANIC|ERROR|error):)/, "$1");
}
