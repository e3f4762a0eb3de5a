import { createWriteStream } from "node:fs";
import { chmod, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import type { PoolClient } from "pg";
import type { Clock } from "#platform/clock.ts";
import { CONFIGURATION_FILE } from "#platform/configuration.ts";
import type { Database } from "#platform/database.ts";
import { readAppliedMigrations } from "#platform/migrate.ts";
import { errorCode } from "#platform/refusal.ts";
import { SECRET_KEY_FILE } from "#platform/secrets.ts";
import {
  copyTableOut,
  fixTextForm,
  listSequences,
  listWholeTables,
  readDatabaseBytes,
} from "#storage/whole-database.ts";
import type { BackupKey } from "./backup-key.ts";
import {
  type BackupManifest,
  encodeRecord,
  type TableDigest,
  type Witness,
} from "./backup-record.ts";
import { digestRows } from "./digest-rows.ts";
import { seal } from "./sealed-stream.ts";

export interface WriteBackup {
  readonly database: Database;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly key: BackupKey;
  /** Where the finished file shall lie; until then it is called `<path>.partial`. */
  readonly path: string;
  /** Works out figures from the very rows that are backed up. */
  readonly witness: (tx: PoolClient) => Promise<readonly Witness[]>;
}

/** A backup that lies on the disk. */
export interface WrittenBackup {
  readonly path: string;
  readonly bytes: number;
  readonly manifest: BackupManifest;
}

/** Lines of one table are gathered to so many bytes. */
const PIECE_BYTES = 2 ** 16;

/**
 * Writes everything into one file: the whole database as one snapshot shows it, and the key of its
 * secrets. Others read and write meanwhile. The file appears under its name when it is whole and on
 * the disk, readable by its owner alone. Memory does not grow with the database.
 */
export async function writeBackup(options: WriteBackup): Promise<WrittenBackup> {
  const { database, key, path } = options;
  const partial = `${path}.partial`;
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin isolation level repeatable read read only");
    await fixTextForm(client);
    let manifest: BackupManifest | undefined;
    const keep = (complete: BackupManifest) => (manifest = complete);
    await pipeline(
      records(client, { ...options, keep }),
      createZstdCompress(),
      (plain: AsyncIterable<Buffer>) => seal(plain, key),
      createWriteStream(partial, { mode: 0o600, flush: true }),
    );
    await client.query("commit");
    if (!manifest) throw new Error(`${path}: the backup ended without its manifest`);
    await chmod(partial, 0o600);
    await rename(partial, path);
    await flushFolder(dirname(path));
    return { path, bytes: (await stat(path)).size, manifest };
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    await rm(partial, { force: true });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function* records(
  tx: PoolClient,
  options: WriteBackup & { readonly keep: (manifest: BackupManifest) => void },
): AsyncGenerator<Buffer> {
  const tables = await listWholeTables(tx);
  yield encodeRecord({
    kind: "head",
    head: {
      madeAt: options.clock.now().toString(),
      migrations: await readAppliedMigrations(tx),
      files: await readFiles(options.dataFolder),
      tables: tables.length,
      databaseBytes: await readDatabaseBytes(tx),
    },
  });
  const digests: TableDigest[] = [];
  for (const table of tables) {
    yield encodeRecord({ kind: "table", ...table });
    const digest = digestRows(table.table);
    for await (const data of gathered(copyTableOut(tx, table))) {
      digest.add(data);
      yield encodeRecord({ kind: "data", data });
    }
    digests.push(digest.result());
    yield encodeRecord({ kind: "end", digest: digests.at(-1) as TableDigest });
  }
  const witnesses = await options.witness(tx);
  const manifest = { tables: digests, sequences: await listSequences(tx), witnesses };
  options.keep(manifest);
  yield encodeRecord({ kind: "manifest", manifest });
}

async function* gathered(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    held.push(piece);
    size += piece.length;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}

/** What the database cannot be used without, and the settings. */
async function readFiles(dataFolder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of [SECRET_KEY_FILE, CONFIGURATION_FILE]) {
    try {
      files[name] = (await readFile(join(dataFolder, name))).toString("base64");
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }
  return files;
}

/** The new name itself has to reach the disk. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
