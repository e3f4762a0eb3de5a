import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { storeAttempts, storeLiveValues } from "#storage/live-values.ts";
import type { Round } from "./line-reader.ts";

/** Live values grow old: of more rounds than these the oldest is dropped. */
const ROUNDS_WAITING_AT_MOST = 5;

/**
 * Brings what the rounds of a line found out to the database, beside the reading: a database that
 * is slow or away must not make a line late for its boundaries. A round that cannot be written is
 * dropped (the first is logged); register values do not go this way but through the buffer.
 */
export class RoundWriter {
  readonly #database: Database;
  readonly #log: Log;
  readonly #waiting: Round[] = [];
  #writing: Promise<void> | undefined;
  #isFailing = false;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Never throws and never waits. */
  add(round: Round): void {
    this.#waiting.push(round);
    if (this.#waiting.length > ROUNDS_WAITING_AT_MOST) this.#waiting.shift();
    this.#writing ??= this.#write();
  }

  /** Resolves when nothing waits any more. */
  async finish(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    for (let round = this.#waiting.shift(); round; round = this.#waiting.shift()) {
      const { values, attempts } = round;
      try {
        await this.#database.transaction(async (tx) => {
          await storeLiveValues(tx, values);
          await storeAttempts(tx, attempts);
        });
        if (this.#isFailing) this.#log.info("live values are stored again");
        this.#isFailing = false;
      } catch (error) {
        if (!this.#isFailing) this.#log.error({ err: error }, "live values are not stored");
        this.#isFailing = true;
      }
    }
    this.#writing = undefined;
  }
}
