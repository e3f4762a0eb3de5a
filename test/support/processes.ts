import { readdir, readFile, stat } from "node:fs/promises";

/** Processes that work in a folder, as PostgreSQL does in its cluster's. */
export async function processesIn(folder: string): Promise<number[]> {
  const { dev, ino } = await stat(folder);
  return processesThat(async (pid) => {
    const cwd = await stat(`/proc/${pid}/cwd`);
    return cwd.dev === dev && cwd.ino === ino;
  });
}

/** Processes on whose command line one of the words stands; not this one. */
export async function processesNaming(words: readonly string[]): Promise<number[]> {
  return processesThat(async (pid) => {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8");
    return words.some((word) => line.includes(word));
  });
}

async function processesThat(holds: (pid: number) => Promise<boolean>): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    const pid = /^\d+$/.test(name) ? Number(name) : process.pid;
    // One that ended meanwhile is none.
    if (pid !== process.pid && (await holds(pid).catch(() => false))) found.push(pid);
  }
  return found;
}
