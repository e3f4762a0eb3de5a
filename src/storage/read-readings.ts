import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { Queryable } from "#platform/database.ts";
import { unpackDay } from "./closed-day.ts";
import { type ClosedDayRow, closedDayOf } from "./closed-days.ts";

const MS_PER_MINUTE = 60_000;

/** How far beyond the ends of a range a reading is looked for, so that a gap can be bridged. */
const GAP_DAYS_AT_MOST = 92;

/** One reading of a register. */
export interface RegisterReading {
  readonly measuredAt: Temporal.Instant;
  readonly counts: number;
  readonly quality: number;
}

/**
 * The registers of several channels over a range, both ends included, and where an end has no
 * reading the nearest one beyond it within 92 days. Channels without readings have an empty series.
 */
export async function readRegisters(
  db: Queryable,
  channelIds: readonly ChannelId[],
  range: InstantRange,
): Promise<ReadonlyMap<ChannelId, RegisterSeries>> {
  const readings = new Map<ChannelId, RegisterReading[]>(channelIds.map((id) => [id, []]));
  await addRows(db, readings, range);
  await addDays(db, readings, range);
  const series = new Map<ChannelId, RegisterSeries>();
  for (const [channelId, found] of readings) {
    found.sort((a, b) => Temporal.Instant.compare(a.measuredAt, b.measuredAt));
    if (!startsAt(found, range.from)) {
      const before = await readingBefore(db, channelId, range.from);
      if (before) found.unshift(before);
    }
    if (!endsAt(found, range.to)) {
      const after = await readingAfter(db, channelId, range.to);
      if (after) found.push(after);
    }
    series.set(channelId, seriesOf(found));
  }
  return series;
}

/** The register of one channel: see readRegisters. */
export async function readRegister(
  db: Queryable,
  channelId: ChannelId,
  range: InstantRange,
): Promise<RegisterSeries> {
  const all = await readRegisters(db, [channelId], range);
  return all.get(channelId) ?? seriesOf([]);
}

function startsAt(readings: readonly RegisterReading[], at: Temporal.Instant): boolean {
  return readings[0]?.measuredAt.equals(at) ?? false;
}

function endsAt(readings: readonly RegisterReading[], at: Temporal.Instant): boolean {
  return readings.at(-1)?.measuredAt.equals(at) ?? false;
}

function seriesOf(readings: readonly RegisterReading[]): RegisterSeries {
  return {
    epochMs: Float64Array.from(readings, ({ measuredAt }) => measuredAt.epochMilliseconds),
    counts: Float64Array.from(readings, ({ counts }) => counts),
    qualities: Uint8Array.from(readings, ({ quality }) => quality),
  };
}

type Found = Map<ChannelId, RegisterReading[]>;

async function addRows(db: Queryable, found: Found, { from, to }: InstantRange): Promise<void> {
  const { rows } = await db.query<ReadingRow & { channel_id: ChannelId }>(
    `select channel_id, measured_at, value, quality
       from reading
      where channel_id = any($1)
        and measured_at between $2 and $3`,
    [[...found.keys()], from.toString(), to.toString()],
  );
  for (const row of rows) found.get(row.channel_id)?.push(readingOf(row));
}

async function addDays(db: Queryable, found: Found, { from, to }: InstantRange): Promise<void> {
  const { rows } = await db.query<ClosedDayRow & { channel_id: ChannelId }>(
    `select channel_id, day, interval_minutes, first_index, first_value,
            small_deltas, deltas, qualities
       from reading_day
      where channel_id = any($1)
        and day between $2 and $3`,
    [[...found.keys()], utcDayOf(from), utcDayOf(to)],
  );
  for (const row of rows) {
    const inside = readingsOfDay(row).filter(
      ({ measuredAt }) =>
        Temporal.Instant.compare(measuredAt, from) >= 0 &&
        Temporal.Instant.compare(measuredAt, to) <= 0,
    );
    found.get(row.channel_id)?.push(...inside);
  }
}

function utcDayOf(at: Temporal.Instant): string {
  return at.toString().slice(0, "2026-11-24".length);
}

function readingsOfDay(row: ClosedDayRow): RegisterReading[] {
  const midnight = Temporal.Instant.from(`${row.day}T00:00Z`).epochMilliseconds;
  return unpackDay(closedDayOf(row)).map(({ minute, counts, quality }) => ({
    measuredAt: Temporal.Instant.fromEpochMilliseconds(midnight + minute * MS_PER_MINUTE),
    counts,
    quality,
  }));
}

interface ReadingRow {
  readonly measured_at: Temporal.Instant;
  readonly value: bigint;
  readonly quality: number;
}

function readingOf(row: ReadingRow): RegisterReading {
  return { measuredAt: row.measured_at, counts: Number(row.value), quality: row.quality };
}

/** The newest reading at or before an instant, at most 92 days old. */
export async function registerAt(
  db: Queryable,
  channelId: ChannelId,
  at: Temporal.Instant,
): Promise<RegisterReading | undefined> {
  return readingBefore(db, channelId, at);
}

async function readingBefore(
  db: Queryable,
  channelId: ChannelId,
  at: Temporal.Instant,
): Promise<RegisterReading | undefined> {
  const row = await db.query<ReadingRow>(
    `select measured_at, value, quality
       from reading
      where channel_id = $1
        and measured_at <= $2
        and measured_at > $2::timestamptz - make_interval(days => $3)
      order by measured_at desc
      limit 1`,
    [channelId, at.toString(), GAP_DAYS_AT_MOST],
  );
  const days = await db.query<ClosedDayRow>(
    `select day, interval_minutes, first_index, first_value, small_deltas, deltas, qualities
       from reading_day
      where channel_id = $1
        and day <= $2
        and day > $2::date - $3::int
      order by day desc
      limit 2`,
    [channelId, utcDayOf(at), GAP_DAYS_AT_MOST],
  );
  const candidates = [...row.rows.map(readingOf), ...days.rows.flatMap(readingsOfDay)];
  return candidates
    .filter(({ measuredAt }) => Temporal.Instant.compare(measuredAt, at) <= 0)
    .toSorted((a, b) => Temporal.Instant.compare(a.measuredAt, b.measuredAt))
    .at(-1);
}

async function readingAfter(
  db: Queryable,
  channelId: ChannelId,
  at: Temporal.Instant,
): Promise<RegisterReading | undefined> {
  const row = await db.query<ReadingRow>(
    `select measured_at, value, quality
       from reading
      where channel_id = $1
        and measured_at >= $2
        and measured_at < $2::timestamptz + make_interval(days => $3)
      order by measured_at
      limit 1`,
    [channelId, at.toString(), GAP_DAYS_AT_MOST],
  );
  const days = await db.query<ClosedDayRow>(
    `select day, interval_minutes, first_index, first_value, small_deltas, deltas, qualities
       from reading_day
      where channel_id = $1
        and day >= $2
        and day < $2::date + $3::int
      order by day
      limit 2`,
    [channelId, utcDayOf(at), GAP_DAYS_AT_MOST],
  );
  const candidates = [...row.rows.map(readingOf), ...days.rows.flatMap(readingsOfDay)];
  return candidates
    .filter(({ measuredAt }) => Temporal.Instant.compare(measuredAt, at) >= 0)
    .toSorted((a, b) => Temporal.Instant.compare(a.measuredAt, b.measuredAt))[0];
}
