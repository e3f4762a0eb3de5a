import type { RegisterSeries } from "#domain/consumption/register-series.ts";

const FIRST_ROOM = 128;

/** Gathers the readings of one channel in any order; what comes first for an instant stays. */
export class SeriesBuilder {
  #epochMs = new Float64Array(0);
  #counts = new Float64Array(0);
  #qualities = new Uint8Array(0);
  /** The series that was added first, while nothing else was. */
  #only: RegisterSeries | undefined;
  #length = 0;
  #firstMs = Infinity;
  #lastMs = -Infinity;
  /** Whether each reading came after the one before in time: the usual case. */
  #isSorted = true;

  /** Readings added, those of one instant each for itself. */
  get length(): number {
    return this.#only ? this.#only.epochMs.length : this.#length;
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
    this.#unfold();
    if (this.#length === this.#epochMs.length) this.#makeRoom(1);
    this.#epochMs[this.#length] = epochMs;
    this.#counts[this.#length] = counts;
    this.#qualities[this.#length] = quality;
    this.#length += 1;
    this.#firstMs = Math.min(this.#firstMs, epochMs);
    if (epochMs > this.#lastMs) this.#lastMs = epochMs;
    else this.#isSorted = false;
  }

  /** Readings in order of time. A series that remains the only one is given back as it is. */
  addSeries(series: RegisterSeries): void {
    const { epochMs, counts, qualities } = series;
    const [firstMs] = epochMs;
    if (firstMs === undefined) return;
    if (this.#length === 0 && !this.#only) this.#only = series;
    else {
      this.#unfold();
      this.#makeRoom(epochMs.length);
      this.#epochMs.set(epochMs, this.#length);
      this.#counts.set(counts, this.#length);
      this.#qualities.set(qualities, this.#length);
      this.#length += epochMs.length;
    }
    if (firstMs <= this.#lastMs) this.#isSorted = false;
    this.#firstMs = Math.min(this.#firstMs, firstMs);
    this.#lastMs = Math.max(this.#lastMs, epochMs.at(-1) ?? firstMs);
  }

  /** In order of time, one reading an instant. */
  build(): RegisterSeries {
    if (this.#only) return this.#only;
    if (!this.#isSorted) return this.#sorted();
    return {
      epochMs: this.#epochMs.slice(0, this.#length),
      counts: this.#counts.slice(0, this.#length),
      qualities: this.#qualities.slice(0, this.#length),
    };
  }

  /** Moves the only series so far to where others can follow it. */
  #unfold(): void {
    const only = this.#only;
    if (!only) return;
    this.#only = undefined;
    this.#makeRoom(only.epochMs.length);
    this.#epochMs.set(only.epochMs);
    this.#counts.set(only.counts);
    this.#qualities.set(only.qualities);
    this.#length = only.epochMs.length;
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

  #makeRoom(readings: number): void {
    const needed = this.#length + readings;
    if (needed <= this.#epochMs.length) return;
    const room = Math.max(FIRST_ROOM, this.#epochMs.length * 2, needed);
    this.#epochMs = widened(this.#epochMs, new Float64Array(room));
    this.#counts = widened(this.#counts, new Float64Array(room));
    this.#qualities = widened(this.#qualities, new Uint8Array(room));
  }
}

function widened<A extends Float64Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
