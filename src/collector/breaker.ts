/** Pauses between attempts at a meter that does not answer: 2 s, doubling, up to 8 s at first. */
const FIRST_PAUSE_MS = 2_000;
const EARLY_PAUSE_MS = 8_000;
/** So many failures in a row are only retried in the usual round: one lost frame is nothing. */
const FAILURES_WITHOUT_PAUSE = 2;
/** A silent meter is asked so rarely that what it costs is a thirtieth of its line's time. */
const PAUSE_PER_COST = 30;
/** Where an attempt takes many seconds: just short of what an alarm takes for a collector that is gone. */
const LONGEST_COSTLY_PAUSE_MS = 540_000;
/** And ever more rarely: after an hour of silence every two minutes, in the end every five. */
const PAUSE_PER_SILENCE = 1 / 30;
const LONGEST_PAUSE_MS = 300_000;
/** A pause that would last longer by so much was begun by a clock that has been set back. */
const SET_BACK_BY_MS = 1_000;

/**
 * Keeps a meter that does not answer from costing its line more than a small share of its time.
 * One that is silent for minutes only is still asked often enough to be seen soon when it is back.
 */
export class Breaker {
  #failures = 0;
  #closedUntilMs = -Infinity;
  #pauseMs = 0;
  #silentSinceMs = 0;

  /** Whether the meter may be asked now. */
  allows(nowMs: number): boolean {
    const leftMs = this.#closedUntilMs - nowMs;
    return leftMs <= 0 || leftMs > this.#pauseMs + SET_BACK_BY_MS;
  }

  /** When the meter may be asked again, in ms. */
  get opensAtMs(): number {
    return this.#closedUntilMs;
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Whether it has failed as often as makes an alarm: one more failure tells nothing new. */
  get isKnownSilent(): boolean {
    return this.#failures >= FAILURES_WITHOUT_PAUSE;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#closedUntilMs = -Infinity;
  }

  /** Lets the meter be asked at once: what kept it silent is gone. */
  reopen(): void {
    this.#closedUntilMs = -Infinity;
  }

  /** The attempt that failed at `nowMs` takes `costMs` of the line's time, the silence after it too. */
  failed(nowMs: number, costMs: number): void {
    // It cannot be silent since a time to come: the clock was set back.
    if (this.#failures === 0 || nowMs < this.#silentSinceMs) this.#silentSinceMs = nowMs;
    this.#failures += 1;
    const doublings = this.#failures - FAILURES_WITHOUT_PAUSE;
    if (doublings < 0) return;
    const patientMs = Math.max(
      Math.min(EARLY_PAUSE_MS, FIRST_PAUSE_MS * 2 ** doublings),
      PAUSE_PER_SILENCE * (nowMs - this.#silentSinceMs),
    );
    const costlyMs = Math.min(LONGEST_COSTLY_PAUSE_MS, PAUSE_PER_COST * costMs);
    this.#pauseMs = Math.max(Math.min(LONGEST_PAUSE_MS, patientMs), costlyMs);
    this.#closedUntilMs = nowMs + this.#pauseMs;
  }
}
