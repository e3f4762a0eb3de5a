import type { PolledMeter } from "./collected-meter.ts";

/** So many questions one at a time after a gateway was found not to bear several; doubled each time. */
const ALONE_AT_FIRST = 1_000;
const ALONE_AT_MOST = 1_000_000;

/**
 * How many meters of a line are asked at once. A company that fails, or whose answers could be one
 * another's (`told-apart.ts`), fails as a whole, and each of its meters is asked again alone: only that
 * counts, for it or against it. If all of them answer alone, it was the gateway, which does not bear
 * several questions: it is asked one at a time for long.
 */
export class Company {
  readonly #atMost: number;
  /** To be asked again alone. */
  readonly #suspects = new Set<PolledMeter>();
  #hasSuspectFailed = false;
  #aloneFor = 0;
  #aloneNext = ALONE_AT_FIRST;

  /** `atMost` as the line's setting says. */
  constructor(atMost: number) {
    this.#atMost = atMost;
  }

  get size(): number {
    return this.#suspects.size > 0 || this.#aloneFor > 0 ? 1 : this.#atMost;
  }

  /** A meter got no answer in company that could count. */
  suspect(meter: PolledMeter): void {
    this.#suspects.add(meter);
  }

  /** A meter was asked alone. */
  wasAlone(meter: PolledMeter, hasAnswered: boolean): void {
    this.#aloneFor = Math.max(0, this.#aloneFor - 1);
    if (!this.#suspects.delete(meter)) return;
    this.#hasSuspectFailed ||= !hasAnswered;
    if (this.#suspects.size > 0) return;
    if (!this.#hasSuspectFailed) {
      this.#aloneFor = this.#aloneNext;
      this.#aloneNext = Math.min(2 * this.#aloneNext, ALONE_AT_MOST);
    }
    this.#hasSuspectFailed = false;
  }
}
