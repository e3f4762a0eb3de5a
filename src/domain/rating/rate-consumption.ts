import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { QUOTIENT_DIGITS, timesFraction } from "#domain/core/fraction.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { textIn } from "#domain/core/local-text.ts";
import { addWhole } from "#domain/core/whole.ts";
import type { ConsumptionCharge, LeastQuantity } from "#domain/tariff/tariff-document.ts";
import type { Rate } from "#domain/tariff/tariff-rate.ts";
import { chargedPerCount } from "./charged-per-count.ts";
import { eventsIn } from "./compiled-runs.ts";
import type { Formula } from "./formula.ts";
import { countsOf, ladderQuantities, sumsOf, type TierQuantities } from "./ladder-quantities.ts";
import { type ExactLine, localOf, type PricedStretch } from "./priced-stretch.ts";
import { timesDue } from "./recurrence.ts";
import type { BucketSums } from "./usage.ts";
import { type Window, windowsIn } from "./windows.ts";

/** Prices what was used: one line per window, rate and tier that has a quantity. */
export function rateConsumption(
  charge: ConsumptionCharge,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const flowing = charge.flow === "received" ? onReceived(charge, stretch) : ok(stretch);
  if (!flowing.ok) return flowing;
  const untimed = eventFault(charge, flowing.value);
  return untimed ? failed([untimed]) : rateFlow(charge, flowing.value);
}

function rateFlow(charge: ConsumptionCharge, stretch: PricedStretch): Result<readonly ExactLine[]> {
  const windows = charge.ladder
    ? windowsIn(stretch.days, { kind: charge.ladder.counts, billingPeriod: stretch.billingPeriod })
    : [{ whole: stretch.days, part: stretch.days }];
  const lines: ExactLine[] = [];
  const faults: Fault[] = [];
  for (const window of windows) {
    const missing = charge.least
      ? missingQuantity(charge, charge.least, { stretch, window })
      : Decimal.ZERO;
    const quantities = charge.ladder
      ? ladderQuantities(charge, charge.ladder, { stretch, window, missing })
      : ok(flatQuantities(charge, sumsOf(charge, stretch, window.part), { stretch, missing }));
    if (quantities.ok)
      lines.push(...linesOf(charge, stretch, { window, missing, tiers: quantities.value }));
    else faults.push(...quantities.faults);
  }
  return faults.length > 0 ? failed(faults) : ok(lines);
}

/** The same stretch, with what was sent back in place of what was drawn. */
function onReceived({ id }: ConsumptionCharge, stretch: PricedStretch): Result<PricedStretch> {
  const { received } = stretch;
  if (received?.covers(stretch.local)) return ok({ ...stretch, usage: received });
  return failed([
    {
      code: "rating.channel-missing",
      subject: `charges ${id}`,
      message: "it counts what is sent back, which was not read in the billing period",
      remedy: "read the point's received energy, or leave the charge out",
    },
  ]);
}

/** A total does not say how much of it was used while an event lasted. */
function eventFault(
  { id, calendar }: ConsumptionCharge,
  stretch: PricedStretch,
): Fault | undefined {
  const { usage, local, around } = stretch;
  if (!calendar || usage.isTimed) return undefined;
  const [event] = eventsIn(calendar, local, around.events ?? []);
  if (!event) return undefined;
  return {
    code: "rating.events-need-intervals",
    subject: `charges ${id}`,
    message: `the event "${event.name}" of ${event.from.toString()} has a price of its own, and one total does not say what was used in it`,
    remedy: "bill the point from interval readings",
  };
}

interface MissingQuery {
  readonly stretch: PricedStretch;
  readonly window: Window;
}

/** What is missing to the least quantity of the window's part; 0 where it is reached. Rule R16. */
function missingQuantity(
  charge: ConsumptionCharge,
  { quantity, per, prorate }: LeastQuantity,
  { stretch, window: { part } }: MissingQuery,
): Decimal {
  const due = timesDue({ per, prorate, days: part, billingPeriod: stretch.billingPeriod });
  const { counts } = sumsOf(charge, stretch, part);
  const used = Decimal.of(counts.reduce(addWhole, 0));
  const missing = timesFraction(quantity, due.share).minus(
    used.times(chargedPerCount(charge, stretch)),
  );
  return Decimal.max(missing, Decimal.ZERO);
}

function flatQuantities(
  charge: ConsumptionCharge,
  sums: BucketSums,
  { stretch, missing }: { readonly stretch: PricedStretch; readonly missing: Decimal },
): TierQuantities {
  const perCount = chargedPerCount(charge, stretch);
  return charge.rates.map((rate) => [
    Decimal.of(countsOf(rate, sums.counts)).times(perCount).plus(missing),
  ]);
}

interface Filled {
  readonly window: Window;
  /** In the quantities, but not used. */
  readonly missing: Decimal;
  readonly tiers: TierQuantities;
}

function linesOf(
  charge: ConsumptionCharge,
  stretch: PricedStretch,
  { window, missing, tiers }: Filled,
): ExactLine[] {
  const place = {
    stretch,
    missing,
    sums: sumsOf(charge, stretch, window.part),
    range: localOf(stretch, window.part).instants,
  };
  const lines: ExactLine[] = [];
  for (const [r, rate] of charge.rates.entries()) {
    for (let tier = 0; tier < rate.tiers.length; tier += 1) {
      const quantity = tiers[r]?.[tier] ?? Decimal.ZERO;
      if (!quantity.isZero()) lines.push(lineOf(charge, place, { rate, tier, quantity }));
    }
  }
  if (lines.length > 0) return lines;
  // Nothing used is said once, so that the reader sees that it was looked at.
  const [rate] = charge.rates;
  return rate ? [lineOf(charge, place, { rate, tier: 0, quantity: Decimal.ZERO })] : [];
}

/** What the lines of a window have in common. */
interface LinePlace {
  readonly stretch: PricedStretch;
  readonly missing: Decimal;
  readonly sums: BucketSums;
  readonly range: InstantRange;
}

interface PricedQuantity {
  readonly rate: Rate;
  readonly tier: number;
  readonly quantity: Decimal;
}

function lineOf(charge: ConsumptionCharge, place: LinePlace, priced: PricedQuantity): ExactLine {
  const { stretch, sums, range } = place;
  const { rate, tier } = priced;
  const { language } = stretch;
  const quantity = withoutZeros(priced.quantity);
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
    formula: formulaOf(charge, place, { rate, quantity, price }),
    estimatedShare: estimatedShareOf(rate, sums),
    amountMinor: 0n,
  };
  // Assigned one by one: spreading parts that may be absent took a tenth of all rating.
  if (rate.touPeriod !== undefined) line.touPeriod = textIn(rate.touPeriod, language);
  if (rate.season !== undefined) line.season = textIn(rate.season, language);
  if (rate.tiers.length > 1) line.tier = tier + 1;
  return line;
}

/**
 * Those of a number. To find whether a quotient of 24 digits ends in 0 takes as long as to price it: whoever
 * writes it out looks.
 */
function withoutZeros(quantity: Decimal): Decimal {
  return typeof quantity.whole === "number" ? quantity.normalized() : quantity;
}

/**
 * `30 m3 × 2`; `0.9 × 30 m3 × 2` where only a part is charged; `(6 + 4) m3 × 2` where 4 are missing to
 * the least; `(100 m3 × 1.02264 × 39.3 ÷ 3.6) kWh × 2` where gas is priced as energy.
 */
function formulaOf(
  { unit, quantityFactor }: ConsumptionCharge,
  { missing, stretch }: LinePlace,
  { rate, quantity, price }: Omit<PricedQuantity, "tier"> & { readonly price: Decimal },
): Formula {
  if (!missing.isZero() && rate.tiers.length === 1) {
    return ["(", quantity.minus(missing), " + ", missing, `) ${unit} × `, price];
  }
  if (quantityFactor.equals(Decimal.ONE) || quantityFactor.isZero()) {
    const asGas = stretch.gas?.quantityFormula(quantity, unit);
    return asGas ? [...asGas, " × ", price] : [quantity, ` ${unit} × `, price];
  }
  const scale = quantity.scale + QUOTIENT_DIGITS;
  const whole = quantity.dividedBy(quantityFactor, scale, "half-even");
  return [quantityFactor, " × ", whole, ` ${unit} × `, price];
}

/** Of the quantity in the rate's seasons and TOU periods together. */
function estimatedShareOf({ buckets }: Rate, { counts, estimatedShares }: BucketSums): number {
  if (estimatedShares.length === 0) return 0;
  if (!buckets.some((bucket) => (estimatedShares[bucket] ?? 0) > 0)) return 0;
  const magnitudes = buckets.map((bucket) => Math.abs(Number(counts[bucket] ?? 0)));
  const all = magnitudes.reduce((sum, one) => sum + one, 0);
  if (all === 0) return 0;
  const estimated = buckets.map(
    (bucket, n) => (estimatedShares[bucket] ?? 0) * (magnitudes[n] ?? 0),
  );
  return estimated.reduce((sum, one) => sum + one, 0) / all;
}
