import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Refusal } from "./refusal.ts";

/** Another process uses the folder now. */
export class FolderInUse extends Refusal {}

/** A folder that only this process uses, until released or until the process ends, however. */
export interface FolderLock {
  release(): void;
}

/**
 * Locks `folder` for this process. The lock is the kernel's on an SQLite file: it goes with the
 * process, so that a killed one leaves nothing stale and no process number is ever mistaken for
 * another. Throws FolderInUse, which names the holder.
 */
export function lockFolder(folder: string): FolderLock {
  const holderFile = join(folder, "smartpm.pid");
  const file = new DatabaseSync(join(folder, "smartpm.lock"));
  try {
    file.exec("pragma busy_timeout = 0; begin exclusive");
  } catch (error) {
    file.close();
    if (!(error instanceof Error) || !/locked/.test(error.message)) throw error;
    throw new FolderInUse(
      `SmartPM${holder(holderFile)} already runs on the data in ${folder}: stop it first, or choose another folder with --data`,
    );
  }
  writeFileSync(holderFile, `${process.pid}\n`);
  return {
    release() {
      rmSync(holderFile, { force: true });
      file.close();
    },
  };
}

/** ` (process 4711)`, or nothing in the moment between its lock and its file. */
function holder(file: string): string {
  try {
    return ` (process ${readFileSync(file, "utf8").trim()})`;
  } catch {
    return "";
  }
}
