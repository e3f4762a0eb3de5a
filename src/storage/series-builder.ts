import type { RegisterSeries } from "#domain/consumption/register-series.ts";

/** Gathers the readings of one channel in any order; what comes first for an instant stays. */
export class SeriesBuilder {
  readonly #epochMs: number[] = [];
  readonly #counts: number[] = [];
  readonly #qualities: number[] = [];
  readonly #instants = new Set<number>();
  #isSorted = true;
  #lastMs = -Infinity;

  /** The newest instant; -Infinity without readings. */
  get lastMs(): number {
    return this.#lastMs;
  }

  add(epochMs: number, counts: number, quality: number): void {
    if (this.#instants.has(epochMs)) return;
    this.#instants.add(epochMs);
    if (epochMs < this.#lastMs) this.#isSorted = false;
    this.#lastMs = Math.max(this.#lastMs, epochMs);
    this.#epochMs.push(epochMs);
    this.#counts.push(counts);
    this.#qualities.push(quality);
  }

  addSeries({ epochMs, counts, qualities }: RegisterSeries): void {
    epochMs.forEach((at, n) => this.add(at, counts[n] ?? 0, qualities[n] ?? 0));
  }

  has(epochMs: number): boolean {
    return this.#instants.has(epochMs);
  }

  /** In order of time. */
  build(): RegisterSeries {
    const order = this.#isSorted ? undefined : this.#order();
    const inOrder = (values: readonly number[]) =>
      order ? order.map((index) => values[index] ?? 0) : values;
    return {
      epochMs: Float64Array.from(inOrder(this.#epochMs)),
      counts: Float64Array.from(inOrder(this.#counts)),
      qualities: Uint8Array.from(inOrder(this.#qualities)),
    };
  }

  #order(): number[] {
    const at = (index: number) => this.#epochMs[index] ?? 0;
    return [...this.#epochMs.keys()].toSorted((a, b) => at(a) - at(b));
  }
}
