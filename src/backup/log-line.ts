import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "#platform/refusal.ts";

/** In the backup folder: what brings the embedded database back to any moment. */
export const CONTINUOUS_FOLDER = "continuous";

/** Keys and settings of the data folder, sealed. */
export const KEYS_FILE = "keys.sealed";

/** PostgreSQL cuts its log into files of so many bytes; a cluster of ours has no other size. */
export const SEGMENT_BYTES = 16n * 1024n * 1024n;

/** A stretch of the server's log in a file, `[from, to)` in bytes since the cluster was made. */
export interface LogPiece {
  readonly path: string;
  readonly from: bigint;
  readonly to: bigint;
}

/** A copy of the whole cluster. */
export interface BaseCopy {
  readonly path: string;
  /** It holds everything of before, and can be brought to any moment after. */
  readonly madeAt: Temporal.Instant;
  /** Where the log begins that it needs. */
  readonly from: bigint;
}

/**
 * Copies of a cluster and its log without a gap, in a folder named like the server's replication
 * slot: `smartpm_1_20261126030000`, by the cluster's timeline and the time when it began.
 */
export interface LogLine {
  readonly name: string;
  readonly folder: string;
  readonly timeline: number;
  /** In their order. */
  readonly bases: readonly BaseCopy[];
  readonly pieces: readonly LogPiece[];
}

const LINE = /^smartpm_(\d+)_\d{14}$/;
const BASE = /^base-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-([0-9a-f]{16})\.sealed$/;
const PIECE = /^log-([0-9a-f]{16})-([0-9a-f]{16})\.sealed$/;
const POSITION_DIGITS = 16;

export function lineName(timeline: number, begunAt: Temporal.Instant): string {
  const digits = begunAt.toString({ smallestUnit: "second" }).replaceAll(/\D/g, "");
  return `smartpm_${timeline}_${digits}`;
}

export function baseName(madeAt: Temporal.Instant, from: bigint): string {
  const stamp = madeAt.toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "");
  return `base-${stamp}-${hex(from)}.sealed`;
}

export function pieceName(from: bigint, to: bigint): string {
  return `log-${hex(from)}-${hex(to)}.sealed`;
}

function hex(position: bigint): string {
  return position.toString(16).padStart(POSITION_DIGITS, "0");
}

/** `0/3000028` as PostgreSQL writes a position of its log. */
export function positionOf(text: string): bigint {
  const [high = "", low = ""] = text.split("/");
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

export function positionText(position: bigint): string {
  return `${(position >> 32n).toString(16)}/${(position & 0xffffffffn).toString(16)}`;
}

/** All lines of a backup folder, oldest first. */
export async function listLogLines(backupFolder: string): Promise<LogLine[]> {
  const place = join(backupFolder, CONTINUOUS_FOLDER);
  const lines: LogLine[] = [];
  for (const name of await namesIn(place)) {
    const timeline = LINE.exec(name)?.[1];
    if (timeline !== undefined) lines.push(await readLine(place, name, Number(timeline)));
  }
  return lines.toSorted((a, b) => (stampOf(a) < stampOf(b) ? -1 : 1));
}

function stampOf({ name }: LogLine): string {
  return name.slice(name.lastIndexOf("_"));
}

async function readLine(place: string, name: string, timeline: number): Promise<LogLine> {
  const folder = join(place, name);
  const bases: BaseCopy[] = [];
  const pieces: LogPiece[] = [];
  for (const file of (await namesIn(folder)).toSorted()) {
    const path = join(folder, file);
    const [, year, month, day, hour, minute, second, start] = BASE.exec(file) ?? [];
    if (year !== undefined) {
      const madeAt = Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      bases.push({ path, madeAt, from: BigInt(`0x${start}`) });
    }
    const [, from, to] = PIECE.exec(file) ?? [];
    if (from !== undefined) pieces.push({ path, from: BigInt(`0x${from}`), to: BigInt(`0x${to}`) });
  }
  return { name, folder, timeline, bases, pieces };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** The pieces that a copy needs, one after the other; ends before a gap. */
export function piecesFrom({ pieces }: Pick<LogLine, "pieces">, from: bigint): readonly LogPiece[] {
  const found: LogPiece[] = [];
  let reached = segmentStart(from);
  for (const piece of pieces) {
    if (piece.to <= reached) continue;
    if (piece.from > reached) break;
    found.push(piece);
    reached = piece.to;
  }
  return found;
}

/** Where the log file begins that a position lies in: a server reads it from its beginning. */
export function segmentStart(position: bigint): bigint {
  return position - (position % SEGMENT_BYTES);
}
