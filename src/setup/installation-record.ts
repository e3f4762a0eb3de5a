import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode, Refusal } from "#platform/refusal.ts";
import { type Places, placesOf } from "./places.ts";
import { writeWholeFile } from "#platform/whole-file.ts";

const ROOT = join(import.meta.dirname, "../..");
const FILE = "installation.json";

/** What keeps the service running. */
export type KeeperKind = "systemd" | "process";

/** What `./smartpm install` has done, for the commands that come after it. */
export interface InstallationRecord {
  readonly places: Places;
  readonly keeper: KeeperKind;
  /** The name of the account that the service runs as. */
  readonly account: string;
  /** The release that was last seen to work. */
  readonly release: string;
  /** The one before it; null where there was none. */
  readonly previous: string | null;
}

/** Writes it into the program's folder, whole or not at all. */
export async function writeInstallation(record: InstallationRecord): Promise<void> {
  const path = join(record.places.program, FILE);
  await writeWholeFile(path, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o644 });
}

/** The installation in a program's folder; undefined where there is none. */
export async function readInstallation(program: string): Promise<InstallationRecord | undefined> {
  try {
    // Written by writeInstallation, by root or the account itself.
    return JSON.parse(await readFile(join(program, FILE), "utf8")) as InstallationRecord;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new Refusal(`cannot read ${join(program, FILE)}: it is damaged, or not yours`);
  }
}

/**
 * The installation that a command means: the one in `program`, or the one that the command itself
 * belongs to, or the one in the usual place. A Refusal where there is none.
 */
export async function findInstallation(program: string | undefined): Promise<InstallationRecord> {
  const candidates = program === undefined ? usualPrograms() : [program];
  for (const candidate of candidates) {
    const record = await readInstallation(candidate);
    if (record) return record;
  }
  throw new Refusal(
    `SmartPM is not installed in ${candidates.join(" or ")}: ./smartpm install does it, or name its folder with --program`,
  );
}

function usualPrograms(): string[] {
  // A release lies in releases/NAME of its program's folder.
  const own = dirname(dirname(ROOT));
  const isOwn = existsSync(join(own, FILE));
  const scope = process.getuid?.() === 0 ? "machine" : "account";
  const candidates = [
    placesOf(scope, {}, process.env).program,
    placesOf("machine", {}, {}).program,
  ];
  return [...new Set([...(isOwn ? [own] : []), ...candidates])];
}
