import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readAnnouncement } from "#service/announcement.ts";
import { keeperStateFile, readKeeperWords } from "#setup/keeper-words.ts";
import { processesIn } from "#test/support/processes.ts";
import { until } from "#test/support/until.ts";

/** How a command ended, with all that it said. */
export interface End {
  readonly code: number | null;
  readonly said: string;
}

/** What SmartPM is installed on. */
export interface Machine {
  /** Where the data lie there. */
  readonly data: string;
  /** The installed command. */
  readonly command: string;
  /** What `install` is told on it. */
  readonly installing: readonly string[];
  /** What tells all other commands where it is installed. */
  readonly installed: readonly string[];
  run(file: string, args: readonly string[]): Promise<End>;
  /** Lays a data folder down that was made elsewhere. */
  layData(folder: string): Promise<void>;
  /** Whether a file is there. */
  has(path: string): Promise<boolean>;
  /** Everything is gone at once, and the machine comes up again. */
  powerCut(): Promise<void>;
  /** The machine goes down in order and comes up again. */
  reboot(): Promise<void>;
  remove(): Promise<void>;
}

/** Collects what a child says until it has ended. */
export async function endOf(child: ChildProcess): Promise<End> {
  let said = "";
  const collect = (text: string) => (said += text);
  child.stdout?.setEncoding("utf8").on("data", collect);
  child.stderr?.setEncoding("utf8").on("data", collect);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

/** Nothing of the person who runs the tests. */
export function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const { TMPDIR } = process.env;
  const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  return { PATH, HOME: home, ...(TMPDIR !== undefined && { TMPDIR }) };
}

/**
 * This machine, with everything in a folder of its own, and SmartPM's own keeper in place of
 * systemd: a boot is what cron would run.
 */
export async function thisMachine(place: string): Promise<Machine> {
  await chmod(place, 0o755);
  const home = join(place, "home");
  await mkdir(home);
  const data = join(place, "var/data");
  const command = join(place, "smartpm");
  const installed = ["--program", join(place, "opt")];
  const account = process.getuid?.() === 0 ? ["--user", "nobody"] : ["--account"];
  const run = (file: string, args: readonly string[]) =>
    endOf(
      spawn(file, args, {
        cwd: "/",
        env: bareEnvironment(home),
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  const boot = async () => {
    const end = await run(command, ["service", "start", ...installed]);
    if (end.code !== 0) throw new Error(end.said);
  };
  return {
    data,
    command,
    installed,
    installing: [
      ...installed,
      `--data=${data}`,
      `--command=${command}`,
      "--port=0",
      "--without-systemd",
      ...account,
    ],
    run,
    has: async (path) => existsSync(path),
    async layData(folder) {
      await mkdir(join(place, "var"), { recursive: true });
      await cp(folder, data, { recursive: true, preserveTimestamps: true });
    },
    async powerCut() {
      const keeper = await readKeeperWords(keeperStateFile(data));
      const service = await readAnnouncement(data);
      const cluster = join(data, "postgres");
      for (const pid of [keeper?.pid, service?.pid, ...(await processesIn(cluster))]) kill(pid);
      await until("all has gone", async () => (await processesIn(cluster)).length === 0);
      await boot();
    },
    async reboot() {
      await run(command, ["service", "stop", ...installed]);
      await boot();
    },
    async remove() {
      if (existsSync(command)) await run(command, ["uninstall", ...installed]);
    },
  };
}

function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  } catch {
    // Gone with the one before.
  }
}
