import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import type { PoolClient } from "pg";
import type { ChannelId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { deltasColumn, unpackDay } from "./closed-day.ts";
import { CLOSED_DAY_COLUMNS, type ClosedDayRow, closedDayOf } from "./closed-day-row.ts";
import { ownReadings } from "./readings-lock.ts";
import { type ChannelDay, DayMerge, type DayReading } from "./day-merge.ts";

/**
 * Bulk-loads packed days by COPY, in the transaction of `tx`. Throws when a channel has one of the
 * days already.
 */
export async function storeClosedDays(tx: PoolClient, days: Iterable<ChannelDay>): Promise<void> {
  const copy = tx.query(
    copyFrom(
      `copy reading_day (channel_id, day, interval_minutes, first_index, first_value,
                         small_deltas, deltas, big_deltas, qualities) from stdin`,
    ),
  );
  await pipeline(Readable.from(textRows(days)), copy);
}

const DELTA_COLUMNS = ["small_deltas", "deltas", "big_deltas"] as const;

function* textRows(days: Iterable<ChannelDay>): Generator<string> {
  for (const { channelId, day, closed } of days) {
    const deltas = arrayText(closed.deltas);
    const column = deltasColumn(closed);
    const columns = [
      channelId,
      day,
      closed.intervalMinutes,
      closed.firstIndex,
      closed.firstValue,
      ...DELTA_COLUMNS.map((one) => (one === column ? deltas : "\\N")),
      closed.qualities ? arrayText(closed.qualities) : "\\N",
    ];
    yield `${columns.join("\t")}\n`;
  }
}

function arrayText(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? "null").join(",")}}`;
}

/** Channel-days that one transaction compacts. */
const DAYS_AT_ONCE = 500;

export interface CompactedDays {
  /** Channel-days that were packed, at most 500: call again while it is not 0. */
  readonly days: number;
  /**
   * Readings that came for a packed day with another value than it holds, in the moment between
   * their being compared and stored: what was packed first stays.
   */
  readonly dropped: readonly {
    readonly channelId: ChannelId;
    readonly day: string;
    readonly minute: number;
    readonly counts: number;
  }[];
}

/**
 * Moves the rows of UTC days that ended before `before` into packed days, merging with what a day
 * holds already; each transaction leaves every reading in exactly one place.
 */
export async function compactClosedDays(
  database: Database,
  before: Temporal.PlainDate,
): Promise<CompactedDays> {
  return database.transaction(async (tx) => {
    await ownReadings(tx);
    const { rows } = await tx.query<{ channel_id: ChannelId; day: string }>(
      `select channel_id, (measured_at at time zone 'UTC')::date as day
         from reading
        where measured_at < $1::date::timestamp at time zone 'UTC'
          and extract(second from measured_at) = 0
        group by 1, 2
        order by 1, 2
        limit $2`,
      [before.toString(), DAYS_AT_ONCE],
    );
    const keys = [rows.map((row) => row.channel_id), rows.map(({ day }) => day)] as const;
    const merge = new DayMerge();
    merge.addClosed(await takeDays(tx, keys));
    merge.addOpen(await takeRows(tx, keys));
    await storeClosedDays(tx, merge.packed());
    return { days: rows.length, dropped: merge.dropped };
  });
}

/** Channels and days, side by side. */
type DayKeys = readonly [channelIds: readonly ChannelId[], days: readonly string[]];

/** Readings off the minute have no slot in a day, and stay rows. */
async function takeRows(tx: PoolClient, keys: DayKeys): Promise<DayReading[]> {
  const { rows } = await tx.query<{
    channel_id: ChannelId;
    day: string;
    minute: number;
    counts: number;
    quality: number;
  }>(
    `delete from reading r
      using unnest($1::int[], $2::date[]) as k (channel_id, day)
      where r.channel_id = k.channel_id
        and r.measured_at >= k.day::timestamp at time zone 'UTC'
        and r.measured_at < (k.day + 1)::timestamp at time zone 'UTC'
        and extract(second from r.measured_at) = 0
     returning r.channel_id, k.day, r.value::float8 as counts, r.quality,
               (extract(epoch from r.measured_at) % 86400 / 60)::int as minute`,
    [...keys],
  );
  return rows.map(({ channel_id: channelId, ...reading }) => ({ channelId, ...reading }));
}

async function takeDays(tx: PoolClient, keys: DayKeys): Promise<DayReading[]> {
  const { rows } = await tx.query<ClosedDayRow & { channel_id: ChannelId }>(
    `delete from reading_day
      where (channel_id, day) in (select * from unnest($1::int[], $2::date[]))
     returning channel_id, ${CLOSED_DAY_COLUMNS}`,
    [...keys],
  );
  return rows.flatMap((row) =>
    unpackDay(closedDayOf(row)).map((reading) => ({
      channelId: row.channel_id,
      day: row.day,
      ...reading,
    })),
  );
}
