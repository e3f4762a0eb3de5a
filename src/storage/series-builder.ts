import {
  EMPTY_SERIES,
  noteSteady,
  type RegisterSeries,
  steadyStepMs,
} from "#domain/consumption/register-series.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { sharedGrid } from "./reading-grid.ts";

const FIRST_ROOM = 128;

/** Gathers the readings of one channel in any order; what comes first for an instant stays. */
export class SeriesBuilder {
  /** What came before `#rows`. */
  readonly #series: RegisterSeries[] = [];
  /** Readings that came one by one since the last series. */
  #rows = new Rows();
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
    this.#rows.add(epochMs, counts, quality);
    this.#note(1, epochMs, epochMs);
  }

  /** Readings in order of time. A series that remains the only one is given back as it is. */
  addSeries(series: RegisterSeries): void {
    const [firstMs] = series.epochMs;
    if (firstMs === undefined) return;
    this.#closeRows();
    this.#series.push(series);
    this.#note(series.epochMs.length, firstMs, series.epochMs.at(-1) ?? firstMs);
  }

  /** In order of time, one reading an instant. */
  build(): RegisterSeries {
    this.#closeRows();
    const [only = EMPTY_SERIES] = this.#series;
    const all = this.#series.length > 1 ? this.#joined() : only;
    return this.#isSorted ? all : sorted(all);
  }

  #note(readings: number, firstMs: number, lastMs: number): void {
    this.#length += readings;
    if (firstMs <= this.#lastMs) this.#isSorted = false;
    this.#firstMs = Math.min(this.#firstMs, firstMs);
    this.#lastMs = Math.max(this.#lastMs, lastMs);
  }

  #closeRows(): void {
    if (this.#rows.length === 0) return;
    this.#series.push(this.#rows.series());
    this.#rows = new Rows();
  }

  /** Where each series goes on steadily from the one before. */
  #commonStepMs(): number | undefined {
    const [first] = this.#series;
    const stepMs = first && steadyStepMs(first);
    if (stepMs === undefined) return undefined;
    const goesOn = this.#series.every((series, n) => {
      const before = this.#series[n - 1];
      if (!before) return true;
      const elapsedMs = (series.epochMs[0] ?? 0) - (before.epochMs.at(-1) ?? 0);
      const climb = (series.counts[0] ?? 0) - (before.counts.at(-1) ?? 0);
      const ownStepMs = series.epochMs.length === 1 ? stepMs : steadyStepMs(series);
      return elapsedMs === stepMs && climb >= 0 && ownStepMs === stepMs && isMeasured(series);
    });
    return goesOn ? stepMs : undefined;
  }

  #joined(): RegisterSeries {
    const counts = new Float64Array(this.#length);
    const stepMs = this.#commonStepMs();
    if (stepMs !== undefined) {
      let at = 0;
      for (const series of this.#series) {
        counts.set(series.counts, at);
        at += series.counts.length;
      }
      const steps = { firstMs: this.#firstMs, stepMs, readings: this.#length };
      const { epochMs, measured } = sharedGrid(steps);
      return noteSteady({ epochMs, counts, qualities: measured }, stepMs);
    }
    const epochMs = new Float64Array(this.#length);
    const qualities = new Uint8Array(this.#length);
    let at = 0;
    for (const series of this.#series) {
      epochMs.set(series.epochMs, at);
      counts.set(series.counts, at);
      qualities.set(series.qualities, at);
      at += series.epochMs.length;
    }
    return { epochMs, counts, qualities };
  }
}

/** Readings that come one by one. */
class Rows {
  #epochMs = new Float64Array(0);
  #counts = new Float64Array(0);
  #qualities = new Uint8Array(0);
  length = 0;

  add(epochMs: number, counts: number, quality: number): void {
    if (this.length === this.#epochMs.length) this.#makeRoom();
    this.#epochMs[this.length] = epochMs;
    this.#counts[this.length] = counts;
    this.#qualities[this.length] = quality;
    this.length += 1;
  }

  series(): RegisterSeries {
    return {
      epochMs: this.#epochMs.slice(0, this.length),
      counts: this.#counts.slice(0, this.length),
      qualities: this.#qualities.slice(0, this.length),
    };
  }

  #makeRoom(): void {
    const room = Math.max(FIRST_ROOM, this.length * 2);
    this.#epochMs = widened(this.#epochMs, new Float64Array(room));
    this.#counts = widened(this.#counts, new Float64Array(room));
    this.#qualities = widened(this.#qualities, new Uint8Array(room));
  }
}

/** Of a steady series that is known; of a single reading it has to be looked at. */
function isMeasured(series: RegisterSeries): boolean {
  return steadyStepMs(series) !== undefined || series.qualities[0] === READING_QUALITY.measured;
}

function sorted({ epochMs, counts, qualities }: RegisterSeries): RegisterSeries {
  const at = (index: number) => epochMs[index] ?? 0;
  // Sorting is stable: of one instant the first that came goes first.
  const order = Array.from(epochMs.keys())
    .toSorted((a, b) => at(a) - at(b))
    .filter((index, n, all) => n === 0 || at(index) !== at(all[n - 1] ?? 0));
  return {
    epochMs: Float64Array.from(order, at),
    counts: Float64Array.from(order, (index) => counts[index] ?? 0),
    qualities: Uint8Array.from(order, (index) => qualities[index] ?? 0),
  };
}

function widened<A extends Float64Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
