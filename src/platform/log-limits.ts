import { statfs } from "node:fs/promises";

const MEGABYTE = 2 ** 20;
/** PostgreSQL wants two segments of 16 MB at least, and needs one more to recover after a crash. */
const LEAST_MEGABYTES = 64;
/** What a server keeps for reuse where nothing else is said. */
const USUAL_REUSED_MEGABYTES = 80;
const MOST_MEGABYTES = 2048;
const MOST_UNSAVED_MEGABYTES = 4096;
const PART_OF_DISK = 8;
const UNSAVED_PART_OF_DISK = 4;

/**
 * How much of its write-ahead log the server keeps on a disk of so many bytes. A log as large as the
 * disk fills it by itself, and a server that has no room for the next 16 MB does not start again: so
 * an eighth at most, and a quarter while a backup of the log does not take it.
 */
export function logLimitsOf(diskBytes: number): Readonly<Record<string, string>> {
  const partOf = (divisor: number, most: number) =>
    Math.min(Math.max(Math.floor(diskBytes / MEGABYTE / divisor), LEAST_MEGABYTES), most);
  const kept = partOf(PART_OF_DISK, MOST_MEGABYTES);
  return {
    max_wal_size: `${kept}MB`,
    min_wal_size: `${Math.min(kept, USUAL_REUSED_MEGABYTES)}MB`,
    max_slot_wal_keep_size: `${partOf(UNSAVED_PART_OF_DISK, MOST_UNSAVED_MEGABYTES)}MB`,
  };
}

/** The same for the disk that a folder is on. */
export async function logLimitsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const { blocks, bsize } = await statfs(folder);
  return logLimitsOf(blocks * bsize);
}
