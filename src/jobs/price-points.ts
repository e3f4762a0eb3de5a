import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { PointToBill } from "#domain/billing/make-bill.ts";
import type { ChannelId, ServicePointId, TariffId } from "#domain/core/id.ts";
import type { Fault } from "#domain/core/fault.ts";
import { instantsOf, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { historyFrom } from "#domain/rating/history-from.ts";
import { rate } from "#domain/rating/rate.ts";
import type { LeasedPoint } from "#domain/tenancy/lease.ts";
import type { Queryable } from "#platform/database.ts";
import {
  consumptionOf,
  listMeteredChannels,
  type MeteredChannel,
} from "#storage/channel-consumption.ts";
import { listInstalledSerialNumbers } from "#storage/meters.ts";
import { readRegisters } from "#storage/read-readings.ts";
import type { LoadedLease } from "./load-lease.ts";
import { type LoadedTariff, loadTariffs } from "./load-tariffs.ts";

export interface PricedPoints {
  readonly points: readonly PointToBill[];
  /** Why points are not among them, and what is odd about those that are. */
  readonly faults: readonly Fault[];
}

/**
 * Prices every service point that the lease pays in the period. A point that cannot be priced is a
 * fault and does not keep the others from being billed.
 */
export async function pricePoints(
  db: Queryable,
  loaded: LoadedLease,
  period: DateRange,
): Promise<PricedPoints> {
  const evidence = await loadEvidence(db, loaded, period);
  const points: PointToBill[] = [];
  const faults: Fault[] = [];
  for (const stretch of evidence.stretches) {
    const priced = priceStretch(evidence, stretch, loaded);
    faults.push(...priced.faults);
    points.push(...priced.points);
  }
  return { points, faults };
}

/** What is read from the database to price a lease's points. */
interface Evidence {
  readonly stretches: readonly PaidStretch[];
  readonly channels: readonly MeteredChannel[];
  readonly registers: ReadonlyMap<ChannelId, RegisterSeries>;
  readonly tariffs: ReadonlyMap<TariffId, LoadedTariff>;
  readonly serialNumbers: ReadonlyMap<ServicePointId, string>;
}

async function loadEvidence(
  db: Queryable,
  { points: leased, site }: LoadedLease,
  period: DateRange,
): Promise<Evidence> {
  const paid = leased.flatMap((point) => {
    const days = daysPaid(point, period);
    return days ? [{ point, days }] : [];
  });
  const servicePointIds = paid.map(({ point }) => point.servicePointId);
  const tariffs = await loadTariffs(
    db,
    paid.map(({ point }) => point.tariffId),
  );
  const stretches = paid.map((stretch) => ({
    ...stretch,
    readFrom: readFromOf(stretch, tariffs.get(stretch.point.tariffId)),
  }));
  const from = earliest([period.from, ...stretches.map(({ readFrom }) => readFrom)]);
  const range = instantsOf({ from, to: period.to }, site.timeZone);
  const channels = await listMeteredChannels(db, { servicePointIds, billing: true });
  const ids = channels.map(({ id }) => id);
  return {
    stretches,
    channels,
    registers: await readRegisters(db, ids, range),
    tariffs,
    serialNumbers: await listInstalledSerialNumbers(db, { servicePointIds, at: range.to }),
  };
}

function priceStretch(
  { channels, registers, tariffs, serialNumbers }: Evidence,
  { point, days, readFrom }: PaidStretch,
  { site, tenant }: LoadedLease,
): PricedPoints {
  const { servicePointId } = point;
  const channel = channels.find((one) => one.servicePointId === servicePointId);
  const series = channel && registers.get(channel.id);
  if (!channel || !series || series.epochMs.length === 0) {
    const name = channel?.pointName ?? `point ${servicePointId}`;
    return { points: [], faults: [noReadings(tenant.name, name)] };
  }
  const range = instantsOf(days, site.timeZone);
  const { faults } = consumptionOf(channel, series, range);
  const since = instantsOf({ from: readFrom, to: days.to }, site.timeZone);
  const tariff = tariffs.get(point.tariffId);
  const rating = priced(tariff, {
    channel,
    days,
    countsFrom: point.startsOn,
    timeZone: site.timeZone,
    language: tenant.language,
    consumption: consumptionOf(channel, series, since).consumption,
  });
  if (!rating.ok) {
    const named = rating.faults.map((fault) => ({
      ...fault,
      subject: `${channel.pointName}, ${fault.subject}`,
    }));
    return { points: [], faults: [...faults, ...named] };
  }
  const priceable: PointToBill = {
    servicePointId,
    name: channel.pointName,
    commodity: channel.commodity,
    meterSerialNumber: serialNumbers.get(servicePointId) ?? "",
    unit: channel.unit,
    days,
    fromMs: range.from.epochMilliseconds,
    toMs: range.to.epochMilliseconds,
    series,
    resolution: channel.resolution,
    multiplier: multiplierText(channel),
    tariffName: tariff?.name ?? "",
    rating: rating.value,
  };
  return { points: [priceable], faults };
}

interface PaidStretch {
  readonly point: LeasedPoint;
  readonly days: DateRange;
  /** The first day whose consumption is asked for. */
  readonly readFrom: Temporal.PlainDate;
}

/** The first day whose consumption is asked for; before the point was the tenant's, none is. */
function readFromOf(
  { point, days }: Pick<PaidStretch, "point" | "days">,
  tariff: LoadedTariff | undefined,
) {
  if (!tariff?.versions.ok) return days.from;
  const from = historyFrom(tariff.versions.value, days);
  return Temporal.PlainDate.compare(from, point.startsOn) < 0 ? point.startsOn : from;
}

function earliest(days: readonly [Temporal.PlainDate, ...Temporal.PlainDate[]]) {
  return days.reduce((a, b) => (Temporal.PlainDate.compare(a, b) <= 0 ? a : b));
}

function daysPaid({ startsOn, endsOn }: LeasedPoint, period: DateRange): DateRange | undefined {
  return intersectDates({ from: startsOn, to: endsOn ?? period.to }, period);
}

function noReadings(tenant: string, point: string): Fault {
  return {
    code: "billing.no-readings",
    subject: tenant,
    message: `${point} has no readings in the billing period and is not on the bill`,
    remedy: "load its readings and bill it by hand, or take the point out of the lease",
  };
}

function multiplierText({ meters }: MeteredChannel): string {
  const multiplier = meters.at(-1)?.multiplier;
  if (!multiplier) return "1";
  const { numerator, denominator } = multiplier;
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}

function priced(
  tariff: LoadedTariff | undefined,
  place: {
    readonly days: DateRange;
    readonly countsFrom: Temporal.PlainDate;
    readonly channel: MeteredChannel;
    readonly timeZone: string;
    readonly language: string;
    readonly consumption: Parameters<typeof rate>[0]["consumption"];
  },
): ReturnType<typeof rate> {
  if (!tariff) throw new Error("a leased point names a tariff that does not exist");
  if (!tariff.versions.ok) return tariff.versions;
  const { days, countsFrom, timeZone, language, consumption, channel } = place;
  const { unit } = channel;
  const versions = tariff.versions.value;
  return rate({ versions, period: days, countsFrom, timeZone, language, consumption, unit });
}
