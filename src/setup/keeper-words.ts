import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWholeFile } from "#platform/whole-file.ts";

/** What the keeping process says of itself, for those who ask. */
export interface KeeperWords {
  readonly pid: number;
  readonly restarts: number;
  readonly kind: "running" | "failing";
}

/** In the data folder. */
export function keeperStateFile(data: string): string {
  return join(data, "keeper.json");
}

/** Written whole or not at all. */
export async function writeKeeperWords(path: string, words: KeeperWords): Promise<void> {
  await writeWholeFile(path, `${JSON.stringify(words)}\n`);
}

/** What the keeper that lives says; undefined where none does, whatever a dead one has left. */
export async function readKeeperWords(path: string): Promise<KeeperWords | undefined> {
  try {
    const words = JSON.parse(await readFile(path, "utf8")) as KeeperWords;
    const commandLine = await readFile(`/proc/${words.pid}/cmdline`, "utf8");
    // The number may be another program's by now.
    return commandLine.includes("keeper-process.ts") ? words : undefined;
  } catch {
    return undefined;
  }
}
