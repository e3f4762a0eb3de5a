import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { errorCode, Refusal } from "#platform/refusal.ts";

/** Its name in the data folder, and beside backups. */
export const ARCHIVE_FOLDER = "archive";

/** Where the archives of an installation lie. */
export function archiveFolderIn(dataFolder: string): string {
  return join(dataFolder, ARCHIVE_FOLDER);
}

let inUse: string | undefined;

/**
 * Says where this process finds archived readings: the folder belongs to the database, and a
 * process works on one. Told whenever an installation is opened.
 */
export function useArchiveFolder(folder: string): void {
  inUse = folder;
  checked.clear();
}

/** Where archives lie. Throws when nobody has said it. */
export function archiveFolder(): string {
  if (inUse === undefined) throw new Error("no folder of archived readings is in use");
  return inUse;
}

/** A file as the catalogue knows it. */
export interface ArchiveFile {
  readonly fileName: string;
  readonly sha256: string;
}

/** Files whose digest agreed, by path: their size and time, so that a changed one is looked at again. */
const checked = new Map<string, string>();

/**
 * The path of a whole, unchanged file. Looked at byte by byte once, and whenever its size or time
 * differ. Throws a Refusal that says what is wrong with it.
 */
export async function checkedArchivePath({ fileName, sha256 }: ArchiveFile): Promise<string> {
  const path = join(archiveFolder(), fileName);
  const mark = await markOf(path);
  if (checked.get(path) === mark) return path;
  const found = await sha256Of(path);
  if (found !== sha256) {
    throw new Refusal(
      `the archived readings in ${path} are not what was archived: put the file of a backup in its place`,
    );
  }
  checked.set(path, mark);
  return path;
}

/** Has a file read through the next time, though nothing tells that it changed. */
export function forgetChecked({ fileName }: ArchiveFile): void {
  checked.delete(join(archiveFolder(), fileName));
}

async function markOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    throw new Refusal(
      `${path} is missing, and with it archived readings: put the file of a backup there`,
    );
  }
}

/** In hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
