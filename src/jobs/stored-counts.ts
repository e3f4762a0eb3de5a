import type { PoolClient } from "pg";
import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { readRegistersWithin } from "#storage/read-readings.ts";

/** A row of a file in counts of its channel's register. */
export interface CountedReading {
  readonly line: number;
  readonly atMs: number;
  readonly counts: number;
}

/** What a portion says of one channel. */
export interface CountedChannel {
  readonly channel: MeteredChannel;
  readonly counted: readonly CountedReading[];
}

/** Counts by time, in milliseconds since 1970. */
export type KnownCounts = Map<number, number>;

/** What is stored, but for estimates, of the times that a portion is about: counts by time. */
export async function storedCounts(
  tx: PoolClient,
  counted: readonly CountedChannel[],
): Promise<ReadonlyMap<ChannelId, KnownCounts>> {
  const found = new Map<ChannelId, KnownCounts>();
  // Channels of the same months are read together, and none further than its own months.
  const spans = Map.groupBy(counted, (own) => {
    const { from, to } = spanOf([own]);
    return `${from.toString().slice(0, 7)} ${to.toString().slice(0, 7)}`;
  });
  for (const together of spans.values()) {
    const ids = together.map(({ channel }) => channel.id);
    for (const [channelId, series] of await readRegistersWithin(tx, ids, spanOf(together))) {
      const known: KnownCounts = new Map();
      series.epochMs.forEach((ms, n) => {
        const isEstimate = ((series.qualities[n] ?? 0) & READING_QUALITY.estimated) !== 0;
        if (!isEstimate) known.set(ms, series.counts[n] ?? 0);
      });
      found.set(channelId, known);
    }
  }
  return found;
}

function spanOf(all: readonly CountedChannel[]): InstantRange {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const { counted } of all) {
    for (const { atMs } of counted) {
      fromMs = Math.min(fromMs, atMs);
      toMs = Math.max(toMs, atMs);
    }
  }
  return {
    from: Temporal.Instant.fromEpochMilliseconds(fromMs),
    to: Temporal.Instant.fromEpochMilliseconds(toMs),
  };
}
