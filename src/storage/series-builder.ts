import type { RegisterSeries } from "#domain/consumption/register-series.ts";

const FIRST_ROOM = 128;

/** Gathers the readings of one channel in any order; what comes first for an instant stays. */
export class SeriesBuilder {
  #epochMs = new Float64Array(FIRST_ROOM);
  #counts = new Float64Array(FIRST_ROOM);
  #qualities = new Uint8Array(FIRST_ROOM);
  #length = 0;
  #firstMs = Infinity;
  #lastMs = -Infinity;
  /** Whether each reading came after the one before in time: the usual case. */
  #isSorted = true;

  /** Readings added, those of one instant each for itself. */
  get length(): number {
    return this.#length;
  }

  /** The oldest instant; Infinity without readings. */
  get firstMs(): number {
    return this.#firstMs;
  }

  /** The newest instant; -Infinity without readings. */
  get lastMs(): number {
    return this.#lastMs;
  }

  add(epochMs: number, counts: number, quality: number): void {
    if (this.#length === this.#epochMs.length) this.#grow(this.#length + 1);
    this.#epochMs[this.#length] = epochMs;
    this.#counts[this.#length] = counts;
    this.#qualities[this.#length] = quality;
    this.#length += 1;
    this.#firstMs = Math.min(this.#firstMs, epochMs);
    if (epochMs > this.#lastMs) this.#lastMs = epochMs;
    else this.#isSorted = false;
  }

  addSeries({ epochMs, counts, qualities }: RegisterSeries): void {
    epochMs.forEach((at, n) => this.add(at, counts[n] ?? 0, qualities[n] ?? 0));
  }

  /** In order of time, one reading an instant. */
  build(): RegisterSeries {
    if (!this.#isSorted) return this.#sorted();
    return {
      epochMs: this.#epochMs.slice(0, this.#length),
      counts: this.#counts.slice(0, this.#length),
      qualities: this.#qualities.slice(0, this.#length),
    };
  }

  #sorted(): RegisterSeries {
    const at = (index: number) => this.#epochMs[index] ?? 0;
    // Sorting is stable: of one instant the first that came goes first.
    const order = Array.from({ length: this.#length }, (_, index) => index)
      .toSorted((a, b) => at(a) - at(b))
      .filter((index, n, all) => n === 0 || at(index) !== at(all[n - 1] ?? 0));
    return {
      epochMs: Float64Array.from(order, at),
      counts: Float64Array.from(order, (index) => this.#counts[index] ?? 0),
      qualities: Uint8Array.from(order, (index) => this.#qualities[index] ?? 0),
    };
  }

  /** For so many readings more: saves growing by and by. */
  makeRoom(readings: number): void {
    if (this.#length + readings > this.#epochMs.length) this.#grow(this.#length + readings);
  }

  #grow(atLeast: number): void {
    const room = Math.max(this.#epochMs.length * 2, atLeast);
    this.#epochMs = widened(this.#epochMs, new Float64Array(room));
    this.#counts = widened(this.#counts, new Float64Array(room));
    this.#qualities = widened(this.#qualities, new Uint8Array(room));
  }
}

function widened<A extends Float64Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
