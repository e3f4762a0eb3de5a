import { knownConsumption, onGrid } from "#domain/consumption/known-consumption.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import { hoursOf, previousTrendDays, trendDays } from "#domain/consumption/trend-range.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { convertQuantity } from "#domain/core/convert-quantity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { ChannelId } from "#domain/core/id.ts";
import { type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionOf, listMeteredChannels, type MeteredChannel } from "./channel-consumption.ts";
import { readRegisters, readRegistersWithin } from "./read-readings.ts";
import { SeriesBuilder } from "./series-builder.ts";

/** What a site used of one commodity; undefined where nothing is known. */
export interface SiteConsumption {
  readonly commodity: Commodity;
  readonly unit: string;
  /** supply: measured where it enters the site; points: the sum of all points under it. */
  readonly basis: "supply" | "points";
  /** Up to when the figures are known. */
  readonly until: Temporal.Instant | undefined;
  readonly today: Decimal | undefined;
  /** From local midnight yesterday, for the same elapsed time. */
  readonly yesterday: Decimal | undefined;
  readonly thisMonth: Decimal | undefined;
  /** From the first of the month before, for the same elapsed time. */
  readonly lastMonth: Decimal | undefined;
  /** Today by hour. */
  readonly hours: readonly {
    readonly from: Temporal.Instant;
    readonly quantity: Decimal | undefined;
  }[];
}

export interface SiteConsumptionQuery {
  readonly siteId: number;
  readonly timeZone: string;
  readonly now: Temporal.Instant;
}

/** A point that lags further behind the others does not hold back the figures of all. */
const LAG_HOURS_AT_MOST = 2;

/** The consumption of a site by commodity, each in the order in which its points were created. */
export async function readSiteConsumption(
  db: Queryable,
  query: SiteConsumptionQuery,
): Promise<SiteConsumption[]> {
  // Thousands of points under a supply meter are not counted, and would not be quick to read.
  const channels = await listMeteredChannels(db, {
    siteId: query.siteId,
    billing: true,
    supplyBefore: true,
  });
  // What a virtual point sums is counted where it is measured.
  const all = channels.filter(({ parts }) => !parts);
  const spans = spansOf(query);
  const ids = all.map(({ id }) => id);
  const recent = { from: spans.yesterday.from, to: spans.today.to };
  const registers = gather(ids);
  addAll(registers, await readRegistersWithin(db, ids, recent));
  const known = [...new Set(all.map(({ commodity }) => commodity))].map((commodity) => {
    const measured = measuredBy(all, commodity);
    return { ...measured, until: knownUntil(measured.channels, registers, recent.from) };
  });
  // One after the other they would take longer on the way than in the database.
  const read = await Promise.all(
    endsOf(known, spans).map(({ at, of }) => readRegisters(db, of, { from: at, to: at })),
  );
  for (const found of read) addAll(registers, found);
  return known.map((one) => siteConsumptionOf(one, registers, spans));
}

/**
 * The instants before yesterday where a figure begins or ends, and whose registers tell it. What lies
 * between them does not change a difference, so only the registers since yesterday are read whole.
 */
function endsOf(
  known: readonly KnownCommodity[],
  spans: Spans,
): { readonly at: Temporal.Instant; readonly of: readonly ChannelId[] }[] {
  const ends = known.flatMap(({ until, channels }) => {
    if (!until) return [];
    const { to } = sameElapsed({ from: spans.thisMonth.from, to: until }, spans.lastMonth);
    const of = channels.map(({ id }) => id);
    return [spans.lastMonth.from, spans.thisMonth.from, to].map((at) => ({ at, of }));
  });
  const byInstant = Map.groupBy(ends, ({ at }) => at.epochMilliseconds);
  return [...byInstant.values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ at: first.at, of: same.flatMap(({ of }) => of) }] : [];
  });
}

type Gathered = ReadonlyMap<ChannelId, SeriesBuilder>;

function gather(ids: readonly ChannelId[]): Gathered {
  return new Map(ids.map((id) => [id, new SeriesBuilder()]));
}

function addAll(gathered: Gathered, registers: ReadonlyMap<ChannelId, RegisterSeries>): void {
  for (const [id, series] of registers) gathered.get(id)?.addSeries(series);
}

interface KnownCommodity extends MeasuredCommodity {
  readonly until: Temporal.Instant | undefined;
}

interface MeasuredCommodity {
  readonly commodity: Commodity;
  readonly basis: "supply" | "points";
  readonly channels: readonly MeteredChannel[];
}

function measuredBy(all: readonly MeteredChannel[], commodity: Commodity): MeasuredCommodity {
  const own = all.filter((channel) => channel.commodity === commodity);
  const supply = own.filter(({ role }) => role === "supply");
  return supply.length > 0
    ? { commodity, basis: "supply", channels: supply }
    : { commodity, basis: "points", channels: own };
}

/** Today and this month so far, each with the one before. */
interface Spans {
  readonly today: InstantRange;
  readonly yesterday: InstantRange;
  readonly thisMonth: InstantRange;
  readonly lastMonth: InstantRange;
}

function spansOf({ timeZone, now }: SiteConsumptionQuery): Spans {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const pair = (range: "day" | "month") => {
    const days = trendDays(range, today);
    const { from } = instantsOf(days, timeZone);
    return [{ from, to: now }, instantsOf(previousTrendDays(range, days), timeZone)] as const;
  };
  const [day, dayBefore] = pair("day");
  const [month, monthBefore] = pair("month");
  return { today: day, yesterday: dayBefore, thisMonth: month, lastMonth: monthBefore };
}

/** As much of `before` as has elapsed of `now`, and no more than the whole of it. */
function sameElapsed(now: InstantRange, before: InstantRange): InstantRange {
  const cut = before.from.add(now.from.until(now.to));
  return {
    from: before.from,
    to: Temporal.Instant.compare(cut, before.to) < 0 ? cut : before.to,
  };
}

function siteConsumptionOf(
  { commodity, basis, channels, until }: KnownCommodity,
  registers: Gathered,
  spans: Spans,
): SiteConsumption {
  const unit = channels[0]?.unit ?? "";
  if (!until) {
    const nothing = { today: undefined, yesterday: undefined };
    const months = { thisMonth: undefined, lastMonth: undefined };
    return { commodity, unit, basis, until, ...nothing, ...months, hours: [] };
  }
  const used = channels.flatMap((channel) => {
    const series = registers.get(channel.id)?.build();
    if (!series) return [];
    const range = onGrid(
      { from: spans.lastMonth.from, to: spans.today.to },
      channel.intervalMinutes,
    );
    return [{ consumption: consumptionOf(channel, series, range).consumption, channel }];
  });
  const total = (range: InstantRange) => totalOf(used, range, unit);
  const today = { from: spans.today.from, to: until };
  const thisMonth = { from: spans.thisMonth.from, to: until };
  return {
    commodity,
    unit,
    basis,
    until,
    today: total(today),
    yesterday: total(sameElapsed(today, spans.yesterday)),
    thisMonth: total(thisMonth),
    lastMonth: total(sameElapsed(thisMonth, spans.lastMonth)),
    hours: hoursOf(today).map((hour) => ({ from: hour.from, quantity: total(hour) })),
  };
}

/** The newest instant since `from` that all have reached, but for those that lag far behind. */
function knownUntil(
  channels: readonly MeteredChannel[],
  registers: Gathered,
  from: Temporal.Instant,
): Temporal.Instant | undefined {
  const ends = channels
    .map(({ id }) => registers.get(id)?.lastMs ?? -Infinity)
    .filter((end) => end >= from.epochMilliseconds);
  if (ends.length === 0) return undefined;
  const oldest = Math.max(...ends) - LAG_HOURS_AT_MOST * 3_600_000;
  return Temporal.Instant.fromEpochMilliseconds(Math.min(...ends.filter((end) => end >= oldest)));
}

interface ChannelUse {
  readonly channel: MeteredChannel;
  readonly consumption: IntervalConsumption;
}

function totalOf(
  used: readonly ChannelUse[],
  range: InstantRange,
  unit: string,
): Decimal | undefined {
  const known = used.flatMap(({ channel, consumption }) => {
    const { quantity } = knownConsumption(consumption, range);
    return quantity ? (convertQuantity(quantity, channel.unit, unit) ?? []) : [];
  });
  return known.length > 0 ? Decimal.sum(known) : undefined;
}
