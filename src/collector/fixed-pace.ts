import type { Pace } from "./company.ts";

/** So many questions one at a time after a gateway was found not to bear several; doubled each time. */
const ALONE_AT_FIRST = 1_000;
const ALONE_AT_MOST = 1_000_000;

/** The number of questions at once that a person set; one at a time for long where the gateway does not bear it. */
export class FixedPace implements Pace {
  readonly #atMost: number;
  #aloneFor = 0;
  #aloneNext = ALONE_AT_FIRST;

  constructor(atMost: number) {
    this.#atMost = atMost;
  }

  get atOnce(): number {
    return this.#aloneFor > 0 ? 1 : this.#atMost;
  }

  wasClean(asked: number): void {
    this.#aloneFor = Math.max(0, this.#aloneFor - asked);
  }

  wasTooMuch(): void {
    this.#aloneFor = this.#aloneNext;
    this.#aloneNext = Math.min(2 * this.#aloneNext, ALONE_AT_MOST);
  }
}
