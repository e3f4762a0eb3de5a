import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The kernel counts processor time in hundredths of a second on every architecture we run on. */
const MS_PER_TICK = 10;

/** Fields of /proc/PID/stat after the command's closing bracket, which may contain anything. */
const PARENT = 1;
const OWN_TICKS = [11, 12] as const;
const ENDED_CHILDREN_TICKS = [13, 14] as const;

/**
 * The processor time that an embedded server has used so far, in ms: the postmaster with the
 * processes that serve its connections, those that have ended among them.
 */
export async function serverProcessorMs(folder: string): Promise<number> {
  const lines = await readFile(join(folder, "postgres", "postmaster.pid"), "utf8");
  const postmaster = Number(lines.split("\n")[0]);
  let ticks = 0;
  for (const name of await readdir("/proc")) {
    const pid = Number(name);
    const fields = Number.isInteger(pid) ? await statOf(pid) : undefined;
    if (!fields || (pid !== postmaster && fields[PARENT] !== postmaster)) continue;
    const counted = pid === postmaster ? [...OWN_TICKS, ...ENDED_CHILDREN_TICKS] : OWN_TICKS;
    for (const field of counted) ticks += fields[field] ?? 0;
  }
  return ticks * MS_PER_TICK;
}

/** The processor time that a running process has used so far, in ms. */
export function processorMsOf(pid: number): number {
  const fields = fieldsOf(readFileSync(`/proc/${pid}/stat`, "utf8"));
  return OWN_TICKS.reduce((ticks, field) => ticks + (fields[field] ?? 0), 0) * MS_PER_TICK;
}

/** Undefined for a process that has ended meanwhile. */
async function statOf(pid: number): Promise<readonly number[] | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    return fieldsOf(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(stat: string): readonly number[] {
  return stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
}
