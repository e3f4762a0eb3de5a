import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import {
  daysIn,
  type DateRange,
  type InstantRange,
  instantsOf,
} from "#domain/core/instant-range.ts";
import { instantText } from "#domain/core/instant-text.ts";
import { formulaText } from "#domain/rating/formula.ts";
import type { RatingResult } from "#domain/rating/rating-input.ts";
import type { RatedLine } from "#domain/rating/rated-line.ts";
import { billTaxes } from "./bill-taxes.ts";
import type { Bill, BilledPoint, BilledReading, BilledShare, BillLine } from "./bill.ts";
import type { RegisterEvidence } from "./reading-at.ts";

/** A service point with what was read, used and priced there. */
export interface PointToBill {
  readonly servicePointId: number;
  readonly name: string;
  readonly commodity: Commodity;
  readonly meterSerialNumber: string;
  readonly unit: string;
  /** The days of the billing period in which the lease pays the point. */
  readonly days: DateRange;
  readonly opening: RegisterEvidence;
  readonly closing: RegisterEvidence;
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
  | "comparisons"
  | "emissions"
  | "corrects"
  | "account"
  | "texts"
> & { readonly period: DateRange };

/** What a bill charges. */
export interface BillParts {
  readonly points: readonly PointToBill[];
  readonly shares: readonly BilledShare[];
}

const AVERAGE_DIGITS = 2;
const SHARE_DIGITS = 4;

/**
 * Puts a bill together from priced points and shares of common costs: taxes are reckoned on all of
 * them together. Throws when the sums of a point do not hold (lines to net, taxes to the tax, net
 * and tax to the total), or when its days or lines lie outside the period: a bill that is wrong must
 * not come into being.
 */
export function makeBill(frame: BillFrame, { points, shares }: BillParts): Bill {
  const { period, ...rest } = frame;
  const { currency } = frame;
  const sharesMinor = sum(shares.map(({ amountMinor }) => BigInt(amountMinor)));
  const lines = points.flatMap(linesOf);
  const rated = points.flatMap(({ rating }) => rating.taxes);
  const taxes = billTaxes({ rated, shares, currency });
  const included = taxes.filter(({ containedInMinor }) => containedInMinor !== undefined);
  const taxMinor = sum(taxes.map(minorOf));
  const netMinor = sum(lines.map(minorOf)) + sharesMinor - sum(included.map(minorOf));
  const totalMinor = netMinor + taxMinor;
  for (const point of points) {
    assertSums(point);
    assertDays(point, frame);
  }
  return {
    ...rest,
    periodFrom: period.from.toString(),
    periodTo: period.to.toString(),
    points: points.map((point) => pointOf(point, period)),
    lines,
    taxes,
    netMinor: netMinor.toString(),
    taxMinor: taxMinor.toString(),
    totalMinor: totalMinor.toString(),
    ...(shares.length > 0 && { sharedCosts: shares }),
  };
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, one) => all + one, 0n);
}

function minorOf({ amountMinor }: { readonly amountMinor: string }): bigint {
  return BigInt(amountMinor);
}

function sumOf(parts: readonly { readonly amountMinor: bigint }[]): bigint {
  return sum(parts.map(({ amountMinor }) => amountMinor));
}

function assertSums({ name, rating }: PointToBill): void {
  const { lines, taxes, netMinor, taxMinor, totalMinor } = rating;
  const included = taxes.filter((tax) => tax.included);
  if (sumOf(lines) - sumOf(included) !== netMinor) {
    throw new Error(`${name}: the lines do not sum to the net`);
  }
  if (sumOf(taxes) !== taxMinor) throw new Error(`${name}: the taxes do not sum to the tax`);
  if (netMinor + taxMinor !== totalMinor) {
    throw new Error(`${name}: net and tax do not sum to the total`);
  }
}

function assertDays(point: PointToBill, { period, timeZone }: BillFrame): void {
  const billed = instantsOf(period, timeZone);
  const own = instantsOf(point.days, timeZone);
  const { name, rating } = point;
  if (!isWithin(own, billed)) throw new Error(`${name}: days outside the billing period`);
  for (const { label, range } of rating.lines) {
    if (!isWithin(range, own)) throw new Error(`${name}: "${label}" is for days not billed`);
  }
}

function isWithin(inner: InstantRange, outer: InstantRange): boolean {
  return isOrdered(outer.from, inner.from) && isOrdered(inner.to, outer.to);
}

/** Most ends are the very same instant, which takes no comparing. */
function isOrdered(first: Temporal.Instant, second: Temporal.Instant): boolean {
  return first === second || Temporal.Instant.compare(first, second) <= 0;
}

function pointOf(point: PointToBill, period: DateRange): BilledPoint {
  const { rating, days, resolution } = point;
  const consumption = rating.quantity;
  const average = consumption.dividedBy(Decimal.of(daysIn(days)), AVERAGE_DIGITS, "half-up");
  return {
    servicePointId: point.servicePointId,
    name: point.name,
    ...(daysIn(days) < daysIn(period) && {
      days: { from: days.from.toString(), to: days.to.toString() },
    }),
    commodity: point.commodity,
    meterSerialNumber: point.meterSerialNumber,
    unit: point.unit,
    opening: readingOf(point.opening, resolution),
    closing: readingOf(point.closing, resolution),
    multiplier: point.multiplier,
    consumption: consumption.toFixed(resolution.scale),
    dailyAverage: average.toFixed(AVERAGE_DIGITS),
    estimatedShare: shareText(estimatedShareOf(rating.lines)),
    tariffName: point.tariffName,
    tariffVersionIds: rating.versionIds,
  };
}

function readingOf(evidence: RegisterEvidence, resolution: Decimal): BilledReading {
  return {
    measuredAt: instantText(evidence.epochMs),
    value: Decimal.of(evidence.counts).times(resolution).toFixed(resolution.scale),
    quality: evidence.quality,
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
  if (share === 0) return "0";
  return Decimal.parse(share.toFixed(SHARE_DIGITS)).normalized().toString();
}

function linesOf({ servicePointId, rating }: PointToBill): BillLine[] {
  return rating.lines.map((line) => ({
    servicePointId,
    kind: line.kind,
    chargeId: line.chargeId,
    label: line.label,
    ...(line.tariff !== undefined && { tariff: line.tariff }),
    ...(line.touPeriod !== undefined && { touPeriod: line.touPeriod }),
    ...(line.season !== undefined && { season: line.season }),
    ...(line.tier !== undefined && { tier: line.tier }),
    from: instantText(line.range.from.epochMilliseconds),
    to: instantText(line.range.to.epochMilliseconds),
    quantity: line.quantity.normalized().toString(),
    unit: line.unit,
    price: line.price.toString(),
    formula: formulaText(line.formula),
    amountMinor: line.amountMinor.toString(),
    estimatedShare: shareText(line.estimatedShare),
  }));
}
