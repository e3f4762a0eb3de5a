import type { Fraction } from "#domain/core/fraction.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { partOf, type RegisterSeries } from "./register-series.ts";

/** A meter at the service point from when until when, and what its register is worth. */
export interface InstalledMeter {
  readonly fromMs: number;
  /** First instant no longer installed; Infinity while it is. */
  readonly toMs: number;
  /** CT x VT x constant. */
  readonly multiplier: Fraction;
  /** What the register showed when the meter came, in counts: noted at the exchange. */
  readonly opening?: number;
  /** What it showed when it went. */
  readonly closing?: number;
  /** Where its register wraps, if elsewhere than the channel's: 65,536 for one of 16 bits. */
  readonly wrapsAt?: number;
}

/**
 * The readings of one meter: those taken while it was in place, and what was noted when it came
 * and went. A noted value goes before one that was read at the same instant: at an exchange both
 * registers have one.
 */
export function seriesOfMeter(
  series: RegisterSeries,
  { fromMs, toMs, opening, closing }: InstalledMeter,
): RegisterSeries {
  const hasOpening = opening !== undefined && Number.isFinite(fromMs);
  const hasClosing = closing !== undefined && Number.isFinite(toMs);
  const first = lowerBound(series.epochMs, hasOpening ? fromMs + 1 : fromMs);
  const end = toMs === Infinity ? series.epochMs.length : lowerBound(series.epochMs, toMs);
  const isWhole = first === 0 && end === series.epochMs.length;
  const read = isWhole ? series : partOf(series, first, end);
  if (!hasOpening && !hasClosing) return read;
  const before = hasOpening ? [[fromMs, opening] as const] : [];
  const after = hasClosing ? [[toMs, closing] as const] : [];
  const { measured } = READING_QUALITY;
  return {
    epochMs: Float64Array.of(
      ...before.map(([ms]) => ms),
      ...read.epochMs,
      ...after.map(([ms]) => ms),
    ),
    counts: Float64Array.of(
      ...before.map(([, counts]) => counts),
      ...read.counts,
      ...after.map(([, counts]) => counts),
    ),
    qualities: Uint8Array.of(
      ...before.map(() => measured),
      ...read.qualities,
      ...after.map(() => measured),
    ),
  };
}

/** The first index whose value is not below `wanted`. */
function lowerBound(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
