import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { programVersion } from "#platform/version.ts";
import { writeWholeFile } from "#platform/whole-file.ts";

/** In the data folder while the service runs: what looks after it finds it there. */
const FILE = "service.json";

/** What a running service says of itself to programs of the same machine. */
export interface Announcement {
  readonly pid: number;
  /** Of the web; null when this process does not serve it. */
  readonly address: string | null;
  readonly version: string;
  readonly release: string;
}

/** Says that this process serves the data in `folder`, until it is taken back. */
export async function announce(folder: string, address: string | undefined): Promise<void> {
  const said: Announcement = { pid: process.pid, address: address ?? null, ...programVersion() };
  await writeWholeFile(join(folder, FILE), `${JSON.stringify(said)}\n`);
}

/** Takes it back, at the end of the service or before a new one starts. */
export async function withdrawAnnouncement(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}

/** What the service on `folder` says; undefined where none does. A killed one leaves its words. */
export async function readAnnouncement(folder: string): Promise<Announcement | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), "utf8")) as Announcement;
  } catch {
    return undefined;
  }
}
