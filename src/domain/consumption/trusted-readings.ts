import { hasQuality } from "#domain/metering/reading-quality.ts";
import type { RegisterRules } from "./register-rules.ts";
import { type RegisterSeries, steadyStepMs } from "./register-series.ts";

/** The readings that a difference may rest on, and where the register cannot be followed. */
export interface TrustedReadings {
  /** Indexes into the series, in order; shared by all series that only climb, so not to be changed. */
  readonly indexes: Uint32Array;
  /** Indexes of misreads: a register only climbs, and these stand apart from both neighbours. */
  readonly misread: readonly number[];
  /** Indexes at which the register starts anew below the one before, and stays there. */
  readonly restarts: readonly number[];
  /** Indexes at which the register has rolled over since the one before. */
  readonly rollovers: readonly number[];
  /** Indexes of estimates that a later reading shows to have been too high. */
  readonly overestimates: readonly number[];
}

/**
 * Which readings to believe. A fall is a rollover when the register was in its last tenth and is
 * in its first, and what it would have climbed is within the rated power of the service times the
 * time (rule R2); where that is not known, not far beyond all else seen. A fall below estimates
 * takes the estimates back. A fall is a misread when the neighbours agree without it (the reading
 * after it says which of the two was wrong: back at the old height, the low one; still below, the
 * high one); else a restart, over which nothing is counted.
 */
export function trustedReadings(series: RegisterSeries, rules: RegisterRules): TrustedReadings {
  const { counts } = series;
  const climbs = steadyStepMs(series) !== undefined || onlyClimbs(counts);
  if (climbs) return { ...NOTHING_ODD, indexes: firstIndexes(counts.length) };
  const rollsOver = rolloverTest(series, rules);
  const found = { indexes: [], misread: [], restarts: [], rollovers: [], overestimates: [] };
  const { indexes, misread, restarts, rollovers, overestimates }: Found = found;
  for (let at = 0; at < counts.length; at += 1) {
    const last = indexes.at(-1);
    if (last === undefined || !falls(counts, last, at)) {
      indexes.push(at);
      continue;
    }
    if (rollsOver(last, at)) {
      rollovers.push(at);
      indexes.push(at);
      continue;
    }
    const next = at + 1;
    if (isOverestimate(series, last, at)) {
      takeBack(series, { indexes, overestimates, at });
      at -= 1;
      continue;
    }
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
  return { ...found, indexes: Uint32Array.from(indexes) };
}

type Found = { readonly [Kind in keyof TrustedReadings]: number[] };

const NOTHING_ODD = { misread: [], restarts: [], rollovers: [], overestimates: [] };

/** The usual case, for which a bill run makes nothing: a plain loop over every reading. */
function onlyClimbs(counts: Float64Array): boolean {
  for (let at = 1; at < counts.length; at += 1) {
    if (falls(counts, at - 1, at)) return false;
  }
  return true;
}

let naturals = new Uint32Array(0);

/** 0, 1, 2 ... */
function firstIndexes(count: number): Uint32Array {
  if (naturals.length < count) naturals = Uint32Array.from({ length: 2 * count }, (_, n) => n);
  return naturals.subarray(0, count);
}

function falls(counts: Float64Array, from: number, to: number): boolean {
  return (counts[to] ?? 0) < (counts[from] ?? 0);
}

/** Nobody saw the register as high as an estimate says: the meter itself goes before it. */
function isOverestimate({ qualities }: RegisterSeries, last: number, at: number): boolean {
  return (
    hasQuality(qualities[last] ?? 0, "estimated") && hasQuality(qualities[at] ?? 0, "measured")
  );
}

/** Drops the estimates at the end that lie above a reading. */
function takeBack(
  { counts, qualities }: RegisterSeries,
  { indexes, overestimates, at }: Pick<Found, "indexes" | "overestimates"> & { at: number },
): void {
  for (let last = indexes.at(-1); last !== undefined; last = indexes.at(-1)) {
    if (!falls(counts, last, at) || !hasQuality(qualities[last] ?? 0, "estimated")) return;
    indexes.pop();
    overestimates.push(last);
  }
}

const PART_OF_REGISTER = 10;

/** A climb up to this part of the register may be a rollover after any silence. */
const SMALL_PART_OF_REGISTER = 1000;

/** How many times as fast as ever seen a register may have climbed over its rollover. */
const TIMES_AS_FAST = 10;

/** Tells whether the register rolled over between two readings. */
function rolloverTest(
  series: RegisterSeries,
  { modulus, mostPerMs }: RegisterRules,
): (from: number, to: number) => boolean {
  const { counts, epochMs } = series;
  let fastest: number | undefined;
  return (from, to) => {
    const before = counts[from] ?? 0;
    const after = counts[to] ?? 0;
    const edge = modulus / PART_OF_REGISTER;
    if (modulus === 0 || before < modulus - edge || after >= edge) return false;
    const climb = after + modulus - before;
    const elapsedMs = (epochMs[to] ?? 0) - (epochMs[from] ?? 0);
    if (mostPerMs !== undefined) return climb <= mostPerMs * elapsedMs;
    if (climb <= modulus / SMALL_PART_OF_REGISTER) return true;
    fastest ??= fastestClimb(series);
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
