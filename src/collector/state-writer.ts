import type { LineId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { type LinePace, storeLinePaces } from "#storage/line-paces.ts";
import {
  type Attempt,
  type LiveValue,
  storeAttempts,
  storeLiveValues,
} from "#storage/live-values.ts";

/** What a line found out. */
export interface Findings {
  readonly values: readonly LiveValue[];
  readonly attempts: readonly Attempt[];
  /** Of how many questions at once the line bears, where that is another since it was last found. */
  readonly pace?: LinePace;
}

/** Live values grow old: of more attempts than these the oldest are dropped. */
const ATTEMPTS_WAITING_AT_MOST = 50_000;

/**
 * Brings what all lines find out to the database, beside the reading and many lines at once: a
 * database that is slow or away must not make a line late for its boundaries. What cannot be
 * written is dropped (the first time is logged), but for what was learnt of a line; register values do not go this way but through
 * the buffer.
 */
export class StateWriter {
  readonly #database: Database;
  readonly #log: Log;
  #waiting: Findings[] = [];
  #attempts = 0;
  /** The newest of each line: what was learnt is not dropped. */
  readonly #paces = new Map<LineId, LinePace>();
  #writing: Promise<void> | undefined;
  #isFailing = false;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Never throws and never waits. */
  add(findings: Findings): void {
    if (findings.pace) this.#paces.set(findings.pace.lineId, findings.pace);
    if (findings.attempts.length === 0) return;
    this.#waiting.push(findings);
    this.#attempts += findings.attempts.length;
    while (this.#attempts > ATTEMPTS_WAITING_AT_MOST) {
      this.#attempts -= this.#waiting.shift()?.attempts.length ?? this.#attempts;
    }
    this.#writing ??= this.#write();
  }

  /** Resolves when nothing waits any more. */
  async finish(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      this.#attempts = 0;
      const paces = [...this.#paces.values()];
      try {
        await this.#database.transaction(async (tx) => {
          await storeLiveValues(tx, newest(taken));
          for (const layer of layersOf(taken.flatMap(({ attempts }) => attempts))) {
            await storeAttempts(tx, layer);
          }
          await storeLinePaces(tx, paces);
        });
        for (const pace of paces) {
          if (this.#paces.get(pace.lineId) === pace) this.#paces.delete(pace.lineId);
        }
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

/** One value of each quantity of each meter, in an order that all writers share. */
function newest(findings: readonly Findings[]): LiveValue[] {
  const byKey = new Map<string, LiveValue>();
  for (const { values } of findings) {
    for (const value of values) byKey.set(`${value.meterId} ${value.quantity}`, value);
  }
  return [...byKey.values()].toSorted((a, b) => a.meterId - b.meterId);
}

/** Each with one attempt a meter at most: one statement cannot change a row twice. */
function layersOf(attempts: readonly Attempt[]): Attempt[][] {
  const layers: Attempt[][] = [];
  const depths = new Map<number, number>();
  for (const attempt of attempts.toSorted((a, b) => a.meterId - b.meterId)) {
    const depth = depths.get(attempt.meterId) ?? 0;
    depths.set(attempt.meterId, depth + 1);
    (layers[depth] ??= []).push(attempt);
  }
  return layers;
}
