import type { PoolClient } from "pg";
import type { ChannelId } from "#domain/core/id.ts";
import { packDay, type SlotReading, unpackDay } from "./closed-day.ts";
import { CLOSED_DAY_COLUMNS, type ClosedDayRow, closedDayOf } from "./closed-day-row.ts";
import { storeClosedDays } from "./closed-days.ts";
import type { ReadingContent } from "./reading-corrections.ts";

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

interface KeyedReading extends ReadingContent {
  readonly channelId: ChannelId;
  readonly measuredAt: Temporal.Instant;
}

/**
 * Changes readings that lie in packed days, where `change`, told of each, says so. Gives those
 * that lie in none.
 */
export async function changePackedReadings<R extends KeyedReading>(
  tx: PoolClient,
  readings: readonly R[],
  change: (wished: R, before: ReadingContent) => boolean,
): Promise<R[]> {
  const byDay = Map.groupBy(readings, dayKey);
  const keys = [...byDay.values()].flatMap(([first]) => first ?? []);
  const { rows } = await tx.query<ClosedDayRow & { channel_id: ChannelId; days: number }>(
    `select channel_id, day - date '1970-01-01' as days, ${CLOSED_DAY_COLUMNS}
       from reading_day
      where (channel_id, day) in (
              select u.channel_id, date '1970-01-01' + u.days
                from unnest($1::int[], $2::int[]) as u (channel_id, days))
      order by channel_id, day
        for update`,
    [keys.map(({ channelId }) => channelId), keys.map(dayOf)],
  );
  const isPacked = new Set<R>();
  const changed = rows.flatMap((row) => {
    const wished = byDay.get(`${row.channel_id} ${row.days}`) ?? [];
    const byMinute = new Map(
      unpackDay(closedDayOf(row)).map((reading) => [reading.minute, reading]),
    );
    let isChanged = false;
    for (const reading of wished) {
      const minute = minuteOf(reading);
      const before = byMinute.get(minute);
      if (!before) continue;
      isPacked.add(reading);
      if (!change(reading, before)) continue;
      isChanged = true;
      byMinute.set(minute, { minute, counts: reading.counts, quality: reading.quality });
    }
    return isChanged ? [{ channelId: row.channel_id, day: row.day, closed: packed(byMinute) }] : [];
  });
  await tx.query(
    `delete from reading_day
      where (channel_id, day) in (select * from unnest($1::int[], $2::date[]))`,
    [changed.map(({ channelId }) => channelId), changed.map(({ day }) => day)],
  );
  await storeClosedDays(tx, changed);
  return readings.filter((reading) => !isPacked.has(reading));
}

function packed(byMinute: ReadonlyMap<number, SlotReading>) {
  return packDay([...byMinute.values()].toSorted((a, b) => a.minute - b.minute));
}

function dayKey(reading: KeyedReading): string {
  return `${reading.channelId} ${dayOf(reading)}`;
}

/** Days since 1970 UTC. */
function dayOf({ measuredAt }: KeyedReading): number {
  return Math.floor(measuredAt.epochMilliseconds / MS_PER_DAY);
}

/** Within its day; a fraction where it is off the minute, which no packed reading is. */
function minuteOf({ measuredAt }: KeyedReading): number {
  return (measuredAt.epochMilliseconds % MS_PER_DAY) / MS_PER_MINUTE;
}
