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
import type { RatedTax, RatingResult } from "#domain/rating/rating-input.ts";
import type { RatedLine } from "#domain/rating/rated-line.ts";
import { fromMinor, toMinor } from "#domain/core/money.ts";
import type { Bill, BilledPoint, BilledReading, BilledShare, BillLine, BillTax } from "./bill.ts";
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
/** A percentage is a hundredth. */
const PERCENT_DIGITS = 2;

/**
 * Puts a bill together from priced points and shares of common costs. Throws when the sums do not
 * hold (lines and shares to net, taxes to the tax, net and tax to the total), or when days or lines
 * of a point lie outside its period: a bill that is wrong must not come into being.
 */
export function makeBill(frame: BillFrame, { points, shares }: BillParts): Bill {
  const { period, ...rest } = frame;
  const ratings = points.map(({ rating }) => rating);
  const sharesMinor = sum(shares.map(({ amountMinor }) => BigInt(amountMinor)));
  const shareTaxes = taxesOfShares(shares, frame.currency);
  const shareTaxMinor = sum(shareTaxes.map(({ amountMinor }) => BigInt(amountMinor)));
  const netMinor = sum(ratings.map((rating) => rating.netMinor)) + sharesMinor;
  const taxMinor = sum(ratings.map((rating) => rating.taxMinor)) + shareTaxMinor;
  const totalMinor = sum(ratings.map((rating) => rating.totalMinor)) + sharesMinor + shareTaxMinor;
  const lines = points.flatMap(linesOf);
  const taxes = mergeTaxes([...taxesOf(ratings), ...shareTaxes]);
  const includedMinor = sum(
    ratings.flatMap((rating) =>
      rating.taxes.filter(({ included }) => included).map(({ amountMinor }) => amountMinor),
    ),
  );
  assertSums({ netMinor, taxMinor, totalMinor, includedMinor, sharesMinor, lines, taxes });
  for (const point of points) assertDays(point, frame);
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

function assertSums(sums: {
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  readonly includedMinor: bigint;
  readonly sharesMinor: bigint;
  readonly lines: readonly BillLine[];
  readonly taxes: readonly BillTax[];
}): void {
  const { netMinor, taxMinor, totalMinor, includedMinor, sharesMinor, lines, taxes } = sums;
  const linesMinor = sum(lines.map(({ amountMinor }) => BigInt(amountMinor)));
  const taxesMinor = sum(taxes.map(({ amountMinor }) => BigInt(amountMinor)));
  if (linesMinor + sharesMinor - includedMinor !== netMinor) {
    throw new Error("the lines do not sum to the net");
  }
  if (taxesMinor !== taxMinor) throw new Error("the taxes do not sum to the tax");
  if (netMinor + taxMinor !== totalMinor) throw new Error("net and tax do not sum to the total");
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
  const { compare } = Temporal.Instant;
  return compare(inner.from, outer.from) >= 0 && compare(inner.to, outer.to) <= 0;
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

function taxesOf(ratings: readonly RatingResult[]): BillTax[] {
  return ratings.flatMap((rating) => rating.taxes).map(billTaxOf);
}

/** Each tax on the sum of the shares that bear it, rounded half-up once (R36). */
function taxesOfShares(shares: readonly BilledShare[], currency: string): BillTax[] {
  const taxed = shares.filter(({ taxRate }) => taxRate !== undefined);
  const groups = Map.groupBy(taxed, ({ taxRate, taxLabel }) => `${taxRate} ${taxLabel}`);
  return Array.from(groups.values(), (group) => {
    const { taxLabel: label = "", taxRate: rate = "0" } = group[0] ?? {};
    const baseMinor = sum(group.map(({ amountMinor }) => BigInt(amountMinor)));
    const percent = Decimal.parse(rate);
    const amount = new Decimal(percent.coefficient, percent.scale + PERCENT_DIGITS);
    const tax = toMinor(fromMinor(baseMinor, currency).times(amount), currency, "half-up");
    return { label, rate, baseMinor: baseMinor.toString(), amountMinor: tax.toString() };
  });
}

/** One entry per label and rate over the whole bill. */
function mergeTaxes(taxes: readonly BillTax[]): BillTax[] {
  const groups = Map.groupBy(taxes, ({ label, rate }) => `${rate} ${label}`);
  return Array.from(groups.values(), (group) => ({
    label: group[0]?.label ?? "",
    rate: group[0]?.rate ?? "0",
    baseMinor: sum(group.map(({ baseMinor }) => BigInt(baseMinor))).toString(),
    amountMinor: sum(group.map(({ amountMinor }) => BigInt(amountMinor))).toString(),
  }));
}

/** A tax that is not levied stands on the bill with its reason, at no percent. */
function billTaxOf({ label, percent, exemption, baseMinor, amountMinor }: RatedTax): BillTax {
  return {
    label: exemption ? `${label}: ${exemption.reason}` : label,
    rate: exemption ? "0" : percent.normalized().toString(),
    baseMinor: baseMinor.toString(),
    amountMinor: amountMinor.toString(),
  };
}
