import { type AverageRate, averageRate, rateUnit } from "#domain/consumption/average-rate.ts";
import { hideOutside } from "#domain/consumption/hide-outside.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import {
  type KnownConsumption,
  knownConsumption,
  knownUntil,
  onGrid,
} from "#domain/consumption/known-consumption.ts";
import {
  BAR_STEP,
  type BarStep,
  calendarSteps,
  hoursOf,
  previousTrendDays,
  trendDays,
  type TrendRange,
} from "#domain/consumption/trend-range.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { ChannelId, MeterId, ServicePointId, TenantId } from "#domain/core/id.ts";
import { type DateRange, type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import {
  listMeteredChannels,
  type MeteredChannel,
  readConsumption,
} from "./channel-consumption.ts";

export interface TrendQuery {
  readonly meterId: MeterId;
  readonly range: TrendRange;
  /** A local day in the range; today at the site when it is left out. */
  readonly at?: Temporal.PlainDate | undefined;
  /** The channel; the one that bills are made from when it is left out. */
  readonly channelId?: ChannelId | undefined;
  /** Who asks: a tenant is told of the days of its leases only, anybody else of all. */
  readonly tenantId?: TenantId | undefined;
  readonly now: Temporal.Instant;
}

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
}

/** Undefined when the meter is at no service point or has no such channel. */
export async function readTrend(db: Queryable, query: TrendQuery): Promise<MeterTrend | undefined> {
  const place = await findPlace(db, query.meterId);
  if (!place) return undefined;
  const { servicePointId, timeZone } = place;
  const channels = await listMeteredChannels(db, { servicePointIds: [servicePointId] });
  const channel = channels.find(({ id, billing }) =>
    query.channelId === undefined ? billing : id === query.channelId,
  );
  if (!channel) return undefined;

  const { range, now } = query;
  const day = query.at ?? now.toZonedDateTimeISO(timeZone).toPlainDate();
  const days = trendDays(range, day);
  const instants = instantsOf(days, timeZone);
  const known =
    query.tenantId === undefined
      ? undefined
      : await listPaidStretches(db, {
          ...query,
          tenantId: query.tenantId,
          servicePointId,
          timeZone,
        });
  const consumption = await readKnown(db, { channel, known }, instants);
  const barStep = BAR_STEP[range];
  const steps = barStep === "hour" ? hoursOf(instants) : calendarSteps(days, barStep, timeZone);
  const bars = steps.map((step) => ({ ...step, ...knownConsumption(consumption, step) }));
  const isOver = Temporal.Instant.compare(now, instants.to) >= 0;
  const previousDays = previousTrendDays(range, days);
  const previous = instantsOf(previousDays, timeZone);
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
      ...averageRate(consumption, instants, curveMinutes(range, channel.intervalMinutes)),
      unit: rateUnit(channel.unit),
    },
    total: totalOf(bars),
    previous: {
      days: previousDays,
      total: await readTotal(db, { channel, known }, { from: previous.from, to: cut }),
    },
  };
}

const CURVE_MINUTES: Readonly<Record<TrendRange, number>> = {
  day: 1,
  week: 15,
  month: 60,
  year: 1440,
};

/** Coarser than the interval where there are more values than a screen has columns. */
function curveMinutes(range: TrendRange, intervalMinutes: number): number {
  return Math.max(CURVE_MINUTES[range], intervalMinutes);
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}

function totalOf(bars: readonly TrendBar[]): Decimal | undefined {
  const known = bars.flatMap(({ quantity }) => quantity ?? []);
  return known.length > 0 ? Decimal.sum(known) : undefined;
}

interface KnownChannel {
  readonly channel: MeteredChannel;
  /** The stretches that may be told; undefined: all. */
  readonly known: readonly InstantRange[] | undefined;
}

async function readKnown(
  db: Queryable,
  { channel, known }: KnownChannel,
  range: InstantRange,
): Promise<IntervalConsumption> {
  const aligned = onGrid(range, channel.intervalMinutes);
  const { consumption } = await readConsumption(db, channel, aligned);
  return known ? hideOutside(consumption, known) : consumption;
}

async function readTotal(
  db: Queryable,
  channel: KnownChannel,
  range: InstantRange,
): Promise<Decimal | undefined> {
  if (Temporal.Instant.compare(range.from, range.to) >= 0) return undefined;
  const { quantity, complete } = knownConsumption(await readKnown(db, channel, range), range);
  return complete ? quantity : undefined;
}

/** When the tenant's leases pay the service point; an open end is the end of the present day. */
async function listPaidStretches(
  db: Queryable,
  paid: {
    readonly tenantId: TenantId;
    readonly servicePointId: ServicePointId;
    readonly timeZone: string;
    readonly now: Temporal.Instant;
  },
): Promise<InstantRange[]> {
  const { rows } = await db.query<{ starts_on: string; ends_on: string | null }>(
    `select p.starts_on, p.ends_on
       from lease_service_point p
       join lease l on l.id = p.lease_id
      where l.tenant_id = $1
        and p.service_point_id = $2`,
    [paid.tenantId, paid.servicePointId],
  );
  const tomorrow = paid.now.toZonedDateTimeISO(paid.timeZone).toPlainDate().add({ days: 1 });
  return rows.map((row) =>
    instantsOf(
      {
        from: Temporal.PlainDate.from(row.starts_on),
        to: row.ends_on === null ? tomorrow : Temporal.PlainDate.from(row.ends_on),
      },
      paid.timeZone,
    ),
  );
}

/** Where the meter is now, or was last. */
async function findPlace(
  db: Queryable,
  meterId: MeterId,
): Promise<{ readonly servicePointId: ServicePointId; readonly timeZone: string } | undefined> {
  const { rows } = await db.query<{ servicePointId: ServicePointId; timeZone: string }>(
    `select i.service_point_id as "servicePointId", s.time_zone as "timeZone"
       from meter_installation i
       join service_point p on p.id = i.service_point_id
       join site s on s.id = p.site_id
      where i.meter_id = $1
      order by i.installed_at desc
      limit 1`,
    [meterId],
  );
  return rows[0];
}
