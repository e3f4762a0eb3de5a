import { existsSync } from "node:fs";
import { chown, mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { openDatabase } from "#platform/database.ts";
import { Refusal } from "#platform/refusal.ts";
import { BARE_ENVIRONMENT, requireProgram } from "./run-program.ts";

/** In the data folder while an upgrade is under way: the data as it was before. */
const COPY = "before-upgrade";
/** What the version that did not come up has left; removed when the old one works again. */
const FAILED = "failed-upgrade";
/** The backup of a database that lies elsewhere, in the copy. */
const BACKUP = "database.backup";
/** Can be made again, or is a copy already. */
const LEFT_OUT = [COPY, FAILED, "backups", "log", "archive", "service.json", "keeper.json"];
const LEFT_OUT_PREFIXES = ["rehearsal-", "postgresql-", `${COPY}.`];

const LEAST_ROOM_BYTES = 300 * 2 ** 20;

/** Whether an upgrade of this data was begun and never ended: by a power cut, for one. */
export function hasKeptData(data: string): boolean {
  return existsSync(join(data, COPY));
}

/**
 * Keeps the data of a stopped service as it is, so that putBackData can bring it back: the files of
 * the data folder as they lie, and a backup of a database that lies elsewhere, which `backUpTo`
 * writes. Killed half-way it has kept nothing.
 */
export async function keepData(
  data: string,
  backUpTo: ((folder: string) => Promise<string>) | undefined,
): Promise<void> {
  const unfinished = join(data, `${COPY}.unfinished`);
  await rm(unfinished, { recursive: true, force: true });
  await requireRoom(data);
  await mkdir(unfinished, { mode: 0o700 });
  // The backup is written by the service's account, whose the data folder is.
  const { uid, gid } = await stat(data);
  await chown(unfinished, uid, gid);
  const names = await keptNames(data);
  await requireProgram(
    {
      program: "cp",
      args: ["-a", "--reflink=auto", "--", ...names.map((name) => join(data, name)), unfinished],
      env: BARE_ENVIRONMENT,
    },
    `the data in ${data} cannot be copied`,
  );
  if (backUpTo) await rename(await backUpTo(unfinished), join(unfinished, BACKUP));
  // What was copied must be on the disk before anything is changed.
  await requireProgram({ program: "sync", args: ["-f", unfinished] }, "sync failed");
  await rename(unfinished, join(data, COPY));
}

/**
 * Brings back what keepData kept, of a stopped service. `restore` reads the backup into the emptied
 * database where that lies elsewhere. May be killed and done again.
 */
export async function putBackData(
  data: string,
  elsewhere:
    { readonly databaseUrl: string; readonly restore: (file: string) => Promise<void> } | undefined,
): Promise<void> {
  const copy = join(data, COPY);
  const failed = join(data, FAILED);
  await mkdir(failed, { recursive: true, mode: 0o700 });
  for (const name of await readdir(copy)) {
    if (name === BACKUP) continue;
    await rm(join(failed, name), { recursive: true, force: true });
    if (existsSync(join(data, name))) await rename(join(data, name), join(failed, name));
    await rename(join(copy, name), join(data, name));
  }
  if (elsewhere) {
    await onDatabase(elsewhere.databaseUrl, PUT_TABLES_ASIDE);
    await elsewhere.restore(join(copy, BACKUP));
    // The restore has compared every table: what the failed version left is wanted no more.
    await onDatabase(elsewhere.databaseUrl, DROP_TABLES_ASIDE);
    await rm(join(data, "smartpm.json.restored"), { force: true });
  }
  await rm(copy, { recursive: true });
}

/** Removes what is no longer wanted once a version works: the copy, and what a failed one left. */
export async function forgetKeptData(data: string): Promise<void> {
  await rm(join(data, COPY), { recursive: true, force: true });
  await rm(join(data, FAILED), { recursive: true, force: true });
}

async function keptNames(data: string): Promise<string[]> {
  const names = await readdir(data);
  return names.filter(
    (name) =>
      !LEFT_OUT.includes(name) && !LEFT_OUT_PREFIXES.some((prefix) => name.startsWith(prefix)),
  );
}

async function requireRoom(data: string): Promise<void> {
  const names = await keptNames(data);
  const told = await requireProgram(
    { program: "du", args: ["-sck", "--", ...names.map((name) => join(data, name))] },
    `the size of ${data} cannot be told`,
  );
  const needed = Number(/^(\d+)\s+total$/m.exec(told)?.[1] ?? 0) * 1024 + LEAST_ROOM_BYTES;
  const { bavail, bsize } = await statfs(data);
  if (bavail * bsize >= needed) return;
  throw new Refusal(
    `the disk of ${data} has ${gigabytes(bavail * bsize)} GB free, and a copy of the data needs ${gigabytes(needed)} GB: make room there`,
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

const DROP_TABLES_ASIDE = "drop schema if exists smartpm_failed_upgrade cascade";

/** Nothing is deleted before the old tables are back. */
const PUT_TABLES_ASIDE = `
  ${DROP_TABLES_ASIDE};
  alter schema public rename to smartpm_failed_upgrade;
  create schema public;
  grant usage on schema public to public`;

async function onDatabase(url: string, statements: string): Promise<void> {
  const database = openDatabase(url);
  try {
    await database.query(statements);
  } finally {
    await database.close();
  }
}
