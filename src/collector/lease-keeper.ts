import type { LineId } from "#domain/core/id.ts";
import { monotonicMs } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { errorCode } from "#platform/refusal.ts";
import {
  type CollectorProcess,
  forgetCollector,
  LEASE_SECONDS,
  noteCollector,
  releaseLeases,
  renewLeases,
  takeLeases,
} from "#storage/line-leases.ts";

const LEASE_MS = 1_000 * LEASE_SECONDS;
/** A lease is taken for lost so long before it is: a request under way must have ended by then. */
const MARGIN_MS = 3_000;
/**
 * After the database was away, who held a line is given this time to prolong its lease before
 * anybody else takes it.
 */
const GRACE_MS = LEASE_MS + 5_000;
/** The server itself is down, for everybody: nobody else can take a line meanwhile. */
const DOWN_FOR_ALL: readonly (string | undefined)[] = ["ECONNREFUSED", "57P01", "57P02", "57P03"];

/**
 * Holds the lines of one collector: prolongs its leases, takes lines that nobody holds up to its
 * share, and lets go of what is more than its share. While the database cannot be reached it goes
 * on reading what it held as long as no other collector can have taken it.
 */
export class LeaseKeeper {
  readonly #database: Database;
  readonly #collector: () => CollectorProcess;
  #held: ReadonlySet<LineId> = new Set();
  #surplus: readonly LineId[] = [];
  #validUntilMs = -Infinity;
  #takesFromMs = -Infinity;
  #isAlone = true;
  #isAway = false;
  #isDownForAll = false;

  constructor(database: Database, collector: () => CollectorProcess) {
    this.#database = database;
    this.#collector = collector;
  }

  /** The lines to read. */
  get held(): ReadonlySet<LineId> {
    return this.#held;
  }

  /** Whether the lines that are held may be asked at this moment. */
  mayAsk(): boolean {
    if (monotonicMs() < this.#validUntilMs - MARGIN_MS) return true;
    return this.#isAway && (this.#isAlone || this.#isDownForAll);
  }

  /** Prolongs, takes and lets go. Throws what the database throws. */
  async keep(): Promise<void> {
    const startedMs = monotonicMs();
    const collector = this.#collector();
    try {
      const alive = await noteCollector(this.#database, collector);
      const { held, eligible } = await renewLeases(this.#database, collector);
      const share = Math.ceil(eligible / alive);
      const mayTake = startedMs >= this.#takesFromMs;
      const taken =
        mayTake && held.length < share
          ? await takeLeases(this.#database, { ...collector, atMost: share - held.length })
          : [];
      const all = [...held, ...taken];
      this.#surplus = all.slice(share);
      this.#held = new Set(all.slice(0, share));
      this.#isAlone = alive <= 1;
      this.#validUntilMs = startedMs + LEASE_MS;
      this.#isAway = false;
    } catch (error) {
      this.#isAway = true;
      this.#isDownForAll = DOWN_FOR_ALL.includes(errorCode(error));
      this.#takesFromMs = startedMs + GRACE_MS;
      throw error;
    }
  }

  /** Lets others have what is more than the share; call it once those lines are not read any more. */
  async letGo(): Promise<void> {
    const lineIds = this.#surplus;
    if (lineIds.length === 0) return;
    await releaseLeases(this.#database, { id: this.#collector().id, lineIds });
    this.#surplus = [];
  }

  /** Lets others have all of it at once; call it once nothing is read any more. */
  async close(): Promise<void> {
    const { id } = this.#collector();
    await releaseLeases(this.#database, { id, lineIds: [...this.#held] });
    await forgetCollector(this.#database, id);
  }
}
