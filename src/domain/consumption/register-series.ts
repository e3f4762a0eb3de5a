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
