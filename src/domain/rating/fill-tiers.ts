import { Decimal } from "#domain/core/decimal.ts";
import { QUOTIENT_DIGITS } from "#domain/core/fraction.ts";

export interface TierFilling {
  /** How much of everything that counts together lies in each tier: `tierOverlaps`. */
  readonly overlaps: readonly Decimal[];
  /** What is divided among the tiers. */
  readonly quantity: Decimal;
  /** How far up the ladder everything that counts together reaches. */
  readonly reached: Decimal;
  readonly kind: "marginal" | "volume";
}

/**
 * Divides a quantity among tiers. Where more than it counts on the ladder, it has its share of
 * every tier; the highest one reached takes what the division leaves, so that the tiers sum to the
 * quantity.
 */
export function fillTiers({ overlaps, quantity, reached, kind }: TierFilling): readonly Decimal[] {
  const highest = Math.max(
    0,
    overlaps.findLastIndex((overlap) => !overlap.isZero()),
  );
  if (kind === "volume") {
    return overlaps.map((_, t) => (t === highest ? quantity : Decimal.ZERO));
  }
  if (quantity.equals(reached)) return overlaps;
  // What was drawn at one time and sent back at another cancels on the ladder, not on the bill: where
  // nothing is reached, all of it is in the first tier.
  const filled = overlaps.map((overlap, t) => {
    if (t === highest || overlap.isZero()) return Decimal.ZERO;
    const product = overlap.times(quantity);
    // Cut off, as the highest takes what is left: so that only one part is ever rounded up.
    return product.dividedBy(reached, product.scale + QUOTIENT_DIGITS, "down");
  });
  const others = Decimal.sum(filled);
  return filled.map((tier, t) => (t === highest ? quantity.minus(others) : tier));
}

/**
 * How much of `[0, reached]` lies in each tier, of which `limits` are the upper ends but for the last,
 * ascending; below zero everything is in the first.
 */
export function tierOverlaps(limits: readonly Decimal[], reached: Decimal): readonly Decimal[] {
  const ends = [...limits.map((limit) => Decimal.min(limit, reached)), reached];
  return ends.map((end, t) => end.minus(ends[t - 1] ?? Decimal.ZERO));
}
