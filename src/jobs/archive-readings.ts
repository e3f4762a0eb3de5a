import { mkdir } from "node:fs/promises";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import {
  type ArchivedPortion,
  archivePortion,
  listPortions,
  removeUnlisted,
  whileAloneArchiving,
} from "#storage/archive-readings.ts";
import { archiveFolder } from "#storage/archive-folder.ts";
import { reuseRoom } from "#storage/closed-days.ts";
import { isBusy } from "#storage/readings-lock.ts";

export interface ArchiveOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** So many whole years before this one stay in the database; at least 1. */
  readonly keepYears: number;
  /** Told of each file that is whole, verified and listed. */
  readonly done?: (portion: ArchivedPortion) => void;
}

export interface Archived {
  readonly files: number;
  readonly readings: number;
  /** Files that were put off, since somebody wrote meanwhile: the next run makes them. */
  readonly putOff: number;
}

/**
 * Moves the readings of years long over to Parquet files: read on every screen and by every bill as
 * before. Safe to kill and to repeat. Undefined when another process is at it.
 */
export async function archiveReadings(options: ArchiveOptions): Promise<Archived | undefined> {
  const { database, clock, keepYears, done } = options;
  const now = clock.now();
  const beforeYear = now.toZonedDateTimeISO("UTC").year - keepYears;
  let archived: Archived = { files: 0, readings: 0, putOff: 0 };
  const lock = await database.pool.connect();
  let broken: Error | undefined;
  try {
    const isAlone = await whileAloneArchiving(lock, async () => {
      await mkdir(archiveFolder(), { recursive: true, mode: 0o700 });
      await removeUnlisted(database);
      for (const portion of await listPortions(database, beforeYear)) {
        const made = await archivePortion(database, portion, now).catch((error: unknown) => {
          if (!isBusy(error)) throw error;
          return undefined;
        });
        if (made) done?.(made);
        archived = {
          files: archived.files + (made ? 1 : 0),
          readings: archived.readings + (made?.readings ?? 0),
          putOff: archived.putOff + (made ? 0 : 1),
        };
      }
      if (archived.files > 0) await reuseRoom(database);
    });
    return isAlone ? archived : undefined;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    lock.release(broken);
  }
}
