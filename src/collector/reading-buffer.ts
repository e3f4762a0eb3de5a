import { DatabaseSync } from "node:sqlite";
import { asId, type ChannelId } from "#domain/core/id.ts";
import type { Reading } from "#storage/reading.ts";

/** The most that is kept while the database is away: a year of 80 meters at quarter hours. */
const READINGS_AT_MOST = 3_000_000;
/**
 * What comes within this time is written together: at a boundary ten thousand meters are read
 * within seconds, and a disk takes only some hundred writes a second that survive a crash.
 */
const GATHERED_FOR_MS = 10;

interface Waiting {
  readonly readings: readonly Reading[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Readings on their way to the database, in a file that survives a crash of the machine: what
 * `add` has resolved for is there after the next start, and is removed only once the database has
 * it.
 */
export class ReadingBuffer {
  readonly #file: DatabaseSync;
  readonly #readingsAtMost: number;
  #gathered: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, readingsAtMost = READINGS_AT_MOST) {
    this.#readingsAtMost = readingsAtMost;
    this.#file = new DatabaseSync(path);
    this.#file.exec(
      `pragma journal_mode = wal;
       pragma synchronous = full;
       create table if not exists reading (
         id integer primary key,
         channel_id integer not null,
         measured_ms integer not null,
         counts integer not null,
         quality integer not null,
         collected_ms integer not null
       )`,
    );
  }

  /**
   * How many readings wait. Rows come at one end and go at the other, so their keys have no holes;
   * to count a million rows for every reading that is added would make lines late.
   */
  get waiting(): number {
    const row = this.#file
      .prepare(
        "select (select max(id) from reading) - (select min(id) from reading) + 1 as waiting",
      )
      .get();
    return Number(row?.["waiting"] ?? 0);
  }

  /** Keeps readings, on disk when it resolves. Rejects when the buffer is full. */
  add(readings: readonly Reading[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gathered.push({ readings, resolve, reject });
      this.#timer ??= setTimeout(() => this.flush(), GATHERED_FOR_MS);
    });
  }

  /** Writes what was gathered, at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gathered = this.#gathered;
    this.#gathered = [];
    if (gathered.length === 0) return;
    try {
      this.#write(gathered.flatMap(({ readings }) => readings));
      for (const { resolve } of gathered) resolve();
    } catch (error) {
      for (const { reject } of gathered) reject(error);
    }
  }

  #write(readings: readonly Reading[]): void {
    if (this.waiting + readings.length > this.#readingsAtMost) {
      throw new Error("the collector's buffer is full: the database has been away too long");
    }
    const insert = this.#file.prepare(
      `insert into reading (channel_id, measured_ms, counts, quality, collected_ms)
       values (?, ?, ?, ?, ?)`,
    );
    this.#file.exec("begin immediate");
    try {
      for (const { channelId, measuredAt, counts, quality, collectedAt } of readings) {
        insert.run(
          channelId,
          measuredAt.epochMilliseconds,
          counts,
          quality,
          collectedAt.epochMilliseconds,
        );
      }
      this.#file.exec("commit");
    } catch (error) {
      this.#file.exec("rollback");
      throw error;
    }
  }

  /** The oldest readings that wait, and the key to remove them by. */
  oldest(atMost: number): { readonly readings: readonly Reading[]; readonly upTo: number } {
    const rows = this.#file.prepare("select * from reading order by id limit ?").all(atMost);
    return {
      readings: rows.map((row) => ({
        channelId: asId<ChannelId>(Number(row["channel_id"])),
        measuredAt: Temporal.Instant.fromEpochMilliseconds(Number(row["measured_ms"])),
        counts: Number(row["counts"]),
        quality: Number(row["quality"]),
        collectedAt: Temporal.Instant.fromEpochMilliseconds(Number(row["collected_ms"])),
      })),
      upTo: Number(rows.at(-1)?.["id"] ?? 0),
    };
  }

  /** Forgets what the database has. */
  removeUpTo(id: number): void {
    this.#file.prepare("delete from reading where id <= ?").run(id);
  }

  /** Writes what was gathered, and closes the file. */
  close(): void {
    this.flush();
    this.#file.close();
  }
}
