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
  /** Who publishes it. */
  readonly source: string;
  /** ISO day: it holds from then until the next one of the commodity. */
  readonly validFrom: string;
}

const KILOGRAM_DIGITS = 1;

/**
 * What the consumption of a bill has set free, by the factors that hold on its last billed day:
 * shown, never priced.
 */
export function billEmissions(
  points: readonly UsedPoint[],
  { factors, on }: { readonly factors: readonly EmissionFactor[]; readonly on: Temporal.PlainDate },
): BillEmission[] {
  return factorsOn(factors, on).flatMap(({ commodity, unit, kgPerUnit, source }) => {
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

/** The newest of each commodity and unit that holds on a day, in the order given. */
function factorsOn(factors: readonly EmissionFactor[], on: Temporal.PlainDate): EmissionFactor[] {
  const begun = factors.filter(({ validFrom }) => validFrom <= on.toString());
  return begun.filter(
    (one) =>
      !begun.some(
        ({ commodity, unit, validFrom }) =>
          commodity === one.commodity && unit === one.unit && validFrom > one.validFrom,
      ),
  );
}
