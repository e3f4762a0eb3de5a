import type { RegisterSeries } from "./register-series.ts";

/** The readings that a difference may rest on, and where the register cannot be followed. */
export interface TrustedReadings {
  /** Indexes into the series, in order. */
  readonly indexes: readonly number[];
  /** Indexes of misreads: a register only climbs, and these stand apart from both neighbours. */
  readonly misread: readonly number[];
  /** Indexes at which the register starts anew below the one before, and stays there. */
  readonly restarts: readonly number[];
}

/**
 * Which readings to believe. A fall is a rollover when the register was in its last tenth and is
 * in its first; a misread when the neighbours agree without it (the reading after it says which of
 * the two was wrong: back at the old height, the low one; still below, the high one); else a
 * restart, over which nothing is counted. Rules R2 and the spike cases of the trade.
 */
export function trustedReadings(series: RegisterSeries, modulus: number): TrustedReadings {
  const { counts } = series;
  const indexes: number[] = [];
  const misread: number[] = [];
  const restarts: number[] = [];
  for (let at = 0; at < counts.length; at += 1) {
    const last = indexes.at(-1);
    if (last === undefined || !falls(counts, last, at) || rollsOver(counts, [last, at], modulus)) {
      indexes.push(at);
      continue;
    }
    const next = at + 1;
    const beforeLast = indexes.at(-2);
    if (next < counts.length && !falls(counts, last, next)) {
      misread.push(at);
    } else if (beforeLast !== undefined && !falls(counts, beforeLast, at)) {
      misread.push(last);
      indexes[indexes.length - 1] = at;
    } else {
      restarts.push(at);
      indexes.push(at);
    }
  }
  return { indexes, misread, restarts };
}

function falls(counts: Float64Array, from: number, to: number): boolean {
  return (counts[to] ?? 0) < (counts[from] ?? 0);
}

const PART_OF_REGISTER = 10;

function rollsOver(
  counts: Float64Array,
  [from, to]: readonly [number, number],
  modulus: number,
): boolean {
  const edge = modulus / PART_OF_REGISTER;
  return modulus > 0 && (counts[from] ?? 0) >= modulus - edge && (counts[to] ?? 0) < edge;
}
