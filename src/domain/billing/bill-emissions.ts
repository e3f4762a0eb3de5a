import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { BillEmission } from "./bill.ts";
import type { UsedPoint } from "./use-comparison.ts";

/** Kilograms of CO2 that a unit of a commodity sets free, and who says so. */
export interface EmissionFactor {
  readonly commodity: Commodity;
  /** Of the consumption that it is for. */
  readonly unit: string;
  /** Decimal text. */
  readonly kgPerUnit: string;
  readonly source: string;
}

const KILOGRAM_DIGITS = 1;

/** What the consumption of a bill has set free: shown, never priced. */
export function billEmissions(
  points: readonly UsedPoint[],
  factors: readonly EmissionFactor[],
): BillEmission[] {
  return factors.flatMap(({ commodity, unit, kgPerUnit, source }) => {
    const own = points.filter((point) => point.commodity === commodity && point.unit === unit);
    if (own.length === 0) return [];
    const consumption = Decimal.sum(own.map(({ rating }) => rating.quantity));
    const kilograms = consumption.times(Decimal.parse(kgPerUnit));
    return [
      {
        commodity,
        unit,
        consumption: consumption.normalized().toString(),
        factor: kgPerUnit,
        source,
        kilograms: kilograms.rounded(KILOGRAM_DIGITS, "half-up").toFixed(KILOGRAM_DIGITS),
      },
    ];
  });
}
