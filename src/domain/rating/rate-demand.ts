import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { timesFraction } from "#domain/core/fraction.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { textIn } from "#domain/core/local-text.ts";
import type { DemandCharge, DemandContract } from "#domain/tariff/demand-charge.ts";
import type { Rate } from "#domain/tariff/tariff-rate.ts";
import {
  earlierPeaks,
  measuredDemand,
  type EarlierMonth,
  type RateDemand,
} from "./demand-measure.ts";
import { tierOverlaps } from "./fill-tiers.ts";
import type { Formula } from "./formula.ts";
import { termOf } from "./lease-terms.ts";
import { type ExactLine, localOf, type PricedStretch } from "./priced-stretch.ts";
import { type Due, timesDue, twelfthOf } from "./recurrence.ts";
import { windowsIn } from "./windows.ts";

const PERCENT = new Decimal(1n, 2);

/**
 * Prices the demand of each calendar month in the days: of the whole month, or of each TOU period
 * that a rate names. Rules R20 to R27: never from instantaneous power.
 */
export function rateDemand(
  charge: DemandCharge,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const months = windowsIn(stretch.days, { kind: "month", billingPeriod: stretch.billingPeriod });
  const lines: ExactLine[] = [];
  const faults: Fault[] = [];
  for (const { part } of months) {
    const priced = linesOfMonth(charge, stretch, part);
    if (priced.ok) lines.push(...priced.value);
    else faults.push(...priced.faults);
  }
  return faults.length > 0 ? failed(faults) : ok(lines);
}

function linesOfMonth(
  charge: DemandCharge,
  stretch: PricedStretch,
  days: DateRange,
): Result<readonly ExactLine[]> {
  const measured = measuredDemand(charge, stretch, days);
  if (!measured.ok) return measured;
  const earlier = charge.ratchet && earlierPeaks(charge, stretch, { days, ...charge.ratchet });
  if (earlier && !earlier.ok) return earlier;
  const contracted = charge.contract && contractedDemand(charge, charge.contract, stretch);
  if (contracted && !contracted.ok) return contracted;
  const due = dueIn(charge, stretch, days);
  const lines: ExactLine[] = [];
  for (const [r, now] of measured.value.entries()) {
    const rate = charge.rates[r];
    if (!now || !rate) continue;
    const billed = atLeast(charge, now, { earlier: earlier?.value ?? [], rate: r });
    const parts =
      charge.contract && contracted
        ? contractParts(charge.contract, billed, contracted.value)
        : tierParts(rate, billed);
    for (const part of parts) lines.push(lineOf(charge, { stretch, days, due, rate, part }));
  }
  return ok(lines);
}

/** The measured demand, or more where the tariff bills more than that. */
function atLeast(
  { least, ratchet }: DemandCharge,
  now: RateDemand,
  { earlier, rate }: { readonly earlier: readonly EarlierMonth[]; readonly rate: number },
): RateDemand {
  let billed = now;
  if (ratchet) {
    const highest = earlier
      .flatMap(({ peaks }) => peaks[rate] ?? [])
      .reduce(Decimal.max, Decimal.ZERO);
    const share = ratchet.percent.times(PERCENT);
    const demand = highest.times(share);
    if (billed.demand.lessThan(demand)) {
      billed = { demand, text: [share, " × ", highest] };
    }
  }
  if (least && billed.demand.lessThan(least)) return { demand: least, text: undefined };
  return billed;
}

/** What one line of a demand charge is for. */
interface DemandPart {
  readonly quantity: Decimal;
  /** How the quantity came about, where it is no plain figure. */
  readonly text: Formula | undefined;
  /** From 1, where the rate has tiers. */
  readonly tier: number | undefined;
  /** How many times the price of the rate it costs. */
  readonly factor: Decimal;
}

function tierParts({ tiers }: Rate, { demand, text }: RateDemand): DemandPart[] {
  const factor = Decimal.ONE;
  if (tiers.length === 1) return [{ quantity: demand, text, tier: undefined, factor }];
  const limits = tiers.flatMap(({ upTo }) => upTo ?? []);
  const overlaps = tierOverlaps(limits, demand);
  return overlaps.flatMap((quantity, t) =>
    t > 0 && quantity.isZero() ? [] : [{ quantity, text: undefined, tier: t + 1, factor }],
  );
}

/** The contract, but at least its share of the transformers; a fault where the lease has none. */
function contractedDemand(
  { id }: DemandCharge,
  { leastPercentOfTransformer }: DemandContract,
  stretch: PricedStretch,
): Result<Decimal> {
  const declared = termOf(stretch, { id, term: "contract-demand" });
  if (!declared.ok || !leastPercentOfTransformer) return declared;
  const transformer = termOf(stretch, { id, term: "transformer-capacity" });
  if (!transformer.ok) return transformer;
  const least = transformer.value.times(leastPercentOfTransformer).times(PERCENT);
  return ok(Decimal.max(declared.value, least));
}

function part(quantity: Decimal, text: Formula | undefined, factor = Decimal.ONE): DemandPart {
  return { quantity, text, tier: undefined, factor };
}

/** Rule R23, both readings: what is billed at the price, and what beyond the free band. */
function contractParts(
  { reading, leastPercent, freePercent, beyondFactor }: DemandContract,
  { demand, text }: RateDemand,
  contract: Decimal,
): DemandPart[] {
  const free = freePercent.times(PERCENT);
  const allowed = contract.times(free);
  if (allowed.lessThan(demand)) {
    const excess = ["(", demand, " − ", free, " × ", contract, ")"];
    const base =
      reading === "A" ? part(contract, undefined) : part(allowed, [free, " × ", contract]);
    return [base, part(demand.minus(allowed), excess, beyondFactor)];
  }
  const share = leastPercent.times(PERCENT);
  const least = contract.times(share);
  if (demand.lessThan(least)) {
    const isWhole = share.equals(Decimal.ONE);
    return [part(least, isWhole ? undefined : [share, " × ", contract])];
  }
  return [demand.lessThan(contract) ? part(demand, text) : part(contract, undefined)];
}

interface PlacedPart {
  readonly stretch: PricedStretch;
  readonly days: DateRange;
  readonly due: Due;
  readonly rate: Rate;
  readonly part: DemandPart;
}

function lineOf(charge: DemandCharge, { stretch, days, due, rate, part }: PlacedPart): ExactLine {
  const { language } = stretch;
  const { touPeriod, season, byTouPeriod, tiers } = rate;
  const { tier, text, factor } = part;
  const quantity = part.quantity.normalized();
  const unitPrice = tiers[(tier ?? 1) - 1]?.price ?? Decimal.ZERO;
  const price = unitPrice.times(factor);
  const times = factor.equals(Decimal.ONE) ? [] : [" × ", factor];
  const share = due.text === "1" ? "" : ` × ${due.text}`;
  const line: { -readonly [K in keyof ExactLine]: ExactLine[K] } = {
    kind: byTouPeriod ? "tou-demand" : "flat-demand",
    chargeId: charge.id,
    label: textIn(charge.label, language),
    range: localOf(stretch, days).instants,
    quantity,
    unit: charge.unit,
    price,
    amount: timesFraction(quantity.times(price), due.share),
    formula: [...(text ?? [quantity]), ` ${charge.unit} × `, unitPrice, ...times, share],
    estimatedShare: 0,
    amountMinor: 0n,
  };
  if (touPeriod !== undefined) line.touPeriod = textIn(touPeriod, language);
  if (season !== undefined) line.season = textIn(season, language);
  if (tier !== undefined) line.tier = tier;
  return line;
}

/** The share of the month's price that falls due; a yearly price by twelfths. */
function dueIn(charge: DemandCharge, stretch: PricedStretch, days: DateRange): Due {
  const { prorate, per } = charge;
  const months = timesDue({ per: "month", prorate, days, billingPeriod: stretch.billingPeriod });
  return per === "month" ? months : twelfthOf(months);
}
