import type { TimelineSpan } from "./timeline.ts";

/** Where readings lie: interval `i` is `[startMs + i × stepMs, startMs + (i + 1) × stepMs)`. */
export interface IntervalGrid {
  readonly startMs: number;
  readonly stepMs: number;
}

/** A timeline in terms of interval numbers, so that summing needs no time any more. */
export interface IntervalRuns {
  /** Whole intervals: from, to (exclusive), bucket; three numbers a run, in order of time. */
  readonly runs: Int32Array;
  /** Parts of intervals that a boundary of the timeline cuts. */
  readonly pieces: readonly IntervalPiece[];
}

/** The part `[fromMs, toMs)` of an interval, counted from its own start. */
export interface IntervalPiece {
  readonly interval: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucket: number;
}

/** Cuts a timeline along a grid of intervals. */
export function intervalRuns(spans: readonly TimelineSpan[], grid: IntervalGrid): IntervalRuns {
  const { startMs, stepMs } = grid;
  const runs: number[] = [];
  const pieces: IntervalPiece[] = [];
  for (const { fromMs, toMs, bucket } of spans) {
    const from = (fromMs - startMs) / stepMs;
    const to = (toMs - startMs) / stepMs;
    const first = Math.ceil(from);
    const last = Math.floor(to);
    const cut = (interval: number) => {
      const intervalMs = startMs + interval * stepMs;
      pieces.push({
        interval,
        fromMs: Math.max(0, fromMs - intervalMs),
        toMs: Math.min(stepMs, toMs - intervalMs),
        bucket,
      });
    };
    if (first > last) cut(last);
    else {
      if (first > from) cut(first - 1);
      if (first < last) runs.push(first, last, bucket);
      if (last < to) cut(last);
    }
  }
  return { runs: Int32Array.from(runs), pieces };
}
