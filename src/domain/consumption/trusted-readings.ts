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
 * in its first, and what it would have climbed is not far beyond all else seen; a misread when the neighbours agree without it (the reading after it says which of
 * the two was wrong: back at the old height, the low one; still below, the high one); else a
 * restart, over which nothing is counted. Rules R2 and the spike cases of the trade.
 */
export function trustedReadings(series: RegisterSeries, modulus: number): TrustedReadings {
  const { counts } = series;
  const rollsOver = rolloverTest(series, modulus);
  const indexes: number[] = [];
  const misread: number[] = [];
  const restarts: number[] = [];
  for (let at = 0; at < counts.length; at += 1) {
    const last = indexes.at(-1);
    if (last === undefined || !falls(counts, last, at) || rollsOver(last, at)) {
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

/** A climb up to this part of the register may be a rollover after any silence. */
const SMALL_PART_OF_REGISTER = 1000;

/** How many times as fast as ever seen a register may have climbed over its rollover. */
const TIMES_AS_FAST = 10;

/**
 * Tells whether the register rolled over between two readings. Where the rated power of the
 * service is not known, the fastest climb between other readings stands for it.
 */
function rolloverTest(
  series: RegisterSeries,
  modulus: number,
): (from: number, to: number) => boolean {
  const { counts, epochMs } = series;
  let fastest: number | undefined;
  return (from, to) => {
    const before = counts[from] ?? 0;
    const after = counts[to] ?? 0;
    const edge = modulus / PART_OF_REGISTER;
    if (modulus === 0 || before < modulus - edge || after >= edge) return false;
    const climb = after + modulus - before;
    if (climb <= modulus / SMALL_PART_OF_REGISTER) return true;
    fastest ??= fastestClimb(series);
    const elapsedMs = (epochMs[to] ?? 0) - (epochMs[from] ?? 0);
    return climb <= fastest * elapsedMs * TIMES_AS_FAST;
  };
}

/** Counts in a millisecond. */
function fastestClimb({ counts, epochMs }: RegisterSeries): number {
  let fastest = 0;
  for (let at = 1; at < counts.length; at += 1) {
    const climb = (counts[at] ?? 0) - (counts[at - 1] ?? 0);
    const elapsedMs = (epochMs[at] ?? 0) - (epochMs[at - 1] ?? 0);
    fastest = Math.max(fastest, climb / elapsedMs);
  }
  return fastest;
}
