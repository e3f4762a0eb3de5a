import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { fillArchived } from "./archived-months.ts";
import { monthOf } from "./month-row.ts";
import { type Near, nearestReadings } from "./nearest-readings.ts";
import { readStretches, type Stretch } from "./read-stretches.ts";
import { addMonth, COUNTS, msOf, ROW_COLUMNS, type ReadingRow } from "./register-rows.ts";
import { SeriesBuilder } from "./series-builder.ts";
import { listStoredMonths } from "./stored-months.ts";
import { unpackSteady } from "./unpack-steady.ts";

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
  const startsLate = (builder: SeriesBuilder) => builder.firstMs > from.epochMilliseconds;
  await addBeyond(db, those(builders, startsLate), { at: from, side: "before" });
  const endsEarly = (builder: SeriesBuilder) => builder.lastMs < to.epochMilliseconds;
  await addBeyond(db, those(builders, endsEarly), { at: to, side: "after" });
  return seriesOf(builders);
}

function before(at: Temporal.Instant): Temporal.Instant {
  return at.subtract({ hours: MARGIN_HOURS });
}

function after(at: Temporal.Instant): Temporal.Instant {
  return at.add({ hours: MARGIN_HOURS });
}

function those(builders: Builders, are: (builder: SeriesBuilder) => boolean): Builders {
  return new Map([...builders].filter(([, builder]) => are(builder)));
}

/** Of each the reading beyond a gap, and its neighbours. */
async function addBeyond(db: Queryable, builders: Builders, near: Near): Promise<void> {
  if (builders.size === 0) return;
  const nearest = await nearestReadings(db, [...builders.keys()], near);
  const stretches = Array.from(nearest, ([channelId, { measuredAt: end }]): Stretch => ({
    channelId,
    range: near.side === "before" ? { from: before(end), to: end } : { from: end, to: after(end) },
  }));
  for (const [channelId, beyond] of await readStretches(db, stretches)) {
    builders.get(channelId)?.addSeries(beyond.build());
  }
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

async function addRows(db: Queryable, builders: Builders, range: InstantRange): Promise<void> {
  const { rows } = await db.query<ReadingRow>(
    `select ${ROW_COLUMNS}
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
  const rows = await listStoredMonths(db, [...builders.keys()], range);
  const ofChannels = Map.groupBy(await fillArchived(db, rows), (row) => row.channel_id);
  for (const [channelId, own] of ofChannels) {
    const builder = builders.get(channelId);
    if (!builder) continue;
    const months = own.map(monthOf);
    const steady = unpackSteady(months, msOf(range));
    if (steady) builder.addSeries(steady);
    else for (const month of months) addMonth(builder, month, msOf(range));
  }
}
