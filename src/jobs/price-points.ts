import type { PointToBill } from "#domain/billing/make-bill.ts";
import { readingAt } from "#domain/billing/reading-at.ts";
import { neverRead, readTooEarly, unreadTime } from "#domain/billing/reading-faults.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import { type Fault, failed, type Result } from "#domain/core/fault.ts";
import { instantsOf, type DateRange, type InstantRange } from "#domain/core/instant-range.ts";
import type { RatingResult } from "#domain/rating/rating-input.ts";
import { rate } from "#domain/rating/rate.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionOf, type MeteredChannel } from "#storage/channel-consumption.ts";
import { heldReadings } from "./held-readings.ts";
import { type LeaseEvidence, loadEvidence, type PaidStretch } from "./lease-evidence.ts";
import type { LoadedLease } from "./load-lease.ts";
import type { LoadedTariff } from "./load-tariffs.ts";

export interface PricedPoints {
  readonly points: readonly PointToBill[];
  /** What is odd about them, and points that were never read and so are not among them. */
  readonly remarks: readonly Fault[];
  /** Points whose newest reading lies before the end of the days to be billed. */
  readonly late: readonly Fault[];
  /** Why points cannot be priced although they were read. */
  readonly obstacles: readonly Fault[];
}

export interface Pricing {
  readonly period: DateRange;
  /** What the points would come to if their evidence were another: to tell what is at stake. */
  readonly amend?: (evidence: LeaseEvidence) => LeaseEvidence;
}

/** Prices every service point that the lease pays in the period. */
export async function pricePoints(
  db: Queryable,
  loaded: LoadedLease,
  { period, amend = (evidence) => evidence }: Pricing,
): Promise<PricedPoints> {
  const evidence = amend(await loadEvidence(db, loaded, period));
  const priced = evidence.stretches.map((stretch) => priceStretch(evidence, stretch, loaded));
  return {
    points: priced.flatMap(({ points }) => points),
    remarks: priced.flatMap(({ remarks }) => remarks),
    late: priced.flatMap(({ late }) => late),
    obstacles: priced.flatMap(({ obstacles }) => obstacles),
  };
}

const NOTHING: PricedPoints = { points: [], remarks: [], late: [], obstacles: [] };

function priceStretch(
  evidence: LeaseEvidence,
  stretch: PaidStretch,
  loaded: LoadedLease,
): PricedPoints {
  const { point, days } = stretch;
  const { site, tenant } = loaded;
  const { servicePointId } = point;
  const channel = evidence.channels.find((one) => one.servicePointId === servicePointId);
  const series = channel && evidence.registers.get(channel.id);
  const range = instantsOf(days, site.timeZone);
  const named = { tenant: tenant.name, point: channel?.pointName ?? `point ${servicePointId}` };
  const ends = channel && series && endsOf(channel, series, range);
  if (!ends) return { ...NOTHING, remarks: [neverRead(named)] };
  const read = consumptionOf(channel, series, range);
  const installedAtMs = channel.meters[0]?.fromMs ?? 0;
  const unread = unreadTime(named, { read, range, installedAtMs });
  const remarks = unread ? [...read.faults, unread] : read.faults;
  const held = heldReadings(
    { channel, series },
    { range, decided: evidence.decided, tenant: tenant.name, timeZone: site.timeZone },
  );
  const rating = ratingOf(evidence, { stretch, channel, series, loaded });
  if (!rating.ok) {
    const obstacles = rating.faults.map((fault) => ({
      ...fault,
      subject: `${channel.pointName}, ${fault.subject}`,
    }));
    return { ...NOTHING, remarks, obstacles: [...held, ...obstacles] };
  }
  const readAtMs = series.epochMs.at(-1) ?? 0;
  const { timeZone } = site;
  return {
    ...NOTHING,
    points: [
      {
        servicePointId,
        name: channel.pointName,
        commodity: channel.commodity,
        meterSerialNumber: evidence.serialNumbers.get(servicePointId) ?? "",
        unit: channel.unit,
        days,
        ...ends,
        resolution: channel.resolution,
        multiplier: multiplierText(channel),
        tariffName: evidence.tariffs.get(point.tariffId)?.name ?? "",
        rating: rating.value,
      },
    ],
    remarks,
    obstacles: held,
    late: isAwaited(channel, { readAtMs, range })
      ? [readTooEarly(named, { readAtMs, timeZone })]
      : [],
  };
}

function endsOf(
  { meters, registerDigits: digits, resolution, mostPerHour }: MeteredChannel,
  series: RegisterSeries,
  range: InstantRange,
): Pick<PointToBill, "opening" | "closing"> | undefined {
  const from = { series, meters, digits, resolution, mostPerHour };
  const opening = readingAt({ ...from, atMs: range.from.epochMilliseconds, end: "opening" });
  const closing = readingAt({ ...from, atMs: range.to.epochMilliseconds, end: "closing" });
  return opening && closing && { opening, closing };
}

/** Whether the meter that is in place at the end will say what was used until then. */
function isAwaited(
  { meters }: MeteredChannel,
  { readAtMs, range }: { readonly readAtMs: number; readonly range: InstantRange },
): boolean {
  const toMs = range.to.epochMilliseconds;
  return readAtMs < toMs && meters.some((meter) => meter.fromMs < toMs && toMs < meter.toMs);
}

function ratingOf(
  { tariffs }: LeaseEvidence,
  {
    stretch: { point, days, readFrom },
    channel,
    series,
    loaded: { site, tenant },
  }: {
    readonly stretch: PaidStretch;
    readonly channel: MeteredChannel;
    readonly series: RegisterSeries;
    readonly loaded: LoadedLease;
  },
): Result<RatingResult> {
  const tariff = tariffs.get(point.tariffId);
  if (!tariff) throw new Error("a leased point names a tariff that does not exist");
  if (!tariff.versions.ok) return tariff.versions;
  const { timeZone, currency } = site;
  const since = instantsOf({ from: readFrom, to: days.to }, timeZone);
  const rating = rate({
    versions: tariff.versions.value,
    period: days,
    countsFrom: point.startsOn,
    timeZone,
    language: tenant.language,
    consumption: consumptionOf(channel, series, since).consumption,
    unit: channel.unit,
  });
  const foreign = rating.ok && foreignCurrency(tariff, { rating: rating.value, currency });
  return foreign ? failed([foreign]) : rating;
}

/** A bill has one currency: the site's. */
function foreignCurrency(
  { name, versions }: LoadedTariff,
  { rating, currency }: { readonly rating: RatingResult; readonly currency: string },
): Fault | undefined {
  const used = versions.ok ? versions.value.filter(({ id }) => rating.versionIds.includes(id)) : [];
  const foreign = used.find(({ document }) => document.currency !== currency);
  if (!foreign) return undefined;
  return {
    code: "billing.currency",
    subject: `tariff "${name}"`,
    message: `its prices are in ${foreign.document.currency}, the site's bills in ${currency}`,
    remedy: `add a version in ${currency}`,
  };
}

function multiplierText({ meters }: MeteredChannel): string {
  const multiplier = meters.at(-1)?.multiplier;
  if (!multiplier) return "1";
  const { numerator, denominator } = multiplier;
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}
