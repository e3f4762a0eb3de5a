import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";

/** What is known of the consumption in a stretch of time. */
export interface KnownConsumption {
  /** In the channel's unit, exact; undefined when nothing is known: a gap is never zero. */
  readonly quantity: Decimal | undefined;
  /** Whether some of it rests on estimated readings. */
  readonly estimated: boolean;
  /** Whether every interval of the stretch is known. */
  readonly complete: boolean;
}

const MS_PER_MINUTE = 60_000;

/** Sums the intervals that begin in `range`; those outside the consumption count as unknown. */
export function knownConsumption(
  consumption: IntervalConsumption,
  range: InstantRange,
): KnownConsumption {
  const { amounts, qualities, perCount } = consumption;
  const first = firstInterval(consumption, range.from);
  const end = firstInterval(consumption, range.to);
  let counts = 0;
  let known = 0;
  let bits = 0;
  for (let i = Math.max(0, first); i < Math.min(end, amounts.length); i += 1) {
    const quality = qualities ? (qualities[i] ?? 0) : READING_QUALITY.measured;
    if (quality === 0) continue;
    counts += amounts[i] ?? 0;
    known += 1;
    bits |= quality;
  }
  return {
    quantity: known > 0 ? Decimal.of(counts).times(perCount) : undefined,
    estimated: (bits & READING_QUALITY.estimated) !== 0,
    complete: known === end - first,
  };
}

/** The end of the last interval that is known; undefined when none is. */
export function knownUntil(consumption: IntervalConsumption): Temporal.Instant | undefined {
  const { from, intervalMinutes, amounts, qualities } = consumption;
  const end = qualities ? qualities.findLastIndex((bits) => bits !== 0) + 1 : amounts.length;
  return end > 0 ? from.add({ minutes: end * intervalMinutes }) : undefined;
}

/** The index of the first interval that begins at or after an instant. */
export function firstInterval(
  { from, intervalMinutes }: IntervalConsumption,
  at: Temporal.Instant,
): number {
  const elapsedMs = at.epochMilliseconds - from.epochMilliseconds;
  return Math.ceil(elapsedMs / (intervalMinutes * MS_PER_MINUTE));
}

/** The smallest range on the grid of absolute time that holds `range`. */
export function onGrid({ from, to }: InstantRange, intervalMinutes: number): InstantRange {
  const stepMs = intervalMinutes * MS_PER_MINUTE;
  return {
    from: instantAt(Math.floor(from.epochMilliseconds / stepMs) * stepMs),
    to: instantAt(Math.ceil(to.epochMilliseconds / stepMs) * stepMs),
  };
}

function instantAt(epochMs: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(epochMs);
}
