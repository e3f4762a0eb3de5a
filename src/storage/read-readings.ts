import { partOf, type RegisterSeries } from "#domain/consumption/register-series.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { hasQuality, READING_QUALITY } from "#domain/metering/reading-quality.ts";
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
import { type PackedMonth, unpackUntil } from "./packed-month.ts";
import { SeriesBuilder } from "./series-builder.ts";
import { listStoredMonths } from "./stored-months.ts";
import { type MsRange, unpackSteady } from "./unpack-steady.ts";

/** How far beyond the ends of a range a reading is looked for, so that a gap can be bridged. */
const GAP_DAYS_AT_MOST = 92;

/** Neighbours of a reading at an end tell whether it is a misread. */
const MARGIN_HOURS = 2;

/**
 * The registers of several channels over a range with its ends, and what lies up to two hours
 * beyond them; where nothing does, the nearest reading within 92 days and its neighbours, so that a
 * gap over an end can be bridged. Channels without readings have an empty series.
 */
export async function readRegisters(
  db: Queryable,
  channelIds: readonly ChannelId[],
  { from, to }: InstantRange,
): Promise<ReadonlyMap<ChannelId, RegisterSeries>> {
  const builders = await readInside(db, channelIds, { from: before(from), to: after(to) });
  for (const [channelId, builder] of builders) {
    if (builder.firstMs > from.epochMilliseconds) {
      const end = (await registerAt(db, channelId, from))?.measuredAt;
      if (end) await addBeyond(db, { channelId, builder }, { from: before(end), to: end });
    }
    if (builder.lastMs < to.epochMilliseconds) {
      const end = (await registerAfter(db, channelId, to))?.measuredAt;
      if (end) await addBeyond(db, { channelId, builder }, { from: end, to: after(end) });
    }
  }
  return seriesOf(builders);
}

function before(at: Temporal.Instant): Temporal.Instant {
  return at.subtract({ hours: MARGIN_HOURS });
}

function after(at: Temporal.Instant): Temporal.Instant {
  return at.add({ hours: MARGIN_HOURS });
}

/** The reading beyond a gap, and its neighbours. */
async function addBeyond(
  db: Queryable,
  { channelId, builder }: { readonly channelId: ChannelId; readonly builder: SeriesBuilder },
  range: InstantRange,
): Promise<void> {
  const found = await readInside(db, [channelId], range);
  for (const series of seriesOf(found).values()) builder.addSeries(series);
}

/** As readRegisters, but only what lies in the range: for many channels at once. */
export async function readRegistersWithin(
  db: Queryable,
  channelIds: readonly ChannelId[],
  range: InstantRange,
): Promise<ReadonlyMap<ChannelId, RegisterSeries>> {
  return seriesOf(await readInside(db, channelIds, range));
}

/** The register of one channel: see readRegisters. */
export async function readRegister(
  db: Queryable,
  channelId: ChannelId,
  range: InstantRange,
): Promise<RegisterSeries> {
  const all = await readRegisters(db, [channelId], range);
  return all.get(channelId) ?? new SeriesBuilder().build();
}

type Builders = ReadonlyMap<ChannelId, SeriesBuilder>;

function seriesOf(builders: Builders): ReadonlyMap<ChannelId, RegisterSeries> {
  return new Map([...builders].map(([channelId, builder]) => [channelId, builder.build()]));
}

async function readInside(
  db: Queryable,
  channelIds: readonly ChannelId[],
  range: InstantRange,
): Promise<Builders> {
  const builders = new Map(channelIds.map((id) => [id, new SeriesBuilder()]));
  await addMonths(db, builders, range);
  await addRows(db, builders, range);
  return builders;
}

/** Of rows that were not withdrawn. */
const COUNTS = `quality & ${READING_QUALITY.withdrawn} = 0`;

/** A binary double holds every count and millisecond in use exactly, and is cheap to read. */
const ROW_COLUMNS = `(extract(epoch from measured_at) * 1000)::float8 as epoch_ms,
  value::float8 as counts, quality`;

interface ReadingRow {
  readonly epoch_ms: number;
  readonly counts: number;
  readonly quality: number;
}

async function addRows(db: Queryable, builders: Builders, range: InstantRange): Promise<void> {
  const { rows } = await db.query<ReadingRow & { channel_id: ChannelId }>(
    `select channel_id, ${ROW_COLUMNS}
       from reading
      where channel_id = any($1)
        and measured_at between $2 and $3
        and ${COUNTS}
      order by channel_id, measured_at`,
    [[...builders.keys()], range.from.toString(), range.to.toString()],
  );
  for (const row of rows) {
    builders.get(row.channel_id)?.add(row.epoch_ms, row.counts, row.quality);
  }
}

async function addMonths(db: Queryable, builders: Builders, range: InstantRange): Promise<void> {
  const fromMs = range.from.epochMilliseconds;
  const toMs = range.to.epochMilliseconds;
  const rows = await listStoredMonths(db, [...builders.keys()], range);
  const ofChannels = Map.groupBy(await fillArchived(db, rows), (row) => row.channel_id);
  for (const [channelId, own] of ofChannels) {
    const builder = builders.get(channelId);
    if (!builder) continue;
    const months = own.map(monthOf);
    const steady = unpackSteady(months, { fromMs, toMs });
    if (steady) builder.addSeries(steady);
    else for (const month of months) addMonth(builder, month, { fromMs, toMs });
  }
}

function addMonth(builder: SeriesBuilder, month: PackedMonth, { fromMs, toMs }: MsRange): void {
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
function indexFrom(epochMs: Float64Array, ms: number): number {
  let low = 0;
  let high = epochMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((epochMs[middle] ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first reading after a time, given in whole milliseconds. */
function indexAfter(epochMs: Float64Array, ms: number): number {
  return indexFrom(epochMs, ms + 1);
}

/** One reading of a register. */
export interface RegisterReading {
  readonly measuredAt: Temporal.Instant;
  readonly counts: number;
  readonly quality: number;
}

/** The newest reading at or before an instant, at most 92 days old. */
export async function registerAt(
  db: Queryable,
  channelId: ChannelId,
  at: Temporal.Instant,
): Promise<RegisterReading | undefined> {
  const recent = await db.query<ReadingRow>(
    `select ${ROW_COLUMNS}
       from reading
      where channel_id = $1
        and measured_at <= $2
        and measured_at > $2::timestamptz - make_interval(days => $3)
        and ${COUNTS}
      order by measured_at desc
      limit 1`,
    [channelId, at.toString(), GAP_DAYS_AT_MOST],
  );
  // Two months: all readings of the newest at or before the instant may be withdrawn.
  const closed = await db.query<StoredMonthRow>(
    `select ${monthColumnsUntil("$3")}
       from stored_month
      where channel_id = $1
        and month <= $2
        and first_at <= $3
        and last_at > $3::timestamptz - make_interval(days => $4)
      order by month desc
      limit 2`,
    [channelId, monthAt(at.epochMilliseconds), at.toString(), GAP_DAYS_AT_MOST],
  );
  const toMs = at.epochMilliseconds;
  const months = await fillArchived(db, closed.rows);
  const series = seriesIn(recent.rows, months, { fromMs: -Infinity, toMs });
  return readingOf(series, indexAfter(series.epochMs, toMs) - 1);
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
  const after = await registerAfter(db, channelId, at.add({ milliseconds: 1 }));
  return { from: before?.measuredAt ?? at, to: after?.measuredAt ?? at };
}

/** The oldest reading at or after an instant, at most 92 days on. */
async function registerAfter(
  db: Queryable,
  channelId: ChannelId,
  at: Temporal.Instant,
): Promise<RegisterReading | undefined> {
  const recent = await db.query<ReadingRow>(
    `select ${ROW_COLUMNS}
       from reading
      where channel_id = $1
        and measured_at >= $2
        and measured_at < $2::timestamptz + make_interval(days => $3)
        and ${COUNTS}
      order by measured_at
      limit 1`,
    [channelId, at.toString(), GAP_DAYS_AT_MOST],
  );
  const closed = await db.query<StoredMonthRow>(
    `select ${STORED_MONTH_COLUMNS}
       from stored_month
      where channel_id = $1
        and month >= $2
        and last_at >= $3
        and first_at < $3::timestamptz + make_interval(days => $4)
      order by month
      limit 2`,
    [channelId, monthAt(at.epochMilliseconds), at.toString(), GAP_DAYS_AT_MOST],
  );
  const fromMs = at.epochMilliseconds;
  const months = await fillArchived(db, closed.rows);
  const series = seriesIn(recent.rows, months, { fromMs, toMs: Infinity });
  return readingOf(series, indexFrom(series.epochMs, fromMs));
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
