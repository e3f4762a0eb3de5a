/** Pauses between attempts at a meter that does not answer: 2 s, doubling, up to 8 s. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 8_000;
/** So many failures in a row are only retried in the usual round: one lost frame is nothing. */
const FAILURES_WITHOUT_PAUSE = 2;

/**
 * Keeps a meter that does not answer from costing its line a time-out in every round. A silent
 * meter is still asked at least every 8 s, so that one that is plugged in again is seen within about ten.
 */
export class Breaker {
  #failures = 0;
  #closedAtMs = -Infinity;

  /** Whether the meter may be asked now. */
  allows(nowMs: number): boolean {
    return nowMs >= this.#closedAtMs;
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#closedAtMs = -Infinity;
  }

  /** Lets the meter be asked at once: what kept it silent is gone. */
  reopen(): void {
    this.#closedAtMs = -Infinity;
  }

  failed(nowMs: number): void {
    this.#failures += 1;
    const doublings = this.#failures - FAILURES_WITHOUT_PAUSE;
    if (doublings < 0) return;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** doublings);
    this.#closedAtMs = nowMs + pauseMs;
  }
}
