import { createReadStream, createWriteStream } from "node:fs";
import { createHash } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { errorCode, Refusal } from "#platform/refusal.ts";
import {
  ARCHIVE_FOLDER,
  type ArchiveFile,
  archiveFolderIn,
  checkedArchivePath,
  sha256Of,
} from "#storage/archive-folder.ts";
import type { BackupKey } from "./backup-key.ts";
import { seal, unseal } from "./sealed-stream.ts";

const SEALED = ".sealed";
const PARTIAL = ".partial";

/**
 * Puts an encrypted copy of every archived file beside the backups, unless it is there and opens to
 * the very bytes: the files never change, so each is copied once and looked at every time. `copied`
 * is told of each new one; where it fails, the copy is made anew the next time. A Refusal tells of
 * a file that is missing or damaged itself, without a copy in its place.
 */
export async function copyArchives({
  files,
  backupFolder,
  key,
  copied,
}: {
  readonly files: readonly ArchiveFile[];
  readonly backupFolder: string;
  readonly key: BackupKey;
  readonly copied: (path: string) => Promise<void>;
}): Promise<void> {
  const folder = join(backupFolder, ARCHIVE_FOLDER);
  if (files.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const file of files) {
    const source = await checkedArchivePath(file);
    const copy = join(folder, `${file.fileName}${SEALED}`);
    if (await opensTo(copy, { file, key })) continue;
    const partial = `${copy}${PARTIAL}`;
    await pipeline(
      createReadStream(source),
      (plain: AsyncIterable<Buffer>) => seal(plain, key),
      createWriteStream(partial, { mode: 0o600, flush: true }),
    );
    if (!(await opensTo(partial, { file, key }))) {
      throw new Refusal(`${partial} was written, but does not open to ${source}`);
    }
    await rename(partial, copy);
    try {
      await copied(copy);
    } catch (error) {
      await rm(copy);
      throw error;
    }
  }
}

/** Whether a sealed copy is there and whole; one of another key is none. */
async function opensTo(
  path: string,
  { file, key }: { readonly file: ArchiveFile; readonly key: BackupKey },
): Promise<boolean> {
  const hash = createHash("sha256");
  try {
    await pipeline(
      createReadStream(path),
      (sealed: AsyncIterable<Buffer>) => unseal(sealed, { key, name: path }),
      hash,
    );
  } catch (error) {
    if (error instanceof Refusal || errorCode(error) === "ENOENT") return false;
    throw error;
  }
  return hash.digest("hex") === file.sha256;
}

/**
 * Lays the files that a restored database lists down in its data folder, from the folder of the
 * backup or `archive` in it. Gives the names of those for which no whole copy is there.
 */
export async function restoreArchives({
  files,
  backupPath,
  dataFolder,
  key,
}: {
  readonly files: readonly ArchiveFile[];
  readonly backupPath: string;
  readonly dataFolder: string;
  readonly key: BackupKey;
}): Promise<string[]> {
  const folder = archiveFolderIn(dataFolder);
  if (files.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = dirname(backupPath);
  const missing: string[] = [];
  for (const file of files) {
    const path = join(folder, file.fileName);
    const isThere = await hasDigest(path, file.sha256);
    const copies = [join(beside, ARCHIVE_FOLDER), beside].map((place) =>
      join(place, `${file.fileName}${SEALED}`),
    );
    if (isThere || (await layDown(copies, { path, file, key }))) continue;
    missing.push(file.fileName);
  }
  return missing;
}

async function layDown(
  copies: readonly string[],
  { path, file, key }: { path: string; file: ArchiveFile; key: BackupKey },
): Promise<boolean> {
  for (const copy of copies) {
    if (!(await opensTo(copy, { file, key }))) continue;
    const partial = `${path}${PARTIAL}`;
    await pipeline(
      createReadStream(copy),
      (sealed: AsyncIterable<Buffer>) => unseal(sealed, { key, name: copy }),
      createWriteStream(partial, { mode: 0o600, flush: true }),
    );
    await rename(partial, path);
    return true;
  }
  return false;
}

async function hasDigest(path: string, sha256: string): Promise<boolean> {
  try {
    return (await sha256Of(path)) === sha256;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
