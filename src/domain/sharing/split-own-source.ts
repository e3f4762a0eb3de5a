import { Decimal } from "#domain/core/decimal.ts";
import { distribute } from "./distribute.ts";

/** What of each tenant's use came from the house's own source, and what from the grid; in counts. */
export interface SourceSplit {
  readonly own: readonly (readonly bigint[])[];
  readonly grid: readonly (readonly bigint[])[];
}

/**
 * Gives what a roof produced to those who used it in the same interval, in proportion to their use
 * and never more than that (R19): per interval, because a month's sum would sell the sun at night.
 * `uses` are whole counts by tenant and interval.
 */
export function splitOwnSource(
  produced: readonly bigint[],
  uses: readonly (readonly bigint[])[],
): SourceSplit {
  const own = uses.map((): bigint[] => []);
  const grid = uses.map((): bigint[] => []);
  for (const [n, made] of produced.entries()) {
    const wanted = uses.map((use) => use[n] ?? 0n);
    const all = wanted.reduce((sum, use) => sum + use, 0n);
    const given = distribute(
      made < all ? made : all,
      wanted.map((use) => Decimal.of(use)),
    );
    for (const [tenant, use] of wanted.entries()) {
      const share = given?.[tenant] ?? 0n;
      own[tenant]?.push(share);
      grid[tenant]?.push(use - share);
    }
  }
  return { own, grid };
}
