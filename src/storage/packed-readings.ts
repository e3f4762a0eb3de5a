import type { PoolClient } from "pg";
import type { ChannelId } from "#domain/core/id.ts";
import { lockMonths } from "./closed-days.ts";
import { monthAt, monthOf, type MonthRow, replaceMonths } from "./month-row.ts";
import { packMonth, unpackMonth } from "./packed-month.ts";
import type { ReadingContent } from "./reading-corrections.ts";

interface KeyedReading extends ReadingContent {
  readonly channelId: ChannelId;
  readonly measuredAt: Temporal.Instant;
}

/** Told of a packed reading and what is wished instead: whether it is to be changed. */
type Change<R> = (wished: R, before: ReadingContent) => boolean;

/**
 * Changes readings that lie in packed months, where `change` says so. Gives those that lie in
 * none.
 */
export async function changePackedReadings<R extends KeyedReading>(
  tx: PoolClient,
  readings: readonly R[],
  change: Change<R>,
): Promise<R[]> {
  const byMonth = Map.groupBy(readings, (reading) =>
    monthKey(reading.channelId, monthOfReading(reading)),
  );
  const keys = [...byMonth.values()].flatMap(([one]) =>
    one ? [{ channelId: one.channelId, month: monthOfReading(one) }] : [],
  );
  const isPacked = new Set<R>();
  const months = (await lockMonths(tx, keys)).flatMap((row) => {
    const wished = byMonth.get(monthKey(row.channel_id, row.month)) ?? [];
    const changed = changedMonth(row, wished, (reading, before) => {
      isPacked.add(reading);
      return change(reading, before);
    });
    return changed ? [{ channelId: row.channel_id, month: row.month, packed: changed }] : [];
  });
  if (months.length > 0) await replaceMonths(tx, months);
  return readings.filter((reading) => !isPacked.has(reading));
}

function changedMonth<R extends KeyedReading>(
  row: MonthRow,
  wished: readonly R[],
  change: Change<R>,
) {
  const { series } = unpackMonth(monthOf(row));
  const { epochMs, counts } = series;
  const qualities = series.qualities.slice();
  const slots = new Map(Array.from(epochMs, (ms, n) => [ms, n]));
  let isChanged = false;
  for (const reading of wished) {
    const n = slots.get(reading.measuredAt.epochMilliseconds);
    if (n === undefined) continue;
    const before = { counts: counts[n] ?? 0, quality: qualities[n] ?? 0 };
    if (!change(reading, before)) continue;
    isChanged = true;
    counts[n] = reading.counts;
    qualities[n] = reading.quality;
  }
  return isChanged ? packMonth({ epochMs, counts, qualities }) : undefined;
}

function monthKey(channelId: ChannelId, month: string): string {
  return `${channelId} ${month}`;
}

function monthOfReading({ measuredAt }: KeyedReading): string {
  return monthAt(measuredAt.epochMilliseconds);
}
