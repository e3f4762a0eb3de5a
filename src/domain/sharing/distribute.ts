import type { Decimal } from "#domain/core/decimal.ts";
import { tenToThe } from "#domain/core/whole.ts";

/**
 * Divides whole minor units by weights, to the last one: each gets the floor of its exact share, and
 * what is left goes to the largest remainders, the earlier one first where two are alike (R30). A
 * negative amount is divided as its magnitude. Nothing is divided by weights that are all zero:
 * then undefined. Throws for a negative weight.
 */
export function distribute(
  amountMinor: bigint,
  weights: readonly Decimal[],
): readonly bigint[] | undefined {
  const scale = Math.max(0, ...weights.map((weight) => weight.scale));
  const whole = weights.map((weight) => weight.coefficient * tenToThe(scale - weight.scale));
  if (whole.some((weight) => weight < 0n)) throw new RangeError("a weight is below zero");
  const total = whole.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return undefined;
  const sign = amountMinor < 0n ? -1n : 1n;
  const magnitude = amountMinor * sign;
  const shares = whole.map((weight, n) => ({
    n,
    floor: (magnitude * weight) / total,
    remainder: (magnitude * weight) % total,
  }));
  const left = magnitude - shares.reduce((sum, { floor }) => sum + floor, 0n);
  const raised = new Set(
    shares
      .toSorted((a, b) =>
        a.remainder === b.remainder ? a.n - b.n : a.remainder > b.remainder ? -1 : 1,
      )
      .slice(0, Number(left))
      .map(({ n }) => n),
  );
  return shares.map(({ n, floor }) => sign * (floor + (raised.has(n) ? 1n : 0n)));
}
