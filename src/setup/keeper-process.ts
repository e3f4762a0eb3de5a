/**
 * Keeps the service running on machines without systemd: a process of its own, which the service's
 * account runs. `keeper-process.ts PROGRAM_FOLDER`
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dieWithParent } from "#platform/die-with-parent.ts";
import { readInstallation } from "./installation-record.ts";
import { keeperStateFile, type KeeperWords, writeKeeperWords } from "./keeper-words.ts";
import { currentFolder } from "./release.ts";
import { BARE_ENVIRONMENT } from "./run-program.ts";
import { openRotatingLog, START_MARK } from "./rotating-log.ts";

const RESTART_MS = 5_000;

const [program = ""] = process.argv.slice(2);
const record = await readInstallation(program);
if (!record) throw new Error(`nothing is installed in ${program}`);
const { data } = record.places;
const log = openRotatingLog(data);
const ended = new AbortController();
let service: ChildProcess | undefined;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    ended.abort();
    service?.kill("SIGTERM");
  });
}

let restarts = 0;
while (!ended.signal.aborted) {
  await say({ pid: process.pid, restarts, kind: "running" });
  if ((await runService()) === 0) break;
  if (ended.signal.aborted) break;
  restarts += 1;
  await say({ pid: process.pid, restarts, kind: "failing" });
  await pause();
}
await log.close();

/** One life of the service; its exit code. It does not outlive us where the kernel can see to that. */
async function runService(): Promise<number | null> {
  const [first = "", ...rest] = [
    ...(await dieWithParent("TERM")),
    `${currentFolder(program)}/smartpm`,
    "start",
  ];
  log.write(Buffer.from(START_MARK));
  service = spawn(first, rest, {
    cwd: "/",
    env: { ...BARE_ENVIRONMENT, HOME: data, SMARTPM_DATA: data },
    stdio: ["ignore", "pipe", "pipe"],
  });
  service.stdout?.on("data", (piece: Buffer) => log.write(piece));
  service.stderr?.on("data", (piece: Buffer) => log.write(piece));
  service.once("error", (error) => log.write(Buffer.from(`${error.message}\n`)));
  const [code] = (await once(service, "close").catch(() => [1])) as [number | null];
  return code;
}

function say(words: KeeperWords): Promise<void> {
  return writeKeeperWords(keeperStateFile(data), words);
}

/** Ends early when we are told to stop. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, RESTART_MS);
    ended.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
