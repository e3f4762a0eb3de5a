import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { createZstdCompress } from "node:zlib";
import { Readable } from "node:stream";
import type { Client } from "pg";
import type { Clock } from "#platform/clock.ts";
import { CONFIGURATION_FILE } from "#platform/configuration.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { errorCode, errorText } from "#platform/refusal.ts";
import { SECRET_KEY_FILE } from "#platform/secrets.ts";
import {
  noteBase,
  noteKeepingFailed,
  noteKept,
  readLogPosition,
} from "#storage/continuous-backup.ts";
import type { BackupKey } from "./backup-key.ts";
import { copyElsewhere } from "./copy-elsewhere.ts";
import {
  type BaseCopy,
  baseName,
  CONTINUOUS_FOLDER,
  KEYS_FILE,
  lineName,
  listLogLines,
  type LogLine,
  pieceName,
  positionOf,
  segmentStart,
} from "./log-line.ts";
import { connectReplication, LogStream, type ReceivedLog } from "./log-stream.ts";
import { expiredLogFiles } from "./log-retention.ts";
import { seal } from "./sealed-stream.ts";

export interface KeepLog {
  /** Of the embedded server. */
  readonly url: string;
  readonly database: Database;
  readonly dataFolder: string;
  readonly backupFolder: string;
  readonly keepDays: number;
  /** `backup.copyCommand`: takes each file elsewhere. */
  readonly copyCommand: string | undefined;
  /** How often the log is taken, and how long to wait after an error: as said below unless told. */
  readonly pace?: { readonly pieceMs: number; readonly afterErrorMs: number };
  readonly key: BackupKey;
  readonly clock: Clock;
  readonly log: Log;
}

/** What came of the log is on the backup's disk so soon: with the machine so much is lost. */
const PACE = { pieceMs: 20_000, afterErrorMs: 30_000 };
const NEW_BASE_AFTER_HOURS = 24 * 7;
const PARTIAL = ".partial";
/** What the server wrote so long ago and did not send it does not send. */
const SENT_WITHIN_MS = 120_000;

/** In the cluster, where a copy of it leaves out what is so named. */
const BASE_PLACE = "pgsql_tmp_base";
const CLUSTER = "postgres";

/**
 * Keeps copies of the embedded database's cluster and all of its log in the backup folder, encrypted,
 * until stopped: nothing older than twenty seconds is lost with the machine. After an error it goes
 * on where it was; the server keeps what has not been taken.
 */
export function startKeepingLog(options: KeepLog): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      try {
        await keepLog(options, signal);
      } catch (error) {
        if (signal.aborted) return;
        await noteFailure(options, error);
        options.log.error({ err: error }, "the database's log is not being backed up");
        await pause((options.pace ?? PACE).afterErrorMs, undefined, { signal }).catch(() => {});
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** While the database is away there is nowhere to note it, and nothing to be kept. */
async function noteFailure({ clock, database, log }: KeepLog, error: unknown): Promise<void> {
  const failed = { at: clock.now(), failure: errorText(error) };
  await noteKeepingFailed(database, failed).catch((err: unknown) =>
    log.warn({ err }, "that the log is not backed up could not be noted"),
  );
}

async function keepLog(options: KeepLog, signal: AbortSignal): Promise<void> {
  const client = await connectReplication(options.url);
  try {
    const line = (await openLine(options)) ?? (await beginLine(options, client));
    const stream = client.query(new LogStream(line.name, await startOf(options, line)));
    // The log is taken on while the cluster is copied.
    let copying: Promise<unknown> = Promise.resolve();
    let isCopying = false;
    let asked = await askedPosition(options);
    const copyAnew = async () => {
      isCopying = true;
      await copyBase(options, line.folder);
      isCopying = false;
    };
    while (!signal.aborted) {
      if (!isCopying && (await isBaseDue(options, line))) copying = copyAnew();
      const passed = pause((options.pace ?? PACE).pieceMs, undefined, { signal }).catch(() => {});
      const due = Promise.race([passed, stream.full()]);
      await Promise.race([stream.broken, copying.then(() => due), due]);
      const received = stream.received();
      if (received) {
        await writePiece(options, line.folder, received);
        stream.keep(received.to);
        await removeExpired(options);
      } else stream.tell();
      if (!signal.aborted) await copyUncopied(options, line.folder);
      if (stream.reached >= asked.position) {
        await noteKept(options.database, asked.at);
        asked = await askedPosition(options);
      } else if (performance.now() - asked.askedMs > SENT_WITHIN_MS) {
        throw new Error("the server sends nothing of its log any more");
      }
    }
  } finally {
    await client.end().catch(() => {});
  }
}

/** Up to where the log has to come so that all that is committed by now is kept. */
async function askedPosition({ database }: KeepLog) {
  const { at, position } = await readLogPosition(database);
  return { at, position: positionOf(position), askedMs: performance.now() };
}

/** The line that the server's slot belongs to, when all of it is there still. */
async function openLine({ database, backupFolder }: KeepLog): Promise<LogLine | undefined> {
  const { rows } = await database.query<{ name: string; lost: boolean }>(
    `select slot_name as name, wal_status = 'lost' as lost
       from pg_replication_slots
      where slot_name ~ '^smartpm_\\d+_\\d{14}$'`,
  );
  const lines = await listLogLines(backupFolder);
  const line = lines.find(({ name }) => rows.some((slot) => slot.name === name && !slot.lost));
  if (line && line.bases.length > 0 && rows.length === 1) return line;
  for (const { name } of rows) await database.query("select pg_drop_replication_slot($1)", [name]);
  return undefined;
}

/** From now on the server keeps its log until it has been taken; then the cluster is copied. */
async function beginLine(options: KeepLog, client: Client): Promise<LogLine> {
  const { rows } = await client.query<{ timeline: string }>("IDENTIFY_SYSTEM");
  const name = lineName(Number(rows[0]?.timeline), options.clock.now());
  await options.database.query("select pg_create_physical_replication_slot($1, true)", [name]);
  const folder = join(options.backupFolder, CONTINUOUS_FOLDER, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyBase(options, folder);
  const line = (await listLogLines(options.backupFolder)).find((one) => one.name === name);
  if (!line) throw new Error(`${folder} is gone`);
  return line;
}

/** Where the log goes on: behind the last piece, or at the file that the server keeps. */
async function startOf({ database }: KeepLog, { name, pieces }: LogLine): Promise<bigint> {
  const last = pieces.at(-1);
  if (last) return last.to;
  const { rows } = await database.query<{ at: string }>(
    "select restart_lsn::text as at from pg_replication_slots where slot_name = $1",
    [name],
  );
  return segmentStart(positionOf(rows[0]?.at ?? ""));
}

async function isBaseDue({ backupFolder, clock }: KeepLog, { name }: LogLine): Promise<boolean> {
  const line = (await listLogLines(backupFolder)).find((one) => one.name === name);
  const newest = line?.bases.at(-1);
  if (!newest) return true;
  const due = newest.madeAt.add({ hours: NEW_BASE_AFTER_HOURS });
  return Temporal.Instant.compare(clock.now(), due) >= 0;
}

/**
 * Lets the server write a copy of the cluster beside itself, and seals it: on a connection of its
 * own, for the stream goes on meanwhile.
 */
async function copyBase(options: KeepLog, folder: string): Promise<BaseCopy> {
  const { clock, dataFolder, url } = options;
  const place = join(dataFolder, CLUSTER, BASE_PLACE);
  const client = await connectReplication(url);
  try {
    await rm(place, { recursive: true, force: true });
    const results = (await client.query(
      `BASE_BACKUP (label 'smartpm', target 'server', target_detail '/proc/self/cwd/${BASE_PLACE}',
                    checkpoint 'fast', manifest 'no')`,
    )) as unknown as { rows: { recptr?: string }[] }[];
    const start = [results]
      .flat()
      .flatMap(({ rows }) => rows)
      .find(({ recptr }) => recptr);
    if (!start?.recptr) throw new Error("the server copied its cluster and did not say from where");
    const from = positionOf(start.recptr);
    await writeKeys(options, folder);
    // Whole seconds, as its file's name tells: what was proven is found again by it.
    const madeAt = clock.now().round({ smallestUnit: "second", roundingMode: "floor" });
    const path = join(folder, baseName(madeAt, from));
    const tar = createReadStream(join(place, "base.tar"));
    await writeSealed(options, path, tar.pipe(createZstdCompress()));
    await noteBase(options.database, madeAt);
    return { path, madeAt, from };
  } finally {
    await client.end().catch(() => {});
    await rm(place, { recursive: true, force: true });
  }
}

/** Without its keys a restored database opens no secret. */
async function writeKeys(options: KeepLog, folder: string): Promise<void> {
  const files: Record<string, string> = {};
  for (const name of [SECRET_KEY_FILE, CONFIGURATION_FILE]) {
    try {
      files[name] = (await readFile(join(options.dataFolder, name))).toString("base64");
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }
  const text = Buffer.from(JSON.stringify(files));
  await writeSealed(options, join(folder, KEYS_FILE), Readable.from([text]));
}

async function writePiece(
  options: KeepLog,
  folder: string,
  { from, to, bytes }: ReceivedLog,
): Promise<void> {
  const plain = Readable.from(bytes, { objectMode: false });
  await writeSealed(options, join(folder, pieceName(from, to)), plain.pipe(createZstdCompress()));
}

/** A file with its final name is whole and on the disk, and marked where it is to be copied on. */
async function writeSealed(options: KeepLog, path: string, plain: Readable): Promise<void> {
  const { copyCommand, key } = options;
  const partial = `${path}${PARTIAL}`;
  const target = createWriteStream(partial, { mode: 0o600, flush: true });
  await pipeline(plain, (pieces: AsyncIterable<Buffer>) => seal(pieces, key), target);
  if (copyCommand !== undefined) await writeFile(`${path}${UNCOPIED}`, "");
  await rename(partial, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Beside a file that the copy command has not taken yet. */
const UNCOPIED = ".uncopied";
const COPY_MS = 3_600_000;

/** Gives the copy command what it has not taken yet, the oldest first; a killed process left some. */
async function copyUncopied(options: KeepLog, folder: string): Promise<void> {
  const { backupFolder, copyCommand: command } = options;
  if (command === undefined) return;
  const marks = (await readdir(folder)).filter((name) => name.endsWith(UNCOPIED));
  for (const mark of marks.toSorted()) {
    const path = join(folder, mark.slice(0, -UNCOPIED.length));
    if (existsSync(path)) {
      await copyElsewhere({ command, backupFolder, path, withinMs: COPY_MS });
    } else if (existsSync(`${path}${PARTIAL}`)) continue;
    // Copied, or past its time.
    await rm(join(folder, mark));
  }
}

async function removeExpired({ backupFolder, clock, keepDays }: KeepLog): Promise<void> {
  const keptFrom = clock.now().subtract({ hours: 24 * keepDays });
  for (const path of expiredLogFiles(await listLogLines(backupFolder), keptFrom)) await rm(path);
}
