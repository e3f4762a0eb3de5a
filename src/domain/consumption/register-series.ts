/**
 * Register values of one channel in order of time: whole counts, exact because they stay below
 * 2^53, in typed arrays of equal length for speed.
 */
export interface RegisterSeries {
  readonly epochMs: Float64Array;
  readonly counts: Float64Array;
  /** Bits of domain/metering/reading-quality.ts. */
  readonly qualities: Uint8Array;
}

export const EMPTY_SERIES: RegisterSeries = {
  epochMs: new Float64Array(0),
  counts: new Float64Array(0),
  qualities: new Uint8Array(0),
};

/** The steps of series that are known to be steady. */
const steadySteps = new WeakMap<RegisterSeries, number>();

/**
 * Notes that a series is steady: its readings are `stepMs` apart throughout, all of them were
 * measured, and none lies below the one before. Whoever makes a series of it makes another one, of
 * which that is not known.
 */
export function noteSteady(series: RegisterSeries, stepMs: number): RegisterSeries {
  steadySteps.set(series, stepMs);
  return series;
}

/** How far apart the readings of a series are that is known to be steady; undefined of others. */
export function steadyStepMs(series: RegisterSeries): number | undefined {
  return steadySteps.get(series);
}

/** The readings from one index up to another; of a steady series they are steady too. */
export function partOf(series: RegisterSeries, first: number, end: number): RegisterSeries {
  const part = {
    epochMs: series.epochMs.subarray(first, end),
    counts: series.counts.subarray(first, end),
    qualities: series.qualities.subarray(first, end),
  };
  const stepMs = steadyStepMs(series);
  return stepMs === undefined ? part : noteSteady(part, stepMs);
}
