import { hasQuality } from "#domain/metering/reading-quality.ts";
import { type CompiledRuns, LANES } from "./compiled-runs.ts";
import type { IntervalPiece } from "./interval-runs.ts";

/** A compiled stretch over one channel's amounts. */
export interface LocatedRuns {
  readonly compiled: CompiledRuns;
  /** Where interval 0 of the runs lies in `amounts`. */
  readonly offset: number;
  readonly amounts: Float64Array;
  readonly stepMs: number;
}

/** What one pass over the intervals tells. */
export interface CountSums {
  /** By bucket: exact, whatever their size and sign. */
  readonly counts: bigint[];
  /** The greatest interval that begins in the stretch; 0 where nothing was drawn. */
  readonly highest: number;
}

/** The sums by bucket and, seen in passing, the greatest interval. */
export function sumCounts(located: LocatedRuns): CountSums {
  const { amounts, offset, compiled } = located;
  const summed = sumRuns(located) ?? sumRunsLarge(located);
  const { counts } = summed;
  let { highest } = summed;
  for (const piece of compiled.pieces) {
    counts[piece.bucket] = (counts[piece.bucket] ?? 0n) + pieceCounts(piece, located);
    // As for peaks, the part with which an interval begins stands for the whole of it.
    if (piece.fromMs === 0) highest = Math.max(highest, amounts[piece.interval + offset] ?? 0);
  }
  return { counts, highest };
}

/**
 * The counts of a part of an interval, as if it had been used evenly over it. Both sides of a cut
 * compute the same whole number at the cut, so that the parts of an interval sum to the whole.
 */
export function pieceCounts(
  piece: IntervalPiece,
  { amounts, offset, stepMs }: Pick<LocatedRuns, "amounts" | "offset" | "stepMs">,
): bigint {
  const amount = BigInt(amounts[piece.interval + offset] ?? 0);
  const step = BigInt(stepMs);
  return (amount * BigInt(piece.toMs)) / step - (amount * BigInt(piece.fromMs)) / step;
}

/**
 * Counts by bucket in binary numbers; undefined when they could pass 2^53 on the way. While so many
 * amounts of the greatest magnitude stay below it, so does every partial sum: a whole number, exact.
 */
export function sumRuns({ compiled, amounts, offset }: LocatedRuns): CountSums | undefined {
  const { slotOfInterval, buckets, runs, occurs } = compiled;
  const intervals = slotOfInterval.length;
  // From the first whole interval: one that the begin of the stretch cuts did not begin in it.
  const first = runs[0] ?? 0;
  // The first tells mostly that all are too great, and spares looking at them twice.
  if (!isExact(intervals, Math.abs(amounts[first + offset] ?? 0))) return undefined;
  // One more, for intervals that a boundary cuts: their parts are added elsewhere.
  const sums = new Float64Array((buckets + 1) * LANES);
  let highest = 0;
  let lowest = 0;
  for (let i = first; i < intervals; i += 1) {
    const amount = amounts[i + offset] ?? 0;
    const slot = (slotOfInterval[i] ?? 0) + (i % LANES);
    sums[slot] = (sums[slot] ?? 0) + amount;
    if (amount > highest) highest = amount;
    else if (amount < lowest) lowest = amount;
  }
  if (!isExact(intervals, Math.max(highest, -lowest))) return undefined;
  const counts: bigint[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    counts.push(occurs[bucket] ? BigInt(laneSum(sums, bucket)) : 0n);
  }
  return { counts, highest };
}

/** Up to 2^53 every whole number, and so every sum of them, has its own binary number. */
function isExact(intervals: number, greatest: number): boolean {
  return Number.isSafeInteger(intervals * greatest);
}

function laneSum(sums: Float64Array, bucket: number): number {
  const slot = bucket * LANES;
  let sum = 0;
  for (let lane = slot; lane < slot + LANES; lane += 1) sum += sums[lane] ?? 0;
  return sum;
}

/** Added to an amount and taken off again, it rounds the amount to a multiple of 2^26. */
const ROUNDER = 1.5 * 2 ** 78;

/**
 * As `sumRuns` for sums of any size. Each amount is a multiple of 2^26 and a remainder, whose sums
 * stay exact for 2^26 intervals: centuries of minutes.
 */
function sumRunsLarge({ compiled, amounts, offset }: LocatedRuns): CountSums {
  const { slotOfInterval, buckets, runs, occurs } = compiled;
  const highs = new Float64Array((buckets + 1) * LANES);
  const lows = new Float64Array((buckets + 1) * LANES);
  let highest = 0;
  for (let i = runs[0] ?? 0; i < slotOfInterval.length; i += 1) {
    const amount = amounts[i + offset] ?? 0;
    const slot = (slotOfInterval[i] ?? 0) + (i % LANES);
    const high = amount + ROUNDER - ROUNDER;
    highs[slot] = (highs[slot] ?? 0) + high;
    lows[slot] = (lows[slot] ?? 0) + (amount - high);
    if (amount > highest) highest = amount;
  }
  const counts: bigint[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const isEmpty = !occurs[bucket];
    counts.push(isEmpty ? 0n : BigInt(laneSum(highs, bucket)) + BigInt(laneSum(lows, bucket)));
  }
  return { counts, highest };
}

const ALL_MEASURED: readonly number[] = [];

/** By bucket, the part of the magnitude that rests on estimated readings, none where there are none: shown, never priced. */
export function estimatedShares(
  located: LocatedRuns,
  qualities: Uint8Array | undefined,
): readonly number[] {
  const { compiled, amounts, offset } = located;
  if (!qualities) return ALL_MEASURED;
  const estimated = new Float64Array(compiled.buckets);
  const all = new Float64Array(compiled.buckets);
  const add = (interval: number, bucket: number, part: number) => {
    const magnitude = Math.abs(amounts[interval + offset] ?? 0) * part;
    all[bucket] = (all[bucket] ?? 0) + magnitude;
    if (hasQuality(qualities[interval + offset] ?? 0, "estimated")) {
      estimated[bucket] = (estimated[bucket] ?? 0) + magnitude;
    }
  };
  const { runs, pieces } = compiled;
  for (let r = 0; r < runs.length; r += 3) {
    const to = runs[r + 1] ?? 0;
    for (let i = runs[r] ?? 0; i < to; i += 1) add(i, runs[r + 2] ?? 0, 1);
  }
  for (const { interval, bucket, fromMs, toMs } of pieces) {
    add(interval, bucket, (toMs - fromMs) / located.stepMs);
  }
  return Array.from(all, (sum, bucket) => (sum === 0 ? 0 : (estimated[bucket] ?? 0) / sum));
}

/** Which neighbouring intervals are summed for a peak. */
export interface PeakWindows {
  /** Intervals in a window. */
  readonly width: number;
  /** Intervals from the begin of a window to that of the next. */
  readonly step: number;
}

/**
 * By bucket, the greatest sum of neighbouring intervals; 0 where nothing was drawn.
 *
 * The first window begins with the first interval that begins within the stretch, and each belongs
 * to the bucket in which it begins. What was sent back does not lower a peak below 0.
 */
export function peakCounts(located: LocatedRuns, windows: PeakWindows): bigint[] {
  const { amounts, offset, compiled } = located;
  const { width, step } = windows;
  if (width === 1 && step === 1) return intervalPeaks(located);
  const peaks: (number | bigint)[] = Array.from({ length: compiled.buckets }, () => 0);
  for (const { first, end, bucket } of windowStarts(located, windows)) {
    let peak = peaks[bucket] ?? 0;
    for (let i = first; i < end; i += step) {
      const sum = windowSum(amounts, i + offset, width);
      if (sum > peak) peak = sum;
    }
    peaks[bucket] = peak;
  }
  return peaks.map(BigInt);
}

/** By bucket, the greatest interval that begins in it. */
function intervalPeaks({ compiled, amounts, offset }: LocatedRuns): bigint[] {
  const { slotOfInterval, buckets, pieces, occurs } = compiled;
  // One more, as for sums: whole intervals that a boundary cuts are seen by their parts.
  const peaks = new Float64Array((buckets + 1) * LANES);
  for (let i = 0; i < slotOfInterval.length; i += 1) {
    const slot = slotOfInterval[i] ?? 0;
    const amount = amounts[i + offset] ?? 0;
    if (amount > (peaks[slot] ?? 0)) peaks[slot] = amount;
  }
  for (const { interval, fromMs, bucket } of pieces) {
    const slot = bucket * LANES;
    const amount = amounts[interval + offset] ?? 0;
    if (fromMs === 0 && amount > (peaks[slot] ?? 0)) peaks[slot] = amount;
  }
  const counts: bigint[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    counts.push(occurs[bucket] ? BigInt(peaks[bucket * LANES] ?? 0) : 0n);
  }
  return counts;
}

/** By bucket, the greatest `count` sums, the greatest first; fewer where there are fewer. */
export function highestCounts(
  located: LocatedRuns,
  windows: PeakWindows,
  count: number,
): bigint[][] {
  const { amounts, offset, compiled } = located;
  const { width, step } = windows;
  const highest: bigint[][] = Array.from({ length: compiled.buckets }, () => []);
  for (const { first, end, bucket } of windowStarts(located, windows)) {
    const best = highest[bucket] ?? [];
    for (let i = first; i < end; i += step) {
      const sum = windowSum(amounts, i + offset, width);
      if (best.length === count && sum <= (best.at(-1) ?? 0n)) continue;
      const drawn = sum < 0 ? 0n : BigInt(sum);
      const at = best.findIndex((other) => other < drawn);
      best.splice(at < 0 ? best.length : at, 0, drawn);
      best.splice(count);
    }
  }
  return highest;
}

/** Where windows begin: every `step` intervals from `first` to before `end`, all in one bucket. */
export interface WindowStarts {
  readonly first: number;
  readonly end: number;
  readonly bucket: number;
}

/** The windows of a stretch, from its first interval on. */
export function windowStarts(
  { compiled }: LocatedRuns,
  { width, step }: PeakWindows,
): readonly WindowStarts[] {
  let known = startsOfRuns.get(compiled);
  if (!known) startsOfRuns.set(compiled, (known = []));
  const found = known.find((one) => one.width === width && one.step === step);
  if (found) return found.starts;
  const starts = startsIn(compiled, { width, step });
  known.push({ width, step, starts });
  return starts;
}

interface KnownStarts extends PeakWindows {
  readonly starts: readonly WindowStarts[];
}

/** Shared, as the runs are, by all customers on a calendar. */
const startsOfRuns = new WeakMap<CompiledRuns, KnownStarts[]>();

function startsIn(compiled: CompiledRuns, { width, step }: PeakWindows): readonly WindowStarts[] {
  const { runs, pieces } = compiled;
  // Parts of intervals that begin in the stretch stand for the whole interval here.
  const begun = pieces.filter((piece) => piece.fromMs === 0);
  const stretches = begun.map(({ interval, bucket }) => [interval, interval + 1, bucket] as const);
  for (let r = 0; r < runs.length; r += 3) {
    stretches.push([runs[r] ?? 0, runs[r + 1] ?? 0, runs[r + 2] ?? 0]);
  }
  const anchor = Math.min(...stretches.map(([from]) => from));
  const end = Math.max(...stretches.map(([, to]) => to));
  return stretches.map(([from, to, bucket]) => ({
    first: from + ((step - ((from - anchor) % step)) % step),
    end: Math.min(to, end - width + 1),
    bucket,
  }));
}

/** The sum of `width` amounts: a number while that is exact, a bigint beyond. */
function windowSum(amounts: Float64Array, from: number, width: number): number | bigint {
  let sum = 0;
  let magnitude = 0;
  for (let i = from; i < from + width; i += 1) {
    const amount = amounts[i] ?? 0;
    sum += amount;
    magnitude += Math.abs(amount);
  }
  if (Number.isSafeInteger(magnitude)) return sum;
  return amounts.slice(from, from + width).reduce((total, amount) => total + BigInt(amount), 0n);
}
