import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { open, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Refusal } from "#platform/refusal.ts";
import type { Keeper, KeptService } from "./keeper.ts";
import { keeperStateFile, readKeeperWords } from "./keeper-words.ts";
import { currentFolder } from "./release.ts";
import { BARE_ENVIRONMENT, wordsAs } from "./run-program.ts";
import { logFile, START_MARK } from "./rotating-log.ts";

const POLL_MS = 50;
const START_MS = 20_000;
/** The service has 90 s to stop in order, as under systemd. */
const STOP_MS = 100_000;
const LAST_BYTES = 4_000;
/** The folder of its entries may be there without it. */
const CRONS = ["/usr/sbin/cron", "/usr/sbin/crond"];

/** Keeps the service by a process of ours, where there is no systemd. */
export function processKeeper(service: KeptService): Keeper {
  const { account, places } = service;
  const stateFile = keeperStateFile(places.data);
  const current = currentFolder(places.program);
  return {
    logHint: `tail -f ${logFile(places.data)}`,
    setUp: () => writeBootEntry(service),
    async takeDown() {
      if (places.bootEntry !== null) await rm(places.bootEntry, { force: true });
      await rm(stateFile, { force: true });
    },
    async start() {
      if (await readKeeperWords(stateFile)) return;
      const keeper = [
        join(current, "node_modules/.bin/node"),
        join(current, "src/setup/keeper-process.ts"),
        places.program,
      ];
      const [first = "", ...rest] = wordsAs(account, keeper);
      const env = { ...BARE_ENVIRONMENT, HOME: places.data };
      spawn(first, rest, { cwd: "/", env, detached: true, stdio: "ignore" }).unref();
      await until(async () => (await readKeeperWords(stateFile)) !== undefined, {
        limitMs: START_MS,
        complaint: `the process that keeps the service did not start: see ${logFile(places.data)}`,
      });
    },
    async stop() {
      const words = await readKeeperWords(stateFile);
      if (!words) return;
      process.kill(words.pid, "SIGTERM");
      await until(async () => (await readKeeperWords(stateFile)) === undefined, {
        limitMs: STOP_MS,
        complaint: `the service does not stop: see ${logFile(places.data)}`,
      });
    },
    async state() {
      const words = await readKeeperWords(stateFile);
      if (!words) return { kind: "stopped" };
      return { kind: words.kind, restarts: words.restarts };
    },
    lastWords: () => endOf(logFile(places.data)),
  };
}

/** cron starts it at boot; where there is no cron, a person has to say who does. */
async function writeBootEntry({ places }: KeptService): Promise<string[]> {
  const { bootEntry, command } = places;
  if (
    bootEntry !== null &&
    existsSync(dirname(bootEntry)) &&
    CRONS.some((path) => existsSync(path))
  ) {
    const line = `@reboot root ${command} service start`;
    await writeFile(bootEntry, `# Made by ./smartpm install.\n${line}\n`, { mode: 0o644 });
    return [];
  }
  return [`there is neither systemd nor cron here: let "${command} service start" run at boot`];
}

async function until(
  condition: () => Promise<boolean>,
  { limitMs, complaint }: { readonly limitMs: number; readonly complaint: string },
): Promise<void> {
  for (let waitedMs = 0; !(await condition()); waitedMs += POLL_MS) {
    if (waitedMs >= limitMs) throw new Refusal(complaint);
    await pause(POLL_MS);
  }
}

/** Of the last start only: what an earlier version complained of is past. */
async function endOf(path: string): Promise<string> {
  if (!existsSync(path)) return "";
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - LAST_BYTES);
    const { buffer, bytesRead } = await file.read({ position: from, length: LAST_BYTES });
    const text = buffer.toString("utf8", 0, bytesRead);
    const mark = text.lastIndexOf(START_MARK);
    return mark < 0 ? text : text.slice(mark + START_MARK.length);
  } finally {
    await file.close();
  }
}
