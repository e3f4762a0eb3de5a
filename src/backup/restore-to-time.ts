import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { recoverCluster } from "#platform/recover-cluster.ts";
import { Refusal } from "#platform/refusal.ts";
import type { BackupKey } from "./backup-key.ts";
import {
  type BaseCopy,
  KEYS_FILE,
  listLogLines,
  type LogLine,
  type LogPiece,
  piecesFrom,
  SEGMENT_BYTES,
  segmentStart,
} from "./log-line.ts";
import { layDownFiles } from "./restore-backup.ts";
import { unseal } from "./sealed-stream.ts";

export interface RestoreToTime {
  readonly backupFolder: string;
  readonly key: BackupKey;
  /** Locked by the caller, and without a database. */
  readonly dataFolder: string;
  /** Undefined: as new as there is. */
  readonly until: Temporal.Instant | undefined;
}

/**
 * Brings the embedded database back to a moment: the newest copy of the cluster before it, and
 * the server's log from there on. Throws a Refusal when no copy is old enough, or a file is damaged.
 */
export async function restoreToTime(options: RestoreToTime): Promise<{ readonly from: BaseCopy }> {
  const { backupFolder, dataFolder, key, until } = options;
  const { line, base } = chooseBase(await listLogLines(backupFolder), options);
  const keys = JSON.parse(
    (await readSealed(join(line.folder, KEYS_FILE), key)).toString("utf8"),
  ) as Record<string, string>;
  await layDownFiles({ files: keys }, dataFolder);
  await recoverCluster({
    folder: dataFolder,
    until,
    async fill(cluster, log) {
      await unpack(opened(base.path, key), cluster);
      await layDownLog(piecesFrom(line, base.from), { folder: log, timeline: line.timeline, key });
    },
  });
  return { from: base };
}

function chooseBase(
  lines: readonly LogLine[],
  { backupFolder, until }: Pick<RestoreToTime, "backupFolder" | "until">,
): { readonly line: LogLine; readonly base: BaseCopy } {
  const all = lines.flatMap((line) => line.bases.map((base) => ({ line, base })));
  const found = all
    .toSorted((a, b) => Temporal.Instant.compare(a.base.madeAt, b.base.madeAt))
    .findLast(({ base }) => !until || Temporal.Instant.compare(base.madeAt, until) <= 0);
  if (found) return found;
  const [oldest] = all;
  throw new Refusal(
    oldest
      ? `the oldest copy of the database in ${backupFolder} is of ${oldest.base.madeAt}: name a later time, or restore a nightly backup`
      : `${backupFolder} holds no continuous backup: name the folder that backup.folder named, or restore a nightly backup by its file`,
  );
}

function opened(path: string, key: BackupKey): Readable {
  const plain = createZstdDecompress();
  pipeline(
    createReadStream(path),
    (sealed: AsyncIterable<Buffer>) => unseal(sealed, { key, name: path }),
    plain,
  ).catch((error: Error) => plain.destroy(error));
  return plain;
}

async function readSealed(path: string, key: BackupKey): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const sealed = [await readFile(path)];
  for await (const piece of unseal(toStream(sealed), { key, name: path })) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* toStream(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

/** By the machine's tar, which every Linux has. */
async function unpack(tar: Readable, folder: string): Promise<void> {
  const child = spawn("tar", ["-x", "--no-same-owner", "-C", folder], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  await pipeline(tar, child.stdin);
  const [code] = await ended;
  if (code !== 0) throw new Error(`tar ended with ${code}`);
}

/** The log's files as the server names them, each filled up with zeros. */
async function layDownLog(
  pieces: readonly LogPiece[],
  to: { readonly folder: string; readonly timeline: number; readonly key: BackupKey },
): Promise<void> {
  let current: { readonly start: bigint; readonly file: FileHandle } | undefined;
  try {
    for (const piece of pieces) {
      let at = piece.from;
      for await (const bytes of opened(piece.path, to.key) as AsyncIterable<Buffer>) {
        let done = 0;
        while (done < bytes.length) {
          const start = segmentStart(at);
          if (current?.start !== start) {
            await current?.file.close();
            current = { start, file: await openSegment(start, to) };
          }
          const room = Number(start + SEGMENT_BYTES - at);
          const part = bytes.subarray(done, done + room);
          await current.file.write(part, 0, part.length, Number(at - start));
          at += BigInt(part.length);
          done += part.length;
        }
      }
    }
  } finally {
    await current?.file.close();
  }
}

const PER_HIGH = (1n << 32n) / SEGMENT_BYTES;

function eight(part: bigint): string {
  return part.toString(16).toUpperCase().padStart(8, "0");
}

async function openSegment(
  start: bigint,
  { folder, timeline }: { readonly folder: string; readonly timeline: number },
): Promise<FileHandle> {
  const number = start / SEGMENT_BYTES;
  const name = `${eight(BigInt(timeline))}${eight(number / PER_HIGH)}${eight(number % PER_HIGH)}`;
  const file = await open(join(folder, name), "w", 0o600);
  await file.truncate(Number(SEGMENT_BYTES));
  return file;
}
