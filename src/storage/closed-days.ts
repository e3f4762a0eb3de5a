import type { PoolClient } from "pg";
import type { ChannelId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { packMonth, unpackMonth } from "./packed-month.ts";
import { bringBackMonths } from "./archived-months.ts";
import {
  type ChannelMonth,
  MONTH_COLUMNS,
  monthAt,
  type MonthKey,
  monthOf,
  type MonthRow,
  moveHorizon,
  replaceMonths,
} from "./month-row.ts";
import { ownReadings } from "./readings-lock.ts";
import { SeriesBuilder } from "./series-builder.ts";

/** Readings that one transaction packs: writers wait for it, a fraction of a second. */
const READINGS_AT_ONCE = 20_000;

export interface CompactedDays {
  readonly readings: number;
}

/**
 * Moves the rows of UTC days that ended before `before` into packed months, merging with what a
 * month holds already. In every transaction each reading is in exactly one place: it may be killed
 * at any moment, and goes on where it was. Throws when writers do not make way: see isBusy.
 */
export async function compactClosedDays(
  database: Database,
  before: Temporal.PlainDate,
): Promise<CompactedDays> {
  const beforeMs = before.toZonedDateTime("UTC").epochMilliseconds;
  let after: RowKey | undefined;
  let readings = 0;
  do {
    const portion = await database.transaction((tx) => compactPortion(tx, { beforeMs, after }));
    readings += portion.readings;
    after = portion.last;
  } while (after);
  return { readings };
}

/**
 * Gives the room of rows that were packed, and of months that were packed anew, to what comes next.
 * The server would do it by itself some time: done here, the tables stay as small as they are said
 * to be.
 */
export async function reuseRoom(database: Database): Promise<void> {
  await database.query("vacuum (skip_locked) reading, reading_month");
}

/** Where a portion ended: the next one begins behind it. */
interface RowKey {
  readonly channelId: ChannelId;
  readonly epochMs: number;
}

async function compactPortion(
  tx: PoolClient,
  portion: { readonly beforeMs: number; readonly after: RowKey | undefined },
): Promise<{ readonly readings: number; readonly last: RowKey | undefined }> {
  await ownReadings(tx);
  const rows = await takeRows(tx, portion);
  const merge = new MonthMerge();
  for (const row of rows) merge.add(row);
  for (const row of await lockMonths(tx, merge.keys())) merge.addPacked(row);
  await replaceMonths(tx, merge.packed());
  if (rows.length > 0) await moveHorizon(tx, portion.beforeMs);
  const last = rows.at(-1);
  return {
    readings: rows.length,
    last: last && { channelId: last.channel_id, epochMs: last.epoch_ms },
  };
}

interface TakenRow {
  readonly channel_id: ChannelId;
  readonly epoch_ms: number;
  readonly counts: number;
  readonly quality: number;
}

/** In the order of their key. Readings off the second have no slot in a month, and stay rows. */
async function takeRows(
  tx: PoolClient,
  { beforeMs, after }: { readonly beforeMs: number; readonly after: RowKey | undefined },
): Promise<TakenRow[]> {
  const { rows } = await tx.query<TakenRow>(
    `with taken as (
       delete from reading r
        using (select channel_id, measured_at
                 from reading
                where (channel_id, measured_at) > ($1, $2::timestamptz)
                  and measured_at < $3
                  and extract(microseconds from measured_at)::int % 1000000 = 0
                order by channel_id, measured_at
                limit $4) k
        where r.channel_id = k.channel_id
          and r.measured_at = k.measured_at
       returning r.channel_id, r.measured_at, r.value, r.quality)
     select channel_id, (extract(epoch from measured_at) * 1000)::float8 as epoch_ms,
            value::float8 as counts, quality
       from taken
      order by channel_id, measured_at`,
    [
      after?.channelId ?? -1,
      new Date(after?.epochMs ?? 0).toISOString(),
      new Date(beforeMs).toISOString(),
      READINGS_AT_ONCE,
    ],
  );
  return rows;
}

/**
 * The packed months with these keys, locked until the transaction ends. Those that were archived are
 * brought back first.
 */
export async function lockMonths(tx: PoolClient, keys: Iterable<MonthKey>): Promise<MonthRow[]> {
  const all = [...keys];
  await bringBackMonths(tx, all);
  const { rows } = await tx.query<MonthRow>(
    `select ${MONTH_COLUMNS}
       from reading_month
      where (channel_id, month) in (select * from unnest($1::int[], $2::date[]))
      order by channel_id, month
        for update`,
    [all.map(({ channelId }) => channelId), all.map(({ month }) => month)],
  );
  return rows;
}

interface MergedMonth extends MonthKey {
  readonly rows: SeriesBuilder;
  readonly packed: SeriesBuilder;
}

/** Brings rows and packed months together. */
class MonthMerge {
  readonly #months = new Map<string, MergedMonth>();

  add({ channel_id, epoch_ms, counts, quality }: TakenRow): void {
    const key = { channelId: channel_id, month: monthAt(epoch_ms) };
    const name = `${key.channelId} ${key.month}`;
    let merged = this.#months.get(name);
    if (!merged) {
      merged = { ...key, rows: new SeriesBuilder(), packed: new SeriesBuilder() };
      this.#months.set(name, merged);
    }
    merged.rows.add(epoch_ms, counts, quality);
  }

  addPacked(row: MonthRow): void {
    const merged = this.#months.get(`${row.channel_id} ${row.month}`);
    if (!merged)
      throw new Error(`month ${row.month} of channel ${row.channel_id} was not asked for`);
    merged.packed.addSeries(unpackMonth(monthOf(row)).series);
  }

  keys(): Iterable<MonthKey> {
    return this.#months.values();
  }

  /** Throws when a reading is in both places: the lock that writers share keeps it from that. */
  packed(): ChannelMonth[] {
    return [...this.#months.values()].map(({ channelId, month, rows, packed }) => {
      const expected = rows.length + packed.length;
      packed.addSeries(rows.build());
      const series = packed.build();
      if (series.epochMs.length !== expected) {
        throw new Error(`channel ${channelId} has a reading of ${month} both packed and as a row`);
      }
      return { channelId, month, packed: packMonth(series) };
    });
  }
}
