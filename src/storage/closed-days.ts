import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import type { PoolClient } from "pg";
import type { ChannelId } from "#domain/core/id.ts";
import type { Database, Queryable } from "#platform/database.ts";
import {
  type ClosedDay,
  deltasColumn,
  packDay,
  type SlotReading,
  unpackDay,
} from "./closed-day.ts";
import { CLOSED_DAY_COLUMNS, type ClosedDayRow, closedDayOf } from "./closed-day-row.ts";

/** A packed day of one channel. */
export interface ChannelDay {
  readonly channelId: ChannelId;
  /** The UTC day: `2026-11-01`. */
  readonly day: string;
  readonly closed: ClosedDay;
}

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

/**
 * Moves the rows of UTC days that ended before `before` into packed days, merging with what a day
 * holds already; each transaction leaves every reading in exactly one place. The number of
 * channel-days compacted, at most 500: call again while it is not 0.
 */
export async function compactClosedDays(
  database: Database,
  before: Temporal.PlainDate,
): Promise<number> {
  return database.transaction(async (tx) => {
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
    for (const { channel_id: channelId, day } of rows) await compactDay(tx, { channelId, day });
    return rows.length;
  });
}

interface DayKey {
  readonly channelId: ChannelId;
  readonly day: string;
}

async function compactDay(tx: PoolClient, { channelId, day }: DayKey): Promise<void> {
  const { rows } = await tx.query<{ minute: number; value: bigint; quality: number }>(
    `delete from reading
      where channel_id = $1
        and measured_at >= $2::date::timestamp at time zone 'UTC'
        and measured_at < ($2::date + 1)::timestamp at time zone 'UTC'
        and extract(second from measured_at) = 0
     returning (extract(epoch from measured_at) % 86400 / 60)::int as minute, value, quality`,
    [channelId, day],
  );
  const earlier = await takeDay(tx, { channelId, day });
  const byMinute = new Map<number, SlotReading>(
    rows.map(({ minute, value, quality }) => [minute, { minute, counts: Number(value), quality }]),
  );
  // What was closed first is the evidence; a row can only fill a slot that was empty.
  for (const reading of earlier) byMinute.set(reading.minute, reading);
  const closed = packDay([...byMinute.values()].toSorted((a, b) => a.minute - b.minute));
  await storeClosedDays(tx, [{ channelId, day, closed }]);
}

async function takeDay(db: Queryable, { channelId, day }: DayKey): Promise<SlotReading[]> {
  const { rows } = await db.query<ClosedDayRow>(
    `delete from reading_day
      where channel_id = $1
        and day = $2
     returning ${CLOSED_DAY_COLUMNS}`,
    [channelId, day],
  );
  return rows.flatMap((row) => unpackDay(closedDayOf(row)));
}
