import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { daysIn, type DateRange } from "#domain/core/instant-range.ts";
import type { RatingResult } from "#domain/rating/rating-input.ts";
import type { RatedLine } from "#domain/rating/rated-line.ts";
import type { Bill, BilledPoint, BilledReading, BillLine, BillTax } from "./bill.ts";

/** A service point with what was read, used and priced there. */
export interface PointToBill {
  readonly servicePointId: number;
  readonly name: string;
  readonly commodity: Commodity;
  readonly meterSerialNumber: string;
  readonly unit: string;
  /** The days of the billing period in which the lease pays the point. */
  readonly days: DateRange;
  readonly fromMs: number;
  readonly toMs: number;
  /** Holds at least one reading. */
  readonly series: RegisterSeries;
  /** One count in `unit`, before the multiplier. */
  readonly resolution: Decimal;
  /** CT x VT x constant as text. */
  readonly multiplier: string;
  readonly tariffName: string;
  readonly rating: RatingResult;
}

/** Everything on a bill that is not computed here. */
export type BillFrame = Pick<
  Bill,
  | "number"
  | "kind"
  | "language"
  | "locale"
  | "currency"
  | "timeZone"
  | "issuer"
  | "recipient"
  | "premises"
  | "issuedOn"
  | "dueOn"
  | "history"
> & { readonly period: DateRange };

const AVERAGE_DIGITS = 2;
const SHARE_DIGITS = 4;

/**
 * Puts a bill together from priced points. Throws when the sums do not hold: lines to net, bases
 * to taxes, net and taxes to the total; a bill that is wrong must not come into being.
 */
export function makeBill(frame: BillFrame, points: readonly PointToBill[]): Bill {
  const { period, ...rest } = frame;
  const ratings = points.map(({ rating }) => rating);
  const netMinor = sum(ratings.map((rating) => rating.netMinor));
  const taxMinor = sum(ratings.map((rating) => rating.taxMinor));
  const totalMinor = sum(ratings.map((rating) => rating.totalMinor));
  const lines = points.flatMap(linesOf);
  const taxes = taxesOf(ratings);
  const includedMinor = sum(
    ratings.flatMap((rating) =>
      rating.taxes.filter(({ included }) => included).map(({ amountMinor }) => amountMinor),
    ),
  );
  assertSums({ netMinor, taxMinor, totalMinor, includedMinor, lines, taxes });
  return {
    ...rest,
    periodFrom: period.from.toString(),
    periodTo: period.to.toString(),
    points: points.map(pointOf),
    lines,
    taxes,
    netMinor: netMinor.toString(),
    taxMinor: taxMinor.toString(),
    totalMinor: totalMinor.toString(),
  };
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, one) => all + one, 0n);
}

function assertSums(sums: {
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  readonly includedMinor: bigint;
  readonly lines: readonly BillLine[];
  readonly taxes: readonly BillTax[];
}): void {
  const { netMinor, taxMinor, totalMinor, includedMinor, lines, taxes } = sums;
  const linesMinor = sum(lines.map(({ amountMinor }) => BigInt(amountMinor)));
  const taxesMinor = sum(taxes.map(({ amountMinor }) => BigInt(amountMinor)));
  if (linesMinor - includedMinor !== netMinor) throw new Error("the lines do not sum to the net");
  if (taxesMinor !== taxMinor) throw new Error("the taxes do not sum to the tax");
  if (netMinor + taxMinor !== totalMinor) throw new Error("net and tax do not sum to the total");
}

function pointOf(point: PointToBill): BilledPoint {
  const { rating, days, resolution } = point;
  const consumption = rating.quantity;
  const average = consumption.dividedBy(Decimal.of(daysIn(days)), AVERAGE_DIGITS, "half-up");
  return {
    servicePointId: point.servicePointId,
    name: point.name,
    commodity: point.commodity,
    meterSerialNumber: point.meterSerialNumber,
    unit: point.unit,
    opening: readingAt(point.series, point.fromMs, resolution),
    closing: readingAt(point.series, point.toMs, resolution),
    multiplier: point.multiplier,
    consumption: consumption.toFixed(resolution.scale),
    dailyAverage: average.toFixed(AVERAGE_DIGITS),
    estimatedShare: shareText(estimatedShareOf(rating.lines)),
    tariffName: point.tariffName,
    tariffVersionIds: rating.versionIds,
  };
}

/** The reading at an instant; else the last one before it; else the first one there is. */
function readingAt(series: RegisterSeries, ms: number, resolution: Decimal): BilledReading {
  const after = series.epochMs.findIndex((at) => at > ms);
  const index = Math.max(0, (after < 0 ? series.epochMs.length : after) - 1);
  const counts = Decimal.of(series.counts[index] ?? 0);
  return {
    measuredAt: Temporal.Instant.fromEpochMilliseconds(series.epochMs[index] ?? 0).toString(),
    value: counts.times(resolution).toFixed(resolution.scale),
    quality: series.qualities[index] ?? 0,
  };
}

/** Of the energy lines together, by their quantity: shown, never priced. */
function estimatedShareOf(lines: readonly RatedLine[]): number {
  const energy = lines.filter(({ kind }) => kind === "energy");
  const all = energy.reduce((total, { quantity }) => total + quantity.toDisplayNumber(), 0);
  const estimated = energy.reduce(
    (total, { quantity, estimatedShare }) => total + quantity.toDisplayNumber() * estimatedShare,
    0,
  );
  return all > 0 ? estimated / all : 0;
}

function shareText(share: number): string {
  return Decimal.parse(share.toFixed(SHARE_DIGITS)).normalized().toString();
}

function linesOf({ servicePointId, rating }: PointToBill): BillLine[] {
  return rating.lines.map((line) => ({
    servicePointId,
    kind: line.kind,
    chargeId: line.chargeId,
    label: line.label,
    ...(line.touPeriod !== undefined && { touPeriod: line.touPeriod }),
    ...(line.season !== undefined && { season: line.season }),
    ...(line.tier !== undefined && { tier: line.tier }),
    from: line.range.from.toString(),
    to: line.range.to.toString(),
    quantity: line.quantity.normalized().toString(),
    unit: line.unit,
    price: line.price.toString(),
    formula: line.formula,
    amountMinor: line.amountMinor.toString(),
    estimatedShare: shareText(line.estimatedShare),
  }));
}

/** One entry per label and rate over all points. */
function taxesOf(ratings: readonly RatingResult[]): BillTax[] {
  const taxes = ratings.flatMap((rating) => rating.taxes);
  const groups = Map.groupBy(taxes, ({ label, percent }) => `${percent.normalized()} ${label}`);
  return Array.from(groups.values(), (group) => ({
    label: group[0]?.label ?? "",
    rate: group[0]?.percent.normalized().toString() ?? "0",
    baseMinor: sum(group.map(({ baseMinor }) => baseMinor)).toString(),
    amountMinor: sum(group.map(({ amountMinor }) => amountMinor)).toString(),
  }));
}
