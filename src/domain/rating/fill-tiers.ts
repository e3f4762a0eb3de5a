import { Decimal } from "#domain/core/decimal.ts";
import { QUOTIENT_DIGITS } from "#domain/core/fraction.ts";

export interface TierFilling {
  /** Upper ends of all tiers but the last, ascending. */
  readonly limits: readonly Decimal[];
  /** What is divided among the tiers. */
  readonly quantity: Decimal;
  /** How far up the ladder everything that counts together reaches. */
  readonly reached: Decimal;
  readonly kind: "marginal" | "volume";
}

/**
 * Divides a quantity among tiers. Where more than it counts on the ladder, it has its share of
 * every tier; the last tier takes what the division leaves, so that the tiers sum to the quantity.
 */
export function fillTiers({ limits, quantity, reached, kind }: TierFilling): readonly Decimal[] {
  const overlaps = tierOverlaps(limits, reached);
  if (kind === "volume") {
    const last = overlaps.findLastIndex((overlap) => !overlap.isZero());
    return overlaps.map((_, t) => (t === Math.max(0, last) ? quantity : Decimal.ZERO));
  }
  if (reached.isZero() || quantity.equals(reached)) return overlaps;
  const filled = overlaps
    .slice(0, -1)
    .map((overlap) => overlap.times(quantity))
    .map((product) => product.dividedBy(reached, product.scale + QUOTIENT_DIGITS, "half-even"));
  return [...filled, quantity.minus(Decimal.sum(filled))];
}

/** How much of `[0, reached]` lies in each tier; below zero everything is in the first. */
export function tierOverlaps(limits: readonly Decimal[], reached: Decimal): readonly Decimal[] {
  if (reached.isNegative()) return [reached, ...limits.map(() => Decimal.ZERO)];
  const ends = [...limits.map((limit) => Decimal.min(limit, reached)), reached];
  return ends.map((end, t) => end.minus(ends[t - 1] ?? Decimal.ZERO));
}
