/**
 * The only source of the present. Everything that waits or asks the time takes a Clock, so that
 * tests and the demo can move it; a lint rule keeps `Temporal.Now` and `Date.now` out of the rest.
 */
export interface Clock {
  now(): Temporal.Instant;
  /**
   * Resolves when the clock reaches `at`, when somebody sets the clock meanwhile, or when `signal`
   * aborts (without error). Whoever waits looks again at what is due.
   */
  sleepUntil(at: Temporal.Instant, signal?: AbortSignal): Promise<void>;
}

/** A clock that is set must not keep anybody asleep for longer than this. */
const LONGEST_TIMER_MS = 1_000;
/** Between the time that passes and the time that is shown; more means that the clock was set. */
const SET_BY_MS = 2_000;

/**
 * A machine's clock out of what it shows (`shownMs`, since 1970), which anybody may set, and the
 * time that passes (`passedMs`, from anywhere), which nobody can.
 */
export function clockOf(shownMs: () => number, passedMs: () => number): Clock {
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(Math.floor(shownMs())),
    async sleepUntil(at, signal) {
      const offsetMs = shownMs() - passedMs();
      for (;;) {
        const waitMs = Math.ceil(at.epochMilliseconds - shownMs());
        const wasSet = Math.abs(shownMs() - passedMs() - offsetMs) > SET_BY_MS;
        if (waitMs <= 0 || wasSet || signal?.aborted) return;
        await timer(Math.min(waitMs, LONGEST_TIMER_MS), signal);
      }
    },
  };
}

/** The machine's clock. */
export const systemClock: Clock = {
  ...clockOf(() => Date.now(), monotonicMs),
  now: () => Temporal.Now.instant(),
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
