/**
 * The only source of the present. Everything that waits or asks the time takes a Clock, so that
 * tests and the demo can move it; a lint rule keeps `Temporal.Now` and `Date.now` out of the rest.
 */
export interface Clock {
  now(): Temporal.Instant;
  /** Resolves when the clock reaches `at`, or when `signal` aborts (without error). */
  sleepUntil(at: Temporal.Instant, signal?: AbortSignal): Promise<void>;
}

/** Waits longer than this are cut into pieces: setTimeout holds at most 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  async sleepUntil(at, signal) {
    for (;;) {
      const waitMs = Math.ceil(at.epochMilliseconds - Temporal.Now.instant().epochMilliseconds);
      if (waitMs <= 0 || signal?.aborted) return;
      await timer(Math.min(waitMs, LONGEST_TIMER_MS), signal);
    }
  },
};

/**
 * Milliseconds that only ever grow, whatever happens to the clock: for leases and time-outs, which
 * are the machine's own.
 */
export function monotonicMs(): number {
  return performance.now();
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(handle);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const handle = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
  });
}

interface Sleeper {
  readonly at: Temporal.Instant;
  readonly wake: () => void;
}

/** A clock that stands still until it is moved. For tests and for billing years in seconds. */
export class MovableClock implements Clock {
  #now: Temporal.Instant;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start: Temporal.Instant) {
    this.#now = start;
  }

  now(): Temporal.Instant {
    return this.#now;
  }

  sleepUntil(at: Temporal.Instant, signal?: AbortSignal): Promise<void> {
    if (Temporal.Instant.compare(at, this.#now) <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper: Sleeper = { at, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake);
    });
  }

  /** Moves forward and wakes everything that was due by then. Throws when moved backwards. */
  moveTo(instant: Temporal.Instant): void {
    if (Temporal.Instant.compare(instant, this.#now) < 0) {
      throw new RangeError(`the clock cannot go back from ${this.#now} to ${instant}`);
    }
    this.#now = instant;
    for (const sleeper of this.#sleepers) {
      if (Temporal.Instant.compare(sleeper.at, instant) <= 0) sleeper.wake();
    }
  }
}
