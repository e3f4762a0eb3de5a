import { Decimal } from "#domain/core/decimal.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { BillComparison, PeerComparison } from "./bill.ts";
import type { PointToBill } from "./make-bill.ts";

/** Fewer tenants than that are not compared with: one of them could be told. */
export const LEAST_PEERS = 6;

/** A square metre's use in a year by the tenants of a site that have the same tariff. */
export interface UseBenchmark {
  readonly commodity: Commodity;
  /** The tariff's name, as bills have it. */
  readonly tariff: string;
  readonly unit: string;
  /** Decimal text. */
  readonly perM2: string;
  readonly tenants: number;
}

/** What is known of a lease's earlier use, by commodity. */
export interface EarlierConsumption {
  /** In the same days a year before. */
  readonly yearBefore: ReadonlyMap<Commodity, Decimal>;
  /** In the twelve months before. */
  readonly pastYear: ReadonlyMap<Commodity, Decimal>;
}

/** What of a priced point is compared. */
export type UsedPoint = Pick<PointToBill, "commodity" | "unit" | "tariffName"> & {
  readonly rating: Pick<PointToBill["rating"], "quantity">;
};

const PER_M2_DIGITS = 2;

/** One comparison a commodity, where there is anything to compare its use with. */
export function useComparisons(
  points: readonly UsedPoint[],
  known: {
    readonly earlier: EarlierConsumption;
    readonly areaM2: Decimal | undefined;
    readonly benchmarks: readonly UseBenchmark[];
  },
): BillComparison[] {
  const byCommodity = Map.groupBy(points, ({ commodity }) => commodity);
  return Array.from(byCommodity.values()).flatMap((own): BillComparison[] => {
    const [first] = own;
    if (!first || own.some(({ unit }) => unit !== first.unit)) return [];
    const { commodity, unit } = first;
    const yearBefore = known.earlier.yearBefore.get(commodity);
    const peers = peersOf(own, known);
    if (!yearBefore && !peers) return [];
    const consumption = Decimal.sum(own.map(({ rating }) => rating.quantity));
    return [
      {
        commodity,
        unit,
        consumption: consumption.normalized().toString(),
        ...(yearBefore && { yearBefore: yearBefore.normalized().toString() }),
        ...(peers && { peers }),
      },
    ];
  });
}

function peersOf(
  points: readonly UsedPoint[],
  { earlier, areaM2, benchmarks }: Parameters<typeof useComparisons>[1],
): PeerComparison | undefined {
  const tariffs = new Set(points.map(({ tariffName }) => tariffName));
  const [first] = points;
  const pastYear = first && earlier.pastYear.get(first.commodity);
  if (!pastYear || !areaM2 || areaM2.isZero() || tariffs.size !== 1) return undefined;
  const like = benchmarks.find(
    ({ commodity, tariff, unit }) =>
      commodity === first.commodity && tariff === first.tariffName && unit === first.unit,
  );
  if (!like || like.tenants < LEAST_PEERS) return undefined;
  return {
    ownPerM2: pastYear.dividedBy(areaM2, PER_M2_DIGITS, "half-up").toFixed(PER_M2_DIGITS),
    peersPerM2: Decimal.parse(like.perM2).rounded(PER_M2_DIGITS, "half-up").toFixed(PER_M2_DIGITS),
    tenants: like.tenants,
  };
}
