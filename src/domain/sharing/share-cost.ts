import { Decimal } from "#domain/core/decimal.ts";
import { daysIn, type DateRange } from "#domain/core/instant-range.ts";
import type { AllocationKey, CostRules, SharingUnit, TimeRule } from "./cost-pool.ts";
import { degreeDays } from "./degree-days.ts";
import { distribute } from "./distribute.ts";

/** What one claimant bears of a cost, and how it came about. */
export interface CostShare {
  /** Undefined: the owner. */
  readonly leaseId: number | undefined;
  /** The unit; undefined for what belongs to no unit. */
  readonly spaceId: number | undefined;
  readonly parts: readonly SharePart[];
  readonly amountMinor: bigint;
}

/** One key's part of a share. */
export interface SharePart {
  readonly key: AllocationKey;
  /** This part of the whole cost. */
  readonly partMinor: bigint;
  readonly weight: Decimal;
  readonly totalWeight: Decimal;
  readonly amountMinor: bigint;
}

/** A claimant: a tenant's stay in a unit, or the time in which it was vacant. */
interface Claim {
  readonly leaseId: number | undefined;
  readonly spaceId: number | undefined;
  readonly areaM2: Decimal;
  readonly fixedShare: Decimal;
  readonly time: Decimal;
  readonly consumption: Decimal;
}

/** Bears what nobody has a weight for. */
const OWNER: Claim = {
  leaseId: undefined,
  spaceId: undefined,
  areaM2: Decimal.ZERO,
  fixedShare: Decimal.ZERO,
  time: Decimal.ZERO,
  consumption: Decimal.ZERO,
};

/**
 * Divides a cost over the units that take part and the time that each tenant was there. Every minor
 * unit goes to somebody; where a key has no weights at all, its part is the owner's (R28, R30-R32).
 */
export function shareCost({
  amountMinor,
  period,
  rules,
  units,
}: {
  readonly amountMinor: bigint;
  readonly period: DateRange;
  readonly rules: CostRules;
  readonly units: readonly SharingUnit[];
}): readonly CostShare[] {
  const claims = [...units.flatMap((unit) => claimsOf(unit, { period, rules })), OWNER];
  const percents = rules.parts.map(({ percent }) => percent);
  const partsMinor = distribute(amountMinor, percents) ?? [];
  const parts = rules.parts.map(({ key }, n) => dividePart(claims, key, partsMinor[n] ?? 0n));
  return claims.flatMap((claim, n) => {
    const own = parts.flatMap((part) => part[n] ?? []);
    const amount = own.reduce((sum, part) => sum + part.amountMinor, 0n);
    if (claim === OWNER && amount === 0n) return [];
    return [{ leaseId: claim.leaseId, spaceId: claim.spaceId, parts: own, amountMinor: amount }];
  });
}

function claimsOf(
  unit: SharingUnit,
  { period, rules }: { readonly period: DateRange; readonly rules: CostRules },
): Claim[] {
  const { spaceId, areaM2, fixedShare } = unit;
  const all = timeOf(period, rules.time);
  const stays = unit.stays.map(({ leaseId, days, consumption }) => ({
    leaseId,
    spaceId,
    areaM2,
    fixedShare,
    time: timeOf(days, rules.time),
    consumption,
  }));
  if (rules.vacancy === "re-spread") return stays;
  const vacant = all.minus(Decimal.sum(stays.map(({ time }) => time)));
  if (vacant.isNegative()) throw new RangeError(`unit ${spaceId} is let twice on a day`);
  if (vacant.isZero() && unit.vacantConsumption.isZero()) return stays;
  const owner = { leaseId: undefined, spaceId, areaM2, fixedShare, time: vacant };
  return [...stays, { ...owner, consumption: unit.vacantConsumption }];
}

function timeOf(days: DateRange, rule: TimeRule): Decimal {
  return rule === "days" ? Decimal.of(daysIn(days)) : degreeDays(days);
}

function weightOf({ areaM2, fixedShare, time, consumption }: Claim, key: AllocationKey): Decimal {
  switch (key) {
    case "area":
      return areaM2.times(time);
    case "equal":
      return time;
    case "fixed":
      return fixedShare.times(time);
    case "consumption":
      return consumption;
  }
}

function dividePart(
  claims: readonly Claim[],
  key: AllocationKey,
  partMinor: bigint,
): readonly SharePart[] {
  const weights = claims.map((claim) => weightOf(claim, key).normalized());
  const totalWeight = Decimal.sum(weights).normalized();
  const amounts = distribute(partMinor, weights);
  return claims.map((claim, n) => ({
    key,
    partMinor,
    weight: weights[n] ?? Decimal.ZERO,
    totalWeight,
    amountMinor: amounts?.[n] ?? (claim === OWNER ? partMinor : 0n),
  }));
}
