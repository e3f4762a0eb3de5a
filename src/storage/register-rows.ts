/** Readings as the database has them, on their way into a register's series. */
import { partOf } from "#domain/consumption/register-series.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { hasQuality, READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { type PackedMonth, unpackUntil } from "./packed-month.ts";
import type { SeriesBuilder } from "./series-builder.ts";
import type { MsRange } from "./unpack-steady.ts";

/** Of rows that were not withdrawn. */
export const COUNTS = `quality & ${READING_QUALITY.withdrawn} = 0`;

/** The columns of `reading` for a select: a binary double holds every count and millisecond in use exactly, and is cheap to read. */
export const ROW_COLUMNS = `channel_id, (extract(epoch from measured_at) * 1000)::float8 as epoch_ms,
  value::float8 as counts, quality`;

/** A row of `reading`. */
export interface ReadingRow {
  readonly channel_id: ChannelId;
  readonly epoch_ms: number;
  readonly counts: number;
  readonly quality: number;
}

/** Adds what a packed month has in a range, without what was withdrawn. */
export function addMonth(
  builder: SeriesBuilder,
  month: PackedMonth,
  { fromMs, toMs }: MsRange,
): void {
  const { series, bits } = unpackUntil(month, toMs);
  const { epochMs, qualities } = series;
  const from = indexFrom(epochMs, fromMs);
  if (hasQuality(bits, "withdrawn")) {
    for (let n = from; n < epochMs.length; n += 1) {
      const quality = qualities[n] ?? 0;
      if (hasQuality(quality, "withdrawn")) continue;
      builder.add(epochMs[n] ?? 0, series.counts[n] ?? 0, quality);
    }
  } else if (from === 0) builder.addSeries(series);
  else builder.addSeries(partOf(series, from, epochMs.length));
}

/** The index of the first reading at or after a time. */
export function indexFrom(epochMs: Float64Array, ms: number): number {
  let low = 0;
  let high = epochMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((epochMs[middle] ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The range's ends in milliseconds since 1970, UTC. */
export function msOf({ from, to }: InstantRange): MsRange {
  return { fromMs: from.epochMilliseconds, toMs: to.epochMilliseconds };
}
