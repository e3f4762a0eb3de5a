import { hasQuality } from "#domain/metering/reading-quality.ts";
import type { CompiledRuns } from "./compiled-runs.ts";
import type { IntervalPiece } from "./interval-runs.ts";

/** A compiled stretch over one channel's amounts. */
export interface LocatedRuns {
  readonly compiled: CompiledRuns;
  /** Where interval 0 of the runs lies in `amounts`. */
  readonly offset: number;
  readonly amounts: Float64Array;
  readonly stepMs: number;
}

/** Below it, every whole number and every sum of them has its own binary number. */
const EXACT_BELOW = 2 ** 53;

/** What one pass over the intervals tells. */
export interface CountSums {
  /** By bucket: exact, whatever their size and sign. */
  readonly counts: readonly bigint[];
  /** The greatest interval that begins in the stretch; 0 where nothing was drawn. */
  readonly highest: number;
}

/** The sums by bucket and, seen in passing, the greatest interval. */
export function sumCounts(located: LocatedRuns): CountSums {
  const { amounts, offset, compiled } = located;
  const summed = sumRuns(located);
  const counts = summed.counts ?? sumRunsLarge(located);
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
function sumRuns({ compiled, amounts, offset }: LocatedRuns): {
  readonly counts: bigint[] | undefined;
  readonly highest: number;
} {
  const { bucketOfInterval, buckets, runs } = compiled;
  // One more, for intervals that a boundary cuts: their parts are added elsewhere.
  const sums = new Float64Array(buckets + 1);
  const intervals = bucketOfInterval.length;
  let highest = 0;
  let lowest = 0;
  // From the first whole interval: one that the begin of the stretch cuts did not begin in it.
  for (let i = runs[0] ?? 0; i < intervals; i += 1) {
    const amount = amounts[i + offset] ?? 0;
    const bucket = bucketOfInterval[i] ?? buckets;
    sums[bucket] = (sums[bucket] ?? 0) + amount;
    if (amount > highest) highest = amount;
    else if (amount < lowest) lowest = amount;
  }
  const exact = intervals * Math.max(highest, -lowest) < EXACT_BELOW;
  const counts = exact ? Array.from(sums.subarray(0, buckets), BigInt) : undefined;
  return { counts, highest };
}

/** Half of the bits of the greatest exact whole number. */
const LOW_HALF = 2 ** 26;

/**
 * As `sumRuns` for sums of any size. Each amount is two numbers of half the bits, whose sums stay
 * exact for 2^26 intervals: centuries of minutes.
 */
function sumRunsLarge({ compiled, amounts, offset }: LocatedRuns): bigint[] {
  const { bucketOfInterval, buckets, runs } = compiled;
  const highs = new Float64Array(buckets + 1);
  const lows = new Float64Array(buckets + 1);
  for (let i = runs[0] ?? 0; i < bucketOfInterval.length; i += 1) {
    const amount = amounts[i + offset] ?? 0;
    const bucket = bucketOfInterval[i] ?? buckets;
    const high = Math.floor(amount / LOW_HALF);
    highs[bucket] = (highs[bucket] ?? 0) + high;
    lows[bucket] = (lows[bucket] ?? 0) + (amount - high * LOW_HALF);
  }
  const scale = BigInt(LOW_HALF);
  return Array.from(
    { length: buckets },
    (_, bucket) => BigInt(highs[bucket] ?? 0) * scale + BigInt(lows[bucket] ?? 0),
  );
}

/** By bucket, the part of the magnitude that rests on estimated readings: shown, never priced. */
export function estimatedShares(
  located: LocatedRuns,
  qualities: Uint8Array | undefined,
): readonly number[] {
  const { compiled, amounts, offset } = located;
  if (!qualities) return compiled.occurs.map(() => 0);
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
  const peaks: (number | bigint)[] = Array.from({ length: compiled.buckets }, () => 0);
  for (const { first, end, bucket } of windowStarts(located, windows)) {
    let peak = peaks[bucket] ?? 0;
    for (let i = first; i < end; i += step) {
      const sum = width === 1 ? (amounts[i + offset] ?? 0) : windowSum(amounts, i + offset, width);
      if (sum > peak) peak = sum;
    }
    peaks[bucket] = peak;
  }
  return peaks.map(BigInt);
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
      if (best.length > count) best.length = count;
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
): WindowStarts[] {
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
  if (magnitude < EXACT_BELOW) return sum;
  return amounts.slice(from, from + width).reduce((total, amount) => total + BigInt(amount), 0n);
}
