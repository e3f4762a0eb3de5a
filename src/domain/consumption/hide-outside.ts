import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";

const MS_PER_MINUTE = 60_000;

/** The consumption as somebody sees it who may know only these stretches: all else is unknown. */
export function hideOutside(
  consumption: IntervalConsumption,
  known: readonly InstantRange[],
): IntervalConsumption {
  const { from, intervalMinutes, amounts, qualities } = consumption;
  const stepMs = intervalMinutes * MS_PER_MINUTE;
  const isKnown = (index: number) => {
    const startMs = from.epochMilliseconds + index * stepMs;
    return known.some(
      (range) =>
        startMs >= range.from.epochMilliseconds && startMs + stepMs <= range.to.epochMilliseconds,
    );
  };
  return {
    ...consumption,
    amounts: amounts.map((counts, index) => (isKnown(index) ? counts : 0)),
    qualities: Uint8Array.from(amounts, (_, index) =>
      isKnown(index) ? (qualities?.[index] ?? READING_QUALITY.measured) : 0,
    ),
  };
}
