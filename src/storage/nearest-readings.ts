import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { fillArchived } from "./archived-months.ts";
import {
  monthAt,
  monthColumnsUntil,
  monthOf,
  type MonthRow,
  STORED_MONTH_COLUMNS,
  type StoredMonthRow,
} from "./month-row.ts";
import { addMonth, COUNTS, indexFrom, ROW_COLUMNS, type ReadingRow } from "./register-rows.ts";
import { SeriesBuilder } from "./series-builder.ts";
import type { MsRange } from "./unpack-steady.ts";

/** How far from an instant a reading is looked for, so that a gap can be bridged. */
const GAP_DAYS_AT_MOST = 92;

/** So many channels are asked for at once: each may bring two whole months. */
const CHANNELS_AT_ONCE = 500;

/** One reading of a register. */
export interface RegisterReading {
  readonly measuredAt: Temporal.Instant;
  readonly counts: number;
  readonly quality: number;
}

/** Where a reading is looked for: at the instant, or else on that side of it. */
export interface Near {
  readonly at: Temporal.Instant;
  readonly side: "before" | "after";
}

/**
 * Of each channel the reading nearest to an instant on one side of it, at most 92 days away; channels
 * that have none there are left out. All are asked for together: where a whole house was not read, one
 * question a meter would take a minute.
 */
export async function nearestReadings(
  db: Queryable,
  channelIds: readonly ChannelId[],
  near: Near,
): Promise<ReadonlyMap<ChannelId, RegisterReading>> {
  const found = new Map<ChannelId, RegisterReading>();
  for (let first = 0; first < channelIds.length; first += CHANNELS_AT_ONCE) {
    const ids = channelIds.slice(first, first + CHANNELS_AT_ONCE);
    const rows = Map.groupBy(await nearestRows(db, ids, near), ({ channel_id }) => channel_id);
    const months = Map.groupBy(await nearestMonths(db, ids, near), ({ channel_id }) => channel_id);
    for (const id of ids) {
      const reading = nearestOf({ rows: rows.get(id) ?? [], months: months.get(id) ?? [] }, near);
      if (reading) found.set(id, reading);
    }
  }
  return found;
}

async function nearestRows(
  db: Queryable,
  channelIds: readonly ChannelId[],
  { at, side }: Near,
): Promise<readonly ReadingRow[]> {
  const inReach =
    side === "before"
      ? `measured_at <= $2 and measured_at > $2::timestamptz - make_interval(days => $3)`
      : `measured_at >= $2 and measured_at < $2::timestamptz + make_interval(days => $3)`;
  const { rows } = await db.query<ReadingRow>(
    `select nearest.*
       from unnest($1::int[]) as wanted (id)
      cross join lateral (
        select ${ROW_COLUMNS}
          from reading
         where channel_id = wanted.id
           and ${inReach}
           and ${COUNTS}
         order by measured_at ${side === "before" ? "desc" : "asc"}
         limit 1
      ) nearest`,
    [channelIds, at.toString(), GAP_DAYS_AT_MOST],
  );
  return rows;
}

/** Two months of each: all readings of the nearer on that side may be withdrawn. */
async function nearestMonths(
  db: Queryable,
  channelIds: readonly ChannelId[],
  { at, side }: Near,
): Promise<readonly MonthRow[]> {
  const [columns, inReach] =
    side === "before"
      ? ([
          monthColumnsUntil("$2"),
          `month <= $3 and first_at <= $2 and last_at > $2::timestamptz - make_interval(days => $4)`,
        ] as const)
      : ([
          STORED_MONTH_COLUMNS,
          `month >= $3 and last_at >= $2 and first_at < $2::timestamptz + make_interval(days => $4)`,
        ] as const);
  const { rows } = await db.query<StoredMonthRow>(
    `select nearest.*
       from unnest($1::int[]) as wanted (id)
      cross join lateral (
        select ${columns}
          from stored_month
         where channel_id = wanted.id
           and ${inReach}
         order by month ${side === "before" ? "desc" : "asc"}
         limit 2
      ) nearest`,
    [channelIds, at.toString(), monthAt(at.epochMilliseconds), GAP_DAYS_AT_MOST],
  );
  return fillArchived(db, rows);
}

function nearestOf(
  { rows, months }: { readonly rows: readonly ReadingRow[]; readonly months: readonly MonthRow[] },
  { at, side }: Near,
): RegisterReading | undefined {
  const ms = at.epochMilliseconds;
  if (side === "after") {
    const series = seriesIn(rows, months, { fromMs: ms, toMs: Infinity });
    return readingOf(series, indexFrom(series.epochMs, ms));
  }
  const series = seriesIn(rows, months, { fromMs: -Infinity, toMs: ms });
  // Whole milliseconds: the first one after the instant is the first at the next.
  return readingOf(series, indexFrom(series.epochMs, ms + 1) - 1);
}

function seriesIn(
  rows: readonly ReadingRow[],
  months: readonly MonthRow[],
  range: MsRange,
): RegisterSeries {
  const builder = new SeriesBuilder();
  for (const month of months) addMonth(builder, monthOf(month), range);
  for (const row of rows) builder.add(row.epoch_ms, row.counts, row.quality);
  return builder.build();
}

/** An instant is made for the one reading that is asked for, not for the thousands of its month. */
function readingOf(series: RegisterSeries, index: number): RegisterReading | undefined {
  const epochMs = series.epochMs[index];
  if (epochMs === undefined) return undefined;
  return {
    measuredAt: Temporal.Instant.fromEpochMilliseconds(epochMs),
    counts: series.counts[index] ?? 0,
    quality: series.qualities[index] ?? 0,
  };
}

/** The newest reading of a channel at or before an instant, at most 92 days old. */
export async function registerAt(
  db: Queryable,
  channelId: ChannelId,
  at: Temporal.Instant,
): Promise<RegisterReading | undefined> {
  return (await nearestReadings(db, [channelId], { at, side: "before" })).get(channelId);
}

/**
 * The stretch whose consumption a reading tells of: from the reading before it to the one after,
 * each at most 92 days away; to the instant itself where there is none.
 */
export async function stretchAround(
  db: Queryable,
  channelId: ChannelId,
  at: Temporal.Instant,
): Promise<InstantRange> {
  const before = await registerAt(db, channelId, at.subtract({ milliseconds: 1 }));
  const later = { at: at.add({ milliseconds: 1 }), side: "after" } as const;
  const after = (await nearestReadings(db, [channelId], later)).get(channelId);
  return { from: before?.measuredAt ?? at, to: after?.measuredAt ?? at };
}
