import { Decimal } from "#domain/core/decimal.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import {
  fraction,
  type Fraction,
  QUOTIENT_DIGITS,
  timesFraction,
  WHOLE,
} from "#domain/core/fraction.ts";
import { daysIn, type DateRange } from "#domain/core/instant-range.ts";
import { addWhole, type Whole } from "#domain/core/whole.ts";
import type { ConsumptionCharge, Ladder } from "#domain/tariff/tariff-document.ts";
import type { Rate } from "#domain/tariff/tariff-rate.ts";
import { charged, chargedPerCount } from "./charged-per-count.ts";
import { fillTiers, tierOverlaps } from "./fill-tiers.ts";
import { AS_WRITTEN, type LimitScale, limitScale } from "./ladder-limits.ts";
import { localStretch } from "./local-midnight.ts";
import { localOf, type PricedStretch } from "./priced-stretch.ts";
import type { BucketSums } from "./usage.ts";
import { isWhole, type Window } from "./windows.ts";

/** Charged quantity by rate, then tier. */
export type TierQuantities = readonly (readonly Decimal[])[];

/** What was used on the days, by the buckets of the charge's calendar. */
export function sumsOf(
  charge: ConsumptionCharge,
  stretch: PricedStretch,
  days: DateRange,
): BucketSums {
  return stretch.usage.sums(charge.calendar, localOf(stretch, days));
}

/** The counts of a rate's buckets together. */
export function countsOf(rate: Rate, counts: readonly Whole[]): Whole {
  return rate.buckets.reduce((sum: Whole, bucket) => addWhole(sum, counts[bucket] ?? 0), 0);
}

export interface LadderPlace {
  readonly stretch: PricedStretch;
  readonly window: Window;
  /** Charged as if it had been used: what is missing to a least quantity. */
  readonly missing: Decimal;
}

/**
 * A ladder whose limits are not prorated goes on counting where the window stood before the part
 * that is billed: the part costs what the window costs with it, less what it costs without.
 */
export function ladderQuantities(
  charge: ConsumptionCharge,
  ladder: Ladder,
  { stretch, window, missing }: LadderPlace,
): Result<TierQuantities> {
  const { whole, part } = window;
  const from = part.from === whole.from ? whole.from : countedFrom(whole, stretch);
  if (ladder.prorate === "days" || part.from === from || epochDay(part.from) <= epochDay(from)) {
    const scale = limitScale(charge, ladder, { stretch, days: part });
    if (!scale.ok) return scale;
    const limitShare = ladder.prorate === "days" ? shareOf(window) : WHOLE;
    const limits = limitsOf(charge, limitShare, scale.value);
    return ok(fill(charge, ladder, { stretch, days: part, limits, offset: missing }));
  }
  const before = countedBefore(charge, ladder, { stretch, from, to: part.from });
  if (!before.ok) return before;
  const since = { from: before.value.readFrom, to: part.to };
  const scale = limitScale(charge, ladder, { stretch, days: since });
  if (!scale.ok) return scale;
  const limits = limitsOf(charge, WHOLE, scale.value);
  const { told, readFrom } = before.value;
  const all = fill(charge, ladder, { stretch, days: since, limits, offset: told.plus(missing) });
  const earlier = fill(charge, ladder, {
    stretch,
    days: { from: readFrom, to: part.from },
    limits,
    offset: told,
  });
  return ok(
    all.map((tiers, r) => tiers.map((tier, t) => tier.minus(earlier[r]?.[t] ?? Decimal.ZERO))),
  );
}

/** How far a ladder had counted before the part that is billed. */
interface CountedBefore {
  /** Told, not read: in the charge's unit. */
  readonly told: Decimal;
  /** From then on readings say it. */
  readonly readFrom: Temporal.PlainDate;
}

/** From readings since the ladder began to count, else from what the rating was told. */
function countedBefore(
  charge: ConsumptionCharge,
  ladder: Ladder,
  { stretch, from, to }: { readonly stretch: PricedStretch } & DateRange,
): Result<CountedBefore> {
  const { usage, timeZone, around } = stretch;
  const isRead = (since: Temporal.PlainDate) =>
    usage.covers(localStretch({ from: since, to: stretch.days.to }, timeZone));
  if (isRead(from)) return ok({ told: Decimal.ZERO, readFrom: from });
  const told = around.earlier?.used?.find(
    (entry) =>
      epochDay(entry.from) === epochDay(from) &&
      epochDay(entry.to) <= epochDay(to) &&
      isRead(entry.to),
  );
  const isShared = charge.rates.length > 1 && !(isChronological(ladder) && usage.isTimed);
  // What is told was drawn: of what was sent back, and of when it was used, it says nothing.
  const isOfOther = isShared || charge.flow === "received";
  if (!told || isOfOther) {
    const remedy = isOfOther
      ? 'load them, or let the ladder prorate by "days"'
      : 'load them, say what was used until the readings begin, or let the ladder prorate by "days"';
    return failed([
      {
        code: "rating.ladder-needs-history",
        subject: `charges ${charge.id}`,
        message: `its ladder counts from ${from.toString()}, and there are no readings from then`,
        remedy,
      },
    ]);
  }
  return ok({ told: charged(charge, told.quantity, stretch.unit), readFrom: told.to });
}

function isChronological({ allocation, kind }: Ladder): boolean {
  return allocation === "chronological" && kind === "marginal";
}

/** The first day that the ladder counts in the window. */
function countedFrom(
  { from }: DateRange,
  { countsFrom = from }: PricedStretch,
): Temporal.PlainDate {
  return epochDay(from) >= epochDay(countsFrom) ? from : countsFrom;
}

function shareOf(window: Window) {
  return isWhole(window) ? WHOLE : fraction(daysIn(window.part), daysIn(window.whole));
}

type Limits = readonly (readonly Decimal[])[];

/** Of charges whose limits hold as they are written, for all customers. */
const writtenLimits = new WeakMap<ConsumptionCharge, Limits>();

function limitsOf(charge: ConsumptionCharge, limitShare: Fraction, scale: LimitScale): Limits {
  const isWritten = scale === AS_WRITTEN && limitShare === WHOLE;
  const known = isWritten ? writtenLimits.get(charge) : undefined;
  if (known) return known;
  const own = charge.rates.map(({ tiers }) =>
    tiers.flatMap(({ upTo }) => (upTo ? [timesFraction(scale(upTo), limitShare)] : [])),
  );
  // Those of all rates are mostly alike: the same object then, so that they are passed once.
  const [first = []] = own;
  const isFirst = (ends: readonly Decimal[]) =>
    ends.length === first.length && ends.every((end, t) => end.equals(first[t] ?? Decimal.ZERO));
  const limits = own.map((ends) => (isFirst(ends) ? first : ends));
  if (isWritten) writtenLimits.set(charge, limits);
  return limits;
}

interface FillPlace {
  readonly stretch: PricedStretch;
  /** May be no day. */
  readonly days: DateRange;
  /** By rate. */
  readonly limits: Limits;
  /** Counted on the ladder before what was used on the days; none where several rates share it. */
  readonly offset: Decimal;
}

function fill(charge: ConsumptionCharge, ladder: Ladder, place: FillPlace): TierQuantities {
  const { stretch, days, limits, offset } = place;
  const perCount = chargedPerCount(charge, stretch);
  const sums = sumsOf(charge, stretch, days);
  // Where nothing is charged, or all at one time's price, there is no order to it.
  if (isChronological(ladder) && charge.rates.length > 1 && !perCount.isZero()) {
    // A limit that was passed before lies below: what is sent back may go down to it again.
    const left = limits.map((ends) => ends.map((end) => end.minus(offset)));
    const walked = walk(charge, { stretch, days, limits: left, perCount });
    if (walked) return walked;
  }
  const used = charge.rates.map((rate) =>
    Decimal.of(countsOf(rate, sums.counts)).times(perCount).plus(offset),
  );
  if (ladder.allocation === "per-period") {
    return used.map((quantity, r) => {
      const overlaps = tierOverlaps(limits[r] ?? [], quantity);
      return fillTiers({ overlaps, quantity, reached: quantity, kind: ladder.kind });
    });
  }
  const reached = Decimal.sum(used);
  const [shared = []] = limits;
  const sharedOverlaps = tierOverlaps(shared, reached);
  return used.map((quantity, r) => {
    const own = limits[r] ?? [];
    const overlaps = own === shared ? sharedOverlaps : tierOverlaps(own, reached);
    return fillTiers({ overlaps, quantity, reached, kind: ladder.kind });
  });
}

function walk(
  charge: ConsumptionCharge,
  place: {
    readonly stretch: PricedStretch;
    readonly days: DateRange;
    readonly limits: Limits;
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
