import { Decimal } from "#domain/core/decimal.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { fraction, QUOTIENT_DIGITS, timesFraction } from "#domain/core/fraction.ts";
import { daysIn, type DateRange, type InstantRange } from "#domain/core/instant-range.ts";
import { textIn } from "#domain/core/local-text.ts";
import type { ConsumptionCharge, Ladder, Rate } from "#domain/tariff/tariff-document.ts";
import { fillTiers } from "./fill-tiers.ts";
import { inUnit } from "./in-unit.ts";
import { localStretch } from "./local-midnight.ts";
import { type ExactLine, localOf, plain, type PricedStretch } from "./priced-stretch.ts";
import type { BucketSums } from "./usage.ts";
import { isWhole, type Window, windowsIn } from "./windows.ts";

/** Charged quantity by rate, then tier. */
type TierQuantities = readonly (readonly Decimal[])[];

/** Prices what was used: one line per window, rate and tier that has a quantity. */
export function rateConsumption(
  charge: ConsumptionCharge,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const windows = charge.ladder
    ? windowsIn(stretch.days, { kind: charge.ladder.counts, billingPeriod: stretch.billingPeriod })
    : [{ whole: stretch.days, part: stretch.days }];
  const lines: ExactLine[] = [];
  const faults: Fault[] = [];
  for (const window of windows) {
    const quantities = charge.ladder
      ? ladderQuantities(charge, charge.ladder, { stretch, window })
      : ok(flatQuantities(charge, sumsOf(charge, stretch, window.part), stretch));
    if (quantities.ok) lines.push(...linesOf(charge, stretch, { window, tiers: quantities.value }));
    else faults.push(...quantities.faults);
  }
  return faults.length > 0 ? failed(faults) : ok(lines);
}

function sumsOf(charge: ConsumptionCharge, stretch: PricedStretch, days: DateRange): BucketSums {
  return stretch.usage.sums(charge.calendar, localOf(stretch, days));
}

/** One count of the usage in the charge's unit, by its quantity factor. */
function chargedPerCount(charge: ConsumptionCharge, { usage, unit }: PricedStretch): Decimal {
  const perCount = inUnit(usage.perCount, { from: unit, to: charge.unit });
  if (perCount) return perCount.times(charge.quantityFactor);
  throw new RangeError(`charge ${charge.id} cannot count ${charge.unit} from ${unit}`);
}

function countsOf(rate: Rate, counts: readonly bigint[]): bigint {
  return rate.buckets.reduce((sum, bucket) => sum + (counts[bucket] ?? 0n), 0n);
}

function flatQuantities(
  charge: ConsumptionCharge,
  sums: BucketSums,
  stretch: PricedStretch,
): TierQuantities {
  const perCount = chargedPerCount(charge, stretch);
  return charge.rates.map((rate) => [Decimal.of(countsOf(rate, sums.counts)).times(perCount)]);
}

interface LadderPlace {
  readonly stretch: PricedStretch;
  readonly window: Window;
}

/**
 * A ladder whose limits are not prorated goes on counting where the window stood before the part
 * that is billed: the part costs what the window costs with it, less what it costs without.
 */
function ladderQuantities(
  charge: ConsumptionCharge,
  ladder: Ladder,
  { stretch, window }: LadderPlace,
): Result<TierQuantities> {
  const { whole, part } = window;
  const { countsFrom = whole.from } = stretch;
  const from = laterDay(whole.from, countsFrom);
  if (ladder.prorate === "days" || epochDay(part.from) <= epochDay(from)) {
    const limitShare = ladder.prorate === "days" ? shareOf(window) : fraction(1, 1);
    return ok(fill(charge, ladder, { stretch, days: part, limitShare }));
  }
  const since = { from, to: part.to };
  const known = stretch.usage.covers(localStretch(since, stretch.timeZone));
  if (!known) {
    return failed([
      {
        code: "rating.ladder-needs-history",
        subject: `charges ${charge.id}`,
        message: `its ladder counts from ${from.toString()}, and there are no readings from then`,
        remedy: 'load them, or let the ladder prorate by "days"',
      },
    ]);
  }
  const limitShare = fraction(1, 1);
  const all = fill(charge, ladder, { stretch, days: since, limitShare });
  const before = { from, to: part.from };
  const earlier = fill(charge, ladder, { stretch, days: before, limitShare });
  return ok(
    all.map((tiers, r) => tiers.map((tier, t) => tier.minus(earlier[r]?.[t] ?? Decimal.ZERO))),
  );
}

function laterDay(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return epochDay(a) >= epochDay(b) ? a : b;
}

function shareOf(window: Window) {
  return isWhole(window) ? fraction(1, 1) : fraction(daysIn(window.part), daysIn(window.whole));
}

interface FillPlace {
  readonly stretch: PricedStretch;
  readonly days: DateRange;
  /** What part of each limit holds. */
  readonly limitShare: ReturnType<typeof fraction>;
}

function fill(charge: ConsumptionCharge, ladder: Ladder, place: FillPlace): TierQuantities {
  const { stretch, days, limitShare } = place;
  const perCount = chargedPerCount(charge, stretch);
  const limits = charge.rates.map(({ tiers }) =>
    tiers.flatMap(({ upTo }) => (upTo ? [timesFraction(upTo, limitShare)] : [])),
  );
  const sums = sumsOf(charge, stretch, days);
  const used = charge.rates.map((rate) => Decimal.of(countsOf(rate, sums.counts)).times(perCount));
  // Where nothing is charged there is no order to it.
  if (ladder.allocation === "chronological" && ladder.kind === "marginal" && !perCount.isZero()) {
    const walked = walk(charge, { stretch, days, limits, perCount });
    if (walked) return walked;
  }
  if (ladder.allocation === "per-period") {
    return used.map((quantity, r) =>
      fillTiers({ limits: limits[r] ?? [], quantity, reached: quantity, kind: ladder.kind }),
    );
  }
  const reached = Decimal.sum(used);
  return used.map((quantity, r) =>
    fillTiers({ limits: limits[r] ?? [], quantity, reached, kind: ladder.kind }),
  );
}

function walk(
  charge: ConsumptionCharge,
  place: {
    readonly stretch: PricedStretch;
    readonly days: DateRange;
    readonly limits: readonly (readonly Decimal[])[];
    readonly perCount: Decimal;
  },
): TierQuantities | undefined {
  const { stretch, days, limits, perCount } = place;
  const byBucket: Decimal[][] = [];
  charge.rates.forEach((rate, r) => {
    const inCounts = (limits[r] ?? []).map((limit) =>
      limit.dividedBy(perCount, QUOTIENT_DIGITS, "half-even"),
    );
    for (const bucket of rate.buckets) byBucket[bucket] = inCounts;
  });
  const counts = stretch.usage.walk({
    calendar: charge.calendar,
    stretch: localStretch(days, stretch.timeZone),
    limits: Array.from(byBucket, (ends) => ends ?? []),
  });
  if (!counts) return undefined;
  return charge.rates.map((rate) =>
    rate.tiers.map((_, t) =>
      Decimal.sum(rate.buckets.map((bucket) => counts[bucket]?.[t] ?? Decimal.ZERO)).times(
        perCount,
      ),
    ),
  );
}

interface Filled {
  readonly window: Window;
  readonly tiers: TierQuantities;
}

function linesOf(
  charge: ConsumptionCharge,
  stretch: PricedStretch,
  { window, tiers }: Filled,
): ExactLine[] {
  const place = {
    stretch,
    sums: sumsOf(charge, stretch, window.part),
    range: localOf(stretch, window.part).instants,
  };
  const lines: ExactLine[] = [];
  charge.rates.forEach((rate, r) => {
    rate.tiers.forEach((_, t) => {
      const quantity = tiers[r]?.[t] ?? Decimal.ZERO;
      if (!quantity.isZero()) lines.push(lineOf(charge, { ...place, rate, tier: t, quantity }));
    });
  });
  if (lines.length > 0) return lines;
  // Nothing used is said once, so that the reader sees that it was looked at.
  const [rate] = charge.rates;
  return rate ? [lineOf(charge, { ...place, rate, tier: 0, quantity: Decimal.ZERO })] : [];
}

interface PricedQuantity {
  readonly stretch: PricedStretch;
  readonly sums: BucketSums;
  readonly range: InstantRange;
  readonly rate: Rate;
  readonly tier: number;
  readonly quantity: Decimal;
}

function lineOf(charge: ConsumptionCharge, priced: PricedQuantity): ExactLine {
  const { stretch, sums, range, rate, tier } = priced;
  const { language } = stretch;
  const quantity = priced.quantity.normalized();
  const price = rate.tiers[tier]?.price ?? Decimal.ZERO;
  const line: { -readonly [K in keyof ExactLine]: ExactLine[K] } = {
    kind: "energy",
    chargeId: charge.id,
    label: textIn(charge.label, language),
    range,
    quantity,
    unit: charge.unit,
    price,
    amount: quantity.times(price),
    formula: `${quantityText(charge, quantity)} × ${plain(price)}`,
    estimatedShare: estimatedShareOf(rate, sums),
  };
  // Assigned one by one: spreading parts that may be absent took a tenth of all rating.
  if (rate.touPeriod !== undefined) line.touPeriod = textIn(rate.touPeriod, language);
  if (rate.season !== undefined) line.season = textIn(rate.season, language);
  if (rate.tiers.length > 1) line.tier = tier + 1;
  return line;
}

/** `30 m3`, or `0.9 × 30 m3` where only a part is charged. */
function quantityText({ unit, quantityFactor }: ConsumptionCharge, quantity: Decimal): string {
  if (quantityFactor.equals(Decimal.ONE) || quantityFactor.isZero()) {
    return `${plain(quantity)} ${unit}`;
  }
  const scale = quantity.scale + QUOTIENT_DIGITS;
  const whole = quantity.dividedBy(quantityFactor, scale, "half-even");
  return `${plain(quantityFactor)} × ${plain(whole)} ${unit}`;
}

/** Of the quantity in the rate's seasons and TOU periods together. */
function estimatedShareOf({ buckets }: Rate, { counts, estimatedShares }: BucketSums): number {
  if (!buckets.some((bucket) => (estimatedShares[bucket] ?? 0) > 0)) return 0;
  const magnitudes = buckets.map((bucket) => Math.abs(Number(counts[bucket] ?? 0n)));
  const all = magnitudes.reduce((sum, one) => sum + one, 0);
  if (all === 0) return 0;
  const estimated = buckets.map(
    (bucket, n) => (estimatedShares[bucket] ?? 0) * (magnitudes[n] ?? 0),
  );
  return estimated.reduce((sum, one) => sum + one, 0) / all;
}
