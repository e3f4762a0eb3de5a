import { type AverageRate, averageRate, rateUnit } from "#domain/consumption/average-rate.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import {
  type KnownConsumption,
  knownConsumption,
  knownUntil,
} from "#domain/consumption/known-consumption.ts";
import {
  BAR_STEP,
  type BarStep,
  calendarSteps,
  hoursOf,
  lastYearTrendDays,
  previousTrendDays,
  type TrendComparison,
  trendDays,
  type TrendRange,
} from "#domain/consumption/trend-range.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type DateRange, type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import type { MeteredChannel } from "./channel-consumption.ts";
import {
  findTrendChannel,
  readKnown,
  type TrendChannel,
  type TrendChannelQuery,
} from "./trend-channel.ts";

export interface TrendQuery extends TrendChannelQuery {
  readonly range: TrendRange;
  /** A local day in the range; today at the site when it is left out. */
  readonly at?: Temporal.PlainDate | undefined;
  /** What it is to be shown beside; nothing when it is left out. */
  readonly compare?: TrendComparison | undefined;
  /** As fine as a screen shows at once, which is meant when it is left out, or as it was stored. */
  readonly curve?: CurveDetail | undefined;
}

export type CurveDetail = "screen" | "intervals";

export interface TrendBar extends InstantRange, KnownConsumption {}

/** Consumption over one local day, week, month or year of the meter's site. */
export interface MeterTrend {
  readonly channel: MeteredChannel;
  readonly timeZone: string;
  readonly days: DateRange;
  readonly instants: InstantRange;
  readonly barStep: BarStep;
  readonly bars: readonly TrendBar[];
  readonly curve: AverageRate & { readonly unit: string };
  /** Of the bars; undefined when nothing is known. */
  readonly total: Decimal | undefined;
  /**
   * The range before, cut at the same elapsed time when this one is not over. Undefined unless all
   * of it is known: a part is nothing to compare with.
   */
  readonly previous: { readonly days: DateRange; readonly total: Decimal | undefined };
  readonly compared: ComparedTrend | undefined;
}

/** An earlier range, whole, step for step beside the one that is looked at. */
export interface ComparedTrend {
  readonly days: DateRange;
  readonly bars: readonly TrendBar[];
  readonly curve: AverageRate;
  readonly total: Decimal | undefined;
}

/** Undefined when the meter is at no service point or has no such channel. */
export async function readTrend(db: Queryable, query: TrendQuery): Promise<MeterTrend | undefined> {
  const found = await findTrendChannel(db, query);
  if (!found) return undefined;
  const { channel, timeZone } = found;
  const { range, now } = query;
  const day = query.at ?? now.toZonedDateTimeISO(timeZone).toPlainDate();
  const days = trendDays(range, day);
  const instants = instantsOf(days, timeZone);
  const previousDays = previousTrendDays(range, days);
  const previous = instantsOf(previousDays, timeZone);
  // Both ranges at once: one look at the readings instead of two.
  const consumption = await readKnown(db, found, { from: previous.from, to: instants.to });
  const barStep = BAR_STEP[range];
  const bars = barsOf(consumption, { days, barStep, timeZone });
  const isOver = Temporal.Instant.compare(now, instants.to) >= 0;
  const elapsed = isOver
    ? undefined
    : instants.from.until(knownUntil(consumption) ?? instants.from);
  const cut = elapsed ? earlier(previous.from.add(elapsed), previous.to) : previous.to;
  return {
    channel,
    timeZone,
    days,
    instants,
    barStep,
    bars,
    curve: {
      ...averageRate(consumption, instants, curveMinutes(query, channel.intervalMinutes)),
      unit: rateUnit(channel.unit),
    },
    total: totalOf(bars),
    previous: {
      days: previousDays,
      total: wholeTotal(consumption, { from: previous.from, to: cut }),
    },
    compared: query.compare && (await readCompared(db, found, { ...query, days })),
  };
}

/** Hours of absolute time, local days or local months. */
function barsOf(
  consumption: IntervalConsumption,
  { days, barStep, timeZone }: Pick<MeterTrend, "days" | "barStep" | "timeZone">,
): TrendBar[] {
  const steps =
    barStep === "hour"
      ? hoursOf(instantsOf(days, timeZone))
      : calendarSteps(days, barStep, timeZone);
  return steps.map((step) => ({ ...step, ...knownConsumption(consumption, step) }));
}

async function readCompared(
  db: Queryable,
  found: TrendChannel,
  query: Pick<TrendQuery, "range" | "compare" | "curve"> & { readonly days: DateRange },
): Promise<ComparedTrend> {
  const { range, compare, days } = query;
  const before =
    compare === "last-year" ? lastYearTrendDays(range, days) : previousTrendDays(range, days);
  const instants = instantsOf(before, found.timeZone);
  const consumption = await readKnown(db, found, instants);
  const bars = barsOf(consumption, {
    days: before,
    barStep: BAR_STEP[range],
    timeZone: found.timeZone,
  });
  const curve = averageRate(
    consumption,
    instants,
    curveMinutes(query, found.channel.intervalMinutes),
  );
  return { days: before, bars, curve, total: totalOf(bars) };
}

/** On a screen at once; finer there are more values than it has columns. */
const SCREEN_MINUTES: Readonly<Record<TrendRange, number>> = {
  day: 1,
  week: 15,
  month: 60,
  year: 1440,
};

/** To be looked at by parts: the minutes of a month, the quarter hours of a year are enough to send. */
const INTERVALS_MINUTES: Readonly<Record<TrendRange, number>> = {
  day: 1,
  week: 1,
  month: 1,
  year: 15,
};

function curveMinutes(
  { range, curve = "screen" }: Pick<TrendQuery, "range" | "curve">,
  intervalMinutes: number,
): number {
  const finest = curve === "screen" ? SCREEN_MINUTES : INTERVALS_MINUTES;
  return Math.max(finest[range], intervalMinutes);
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}

function totalOf(bars: readonly TrendBar[]): Decimal | undefined {
  const known = bars.flatMap(({ quantity }) => quantity ?? []);
  return known.length > 0 ? Decimal.sum(known) : undefined;
}

/** Undefined where some of it is unknown, or the range is empty. */
function wholeTotal(consumption: IntervalConsumption, range: InstantRange): Decimal | undefined {
  if (Temporal.Instant.compare(range.from, range.to) >= 0) return undefined;
  const { quantity, complete } = knownConsumption(consumption, range);
  return complete ? quantity : undefined;
}
