import type { PointToBill } from "#domain/billing/make-bill.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import { instantsOf, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { rate } from "#domain/rating/rate.ts";
import type { RatedVersion } from "#domain/rating/rating-input.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { LeasedPoint } from "#domain/tenancy/lease.ts";
import type { TariffId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import {
  consumptionOf,
  listMeteredChannels,
  type MeteredChannel,
} from "#storage/channel-consumption.ts";
import { listInstalledSerialNumbers } from "#storage/meters.ts";
import { readRegisters } from "#storage/read-readings.ts";
import { listTariffVersions, readTariffs, type StoredTariffVersion } from "#storage/tariffs.ts";
import type { LoadedLease } from "./load-lease.ts";

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
  { points: leased, site, tenant }: LoadedLease,
  period: DateRange,
): Promise<PricedPoints> {
  const stretches = leased.flatMap((point) => {
    const days = daysPaid(point, period);
    return days ? [{ point, days }] : [];
  });
  const servicePointIds = stretches.map(({ point }) => point.servicePointId);
  const tariffs = await loadTariffs(
    db,
    stretches.map(({ point }) => point.tariffId),
  );
  const channels = await listMeteredChannels(db, { servicePointIds, billing: true });
  const instants = instantsOf(period, site.timeZone);
  const registers = await readRegisters(
    db,
    channels.map(({ id }) => id),
    instants,
  );
  const serialNumbers = await listInstalledSerialNumbers(db, { servicePointIds, at: instants.to });
  const points: PointToBill[] = [];
  const faults: Fault[] = [];
  for (const { point, days } of stretches) {
    const channel = channels.find(({ servicePointId }) => servicePointId === point.servicePointId);
    const series = channel && registers.get(channel.id);
    if (!channel || !series || series.epochMs.length === 0) {
      faults.push(noReadings(tenant.name, channel?.pointName ?? `point ${point.servicePointId}`));
      continue;
    }
    const place = {
      channel,
      days,
      countsFrom: point.startsOn,
      timeZone: site.timeZone,
      language: tenant.language,
    };
    const range = instantsOf(days, site.timeZone);
    const consumed = consumptionOf(channel, series, range);
    faults.push(...consumed.faults);
    const tariff = tariffs.get(point.tariffId);
    const rating = priced(tariff, { ...place, consumption: consumed.consumption });
    if (!rating.ok) {
      faults.push(
        ...rating.faults.map((fault) => ({
          ...fault,
          subject: `${channel.pointName}, ${fault.subject}`,
        })),
      );
      continue;
    }
    points.push({
      servicePointId: point.servicePointId,
      name: channel.pointName,
      commodity: channel.commodity,
      meterSerialNumber: serialNumbers.get(point.servicePointId) ?? "",
      unit: channel.unit,
      days,
      fromMs: range.from.epochMilliseconds,
      toMs: range.to.epochMilliseconds,
      series,
      resolution: channel.resolution,
      multiplier: multiplierText(channel),
      tariffName: tariff?.name ?? "",
      rating: rating.value,
    });
  }
  return { points, faults };
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

interface LoadedTariff {
  readonly name: string;
  readonly versions: Result<readonly RatedVersion[]>;
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

/** Tariff documents read so far, by version: frozen once they have priced a bill. */
const DOCUMENTS_AT_MOST = 1_000;
const documents = new Map<string, Result<TariffDocument>>();

/** Reading a document takes longer than pricing a month by it. */
function documentOf({ document }: StoredTariffVersion): Result<TariffDocument> {
  const key = JSON.stringify(document);
  const known = documents.get(key);
  if (known) return known;
  if (documents.size >= DOCUMENTS_AT_MOST) documents.clear();
  const parsed = parseTariff(document);
  documents.set(key, parsed);
  return parsed;
}

async function loadTariffs(
  db: Queryable,
  tariffIds: readonly TariffId[],
): Promise<ReadonlyMap<TariffId, LoadedTariff>> {
  const versions = await listTariffVersions(db, tariffIds);
  const tariffs = await readTariffs(db, tariffIds);
  return new Map(
    tariffs.map(({ id, name }) => {
      const own = versions.filter(({ tariffId }) => tariffId === id);
      return [id, { name, versions: ratedVersions(own) }];
    }),
  );
}

function ratedVersions(stored: readonly StoredTariffVersion[]): Result<readonly RatedVersion[]> {
  const rated: RatedVersion[] = [];
  for (const version of stored) {
    const document = documentOf(version);
    if (!document.ok) return failed(document.faults);
    const { id, effectiveFrom } = version;
    rated.push({ id, effectiveFrom, document: document.value });
  }
  return ok(rated);
}
