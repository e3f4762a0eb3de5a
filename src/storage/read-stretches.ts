import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { fillArchived } from "./archived-months.ts";
import { type MonthRow, monthOf, STORED_MONTH_COLUMNS, type StoredMonthRow } from "./month-row.ts";
import { addMonth, COUNTS, msOf, ROW_COLUMNS, type ReadingRow } from "./register-rows.ts";
import { SeriesBuilder } from "./series-builder.ts";

/** A channel's own part of time. */
export interface Stretch {
  readonly channelId: ChannelId;
  readonly range: InstantRange;
}

/** So many are asked for at once: each may lie in two months. */
const STRETCHES_AT_ONCE = 500;

/** The readings of channels, of each those in a stretch of its own with its ends; one stretch a channel. */
export async function readStretches(
  db: Queryable,
  stretches: readonly Stretch[],
): Promise<ReadonlyMap<ChannelId, SeriesBuilder>> {
  const builders = new Map(stretches.map(({ channelId }) => [channelId, new SeriesBuilder()]));
  for (let first = 0; first < stretches.length; first += STRETCHES_AT_ONCE) {
    const some = stretches.slice(first, first + STRETCHES_AT_ONCE);
    const ranges = new Map(some.map(({ channelId, range }) => [channelId, msOf(range)]));
    for (const row of await monthsOf(db, some)) {
      const range = ranges.get(row.channel_id);
      const builder = builders.get(row.channel_id);
      if (range && builder) addMonth(builder, monthOf(row), range);
    }
    for (const { channel_id, epoch_ms, counts, quality } of await rowsOf(db, some)) {
      builders.get(channel_id)?.add(epoch_ms, counts, quality);
    }
  }
  return builders;
}

const WANTED =
  "unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as wanted (id, since, until)";

function parametersOf(stretches: readonly Stretch[]) {
  return [
    stretches.map(({ channelId }) => channelId),
    stretches.map(({ range }) => range.from.toString()),
    stretches.map(({ range }) => range.to.toString()),
  ];
}

async function monthsOf(
  db: Queryable,
  stretches: readonly Stretch[],
): Promise<readonly MonthRow[]> {
  const { rows } = await db.query<StoredMonthRow>(
    `select ${STORED_MONTH_COLUMNS}
       from ${WANTED}
       join stored_month
         on channel_id = id
        and month between date_trunc('month', since at time zone 'UTC')::date
                      and (until at time zone 'UTC')::date
        and first_at <= until
        and last_at >= since
      order by channel_id, month`,
    parametersOf(stretches),
  );
  return fillArchived(db, rows);
}

async function rowsOf(
  db: Queryable,
  stretches: readonly Stretch[],
): Promise<readonly ReadingRow[]> {
  const { rows } = await db.query<ReadingRow>(
    `select ${ROW_COLUMNS}
       from ${WANTED}
       join reading
         on channel_id = id
        and measured_at between since and until
        and ${COUNTS}
      order by channel_id, measured_at`,
    parametersOf(stretches),
  );
  return rows;
}
