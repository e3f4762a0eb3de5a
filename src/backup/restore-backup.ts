import { once } from "node:events";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { createZstdDecompress } from "node:zlib";
import type { PoolClient } from "pg";
import { CONFIGURATION_FILE } from "#platform/configuration.ts";
import type { Database } from "#platform/database.ts";
import { createSchema, knownMigrations } from "#platform/migrate.ts";
import { errorCode, errorText, Refusal } from "#platform/refusal.ts";
import { SECRET_KEY_FILE } from "#platform/secrets.ts";
import {
  copyTableIn,
  copyTableOut,
  finishLoading,
  fixTextForm,
  isEmptyDatabase,
  prepareLoading,
  setSequence,
  type WholeTable,
} from "#storage/whole-database.ts";
import type { BackupKey } from "./backup-key.ts";
import {
  type BackupHead,
  type BackupManifest,
  type BackupRecord,
  decodeRecords,
  type TableDigest,
} from "./backup-record.ts";
import { digestRows } from "./digest-rows.ts";
import { unseal } from "./sealed-stream.ts";
import { writeWholeFile } from "#platform/whole-file.ts";

export interface RestoreBackup {
  readonly path: string;
  readonly key: BackupKey;
  /** Without any table. */
  readonly database: Database;
  readonly dataFolder: string;
  readonly progress: (done: RestoreProgress) => void;
}

/** How far a restore is: bytes of the file read, and the table being filled or checked. */
export interface RestoreProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly table: string;
}

export interface RestoredBackup {
  readonly head: BackupHead;
  readonly manifest: BackupManifest;
}

/**
 * Fills an empty database from a backup, in one transaction: whatever happens before its end, the
 * database is empty again. Before it commits, every table is read back and its digest compared. The
 * schema is the one that the backup was made with; migrate() brings it up to date afterwards. The
 * settings of the old machine are laid down as `smartpm.json.restored`. Throws a Refusal that says
 * why it cannot be restored.
 */
export async function restoreBackup(options: RestoreBackup): Promise<RestoredBackup> {
  const { database, path, key } = options;
  const bytesTotal = await fileSize(path);
  if (!(await isEmptyDatabase(database))) {
    throw new Refusal(
      "the database is not empty, and a restore never overwrites: restore into a new data folder (--data) or a new database (DATABASE_URL)",
    );
  }
  const client = await database.pool.connect();
  const file = createReadStream(path);
  const plain = pipeline(
    file,
    (sealed: AsyncIterable<Buffer>) => unseal(sealed, { key, name: path }),
    createZstdDecompress(),
    // The reader of the last stream is told of it.
    () => {},
  );
  const records = decodeRecords(plain);
  let broken: Error | undefined;
  try {
    await client.query("begin");
    await fixTextForm(client);
    const progress = (table: string) =>
      options.progress({ bytesRead: file.bytesRead, bytesTotal, table });
    const restored = await load(client, { records, options, progress });
    await client.query("commit");
    await database.query("analyze");
    return restored;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    file.destroy();
    client.release(broken);
  }
}

async function load(
  tx: PoolClient,
  source: {
    readonly records: AsyncGenerator<BackupRecord>;
    readonly options: RestoreBackup;
    readonly progress: (table: string) => void;
  },
): Promise<RestoredBackup> {
  const { records, options, progress } = source;
  const head = await expected(records, "head");
  await createSchema(tx, knownMigrations(head.head.migrations));
  await layDownFiles(head.head, options.dataFolder);
  const foreignKeys = await prepareLoading(tx);
  const loaded: WholeTable[] = [];
  let record = await next(records);
  while (record.kind === "table") {
    progress(record.table);
    loaded.push(record);
    await loadTable(tx, record, { records, progress });
    record = await next(records);
  }
  if (record.kind !== "manifest") throw new Error(`a backup has a ${record.kind} for a manifest`);
  const { manifest } = record;
  if ((await records.next()).done !== true) throw new Error("a backup goes on after its manifest");
  await finishLoading(tx, foreignKeys);
  for (const state of manifest.sequences) await setSequence(tx, state);
  for (const [n, table] of loaded.entries()) {
    progress(table.table);
    requireSame(await digestTable(tx, table), manifest.tables[n]);
  }
  return { head: head.head, manifest };
}

async function loadTable(
  tx: PoolClient,
  table: WholeTable,
  { records, progress }: { records: AsyncGenerator<BackupRecord>; progress(table: string): void },
): Promise<void> {
  const copy = copyTableIn(tx, table);
  let failure: Error | undefined;
  copy.on("error", (error: Error) => (failure = error));
  const digest = digestRows(table.table);
  for (;;) {
    const record = await next(records);
    if (record.kind === "end") {
      requireSame(digest.result(), record.digest);
      break;
    }
    if (record.kind !== "data") throw new Error(`a backup has a ${record.kind} within a table`);
    digest.add(record.data);
    if (failure) throw failure;
    if (!copy.write(record.data)) await once(copy, "drain");
    progress(table.table);
  }
  const done = once(copy, "finish");
  copy.end();
  await done;
}

/** A table's digest as it stands in the database. */
async function digestTable(tx: PoolClient, table: WholeTable): Promise<TableDigest> {
  const digest = digestRows(table.table);
  for await (const piece of copyTableOut(tx, table)) digest.add(piece);
  return digest.result();
}

function requireSame(found: TableDigest, told: TableDigest | undefined): void {
  if (told && JSON.stringify(found) === JSON.stringify(told)) return;
  throw new Refusal(
    `the table ${found.table} came out with ${found.rows} rows and the digest ${found.sha256}, and the backup tells of ${told?.rows ?? 0} rows and ${told?.sha256 ?? "none"}: use another backup`,
  );
}

/**
 * Puts keys and settings of the old machine into a data folder; the key first, for without it the
 * restored secrets are lost.
 */
export async function layDownFiles(
  { files }: Pick<BackupHead, "files">,
  dataFolder: string,
): Promise<void> {
  const names = {
    [SECRET_KEY_FILE]: SECRET_KEY_FILE,
    [CONFIGURATION_FILE]: `${CONFIGURATION_FILE}.restored`,
  };
  for (const [name, target] of Object.entries(names)) {
    const content = files[name];
    if (content === undefined) continue;
    const path = join(dataFolder, target);
    const bytes = Buffer.from(content, "base64");
    const there = await readFile(path).catch(() => undefined);
    if (name === SECRET_KEY_FILE && there && !there.equals(bytes)) {
      throw new Refusal(
        `${path} is the key of another database: move it away, or restore into a new data folder (--data)`,
      );
    }
    await writeWholeFile(path, bytes);
  }
}

async function next(records: AsyncGenerator<BackupRecord>): Promise<BackupRecord> {
  const { value, done } = await records.next();
  if (done === true) throw new Refusal("the backup ends before its manifest: use another");
  return value;
}

async function expected<K extends BackupRecord["kind"]>(
  records: AsyncGenerator<BackupRecord>,
  kind: K,
): Promise<Extract<BackupRecord, { kind: K }>> {
  const record = await next(records);
  if (record.kind !== kind) throw new Error(`a backup has a ${record.kind} for a ${kind}`);
  return record as Extract<BackupRecord, { kind: K }>;
}

async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    const reason = errorCode(error) === "ENOENT" ? "there is no such file" : errorText(error);
    throw new Refusal(`cannot read ${path}: ${reason}`);
  }
}
