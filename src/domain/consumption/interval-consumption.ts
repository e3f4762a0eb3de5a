import type { Decimal } from "#domain/core/decimal.ts";

/**
 * What one channel used over neighbouring intervals of equal length.
 *
 * Interval `i` covers `[from + i × intervalMinutes, from + (i + 1) × intervalMinutes)`. Intervals
 * are stretches of absolute time, so a local day has 23, 24 or 25 hours of them.
 */
export interface IntervalConsumption {
  readonly from: Temporal.Instant;
  readonly intervalMinutes: number;
  /**
   * Whole counts, each worth `perCount`. A Float64Array for speed only: every element is an
   * integer of magnitude below 2^53, hence exact.
   */
  readonly amounts: Float64Array;
  /** The quantity of one count in the channel's unit: register resolution × multiplier. */
  readonly perCount: Decimal;
  /** Bits of domain/metering/reading-quality.ts per interval; absent when all are measured. */
  readonly qualities?: Uint8Array;
}
