import { Decimal } from "#domain/core/decimal.ts";

const DIGITS = 12;

/**
 * A tenant's part of a site's demand charge, in the currency of `price` (R27). `by-consumption`: as
 * its energy is of all energy. `coincident`: its power at the moment of the site's peak.
 */
export function shareDemand(
  site: { readonly peakKw: Decimal; readonly energyKwh: Decimal; readonly price: Decimal },
  tenant:
    | { readonly kind: "by-consumption"; readonly energyKwh: Decimal }
    | { readonly kind: "coincident"; readonly kwAtPeak: Decimal },
): Decimal {
  if (tenant.kind === "coincident") return tenant.kwAtPeak.times(site.price);
  const cost = site.peakKw.times(site.price).times(tenant.energyKwh);
  return cost.dividedBy(site.energyKwh, DIGITS, "half-even").normalized();
}

/**
 * Each tenant's power at the interval in which the site's was highest, by whole counts of energy an
 * interval; the earliest of several.
 */
export function coincidentCounts(tenants: readonly Float64Array[]): readonly number[] {
  const length = Math.max(0, ...tenants.map(({ length: own }) => own));
  let peak = 0;
  let at = 0;
  for (let n = 0; n < length; n += 1) {
    const sum = tenants.reduce((all, counts) => all + (counts[n] ?? 0), 0);
    if (sum > peak) [peak, at] = [sum, n];
  }
  return tenants.map((counts) => counts[at] ?? 0);
}
