import { convertQuantity } from "#domain/core/convert-quantity.ts";
import { Decimal } from "#domain/core/decimal.ts";

/** What a point of a balance zone counted in a stretch of time. */
export interface CountedPoint {
  readonly side: "supply" | "use";
  readonly servicePointId: number;
  readonly unit: string;
  /** Undefined where nothing is known: never zero. */
  readonly quantity: Decimal | undefined;
}

/** What went into a zone, what was counted under it, and what is missing between the two. */
export interface ZoneFlow {
  /** Of its first supply point; else of its first point. */
  readonly unit: string;
  /** All in the unit; undefined where one of the points it needs is not known. */
  readonly supplied: Decimal | undefined;
  readonly used: Decimal | undefined;
  /** Below zero where more was counted under it than went in. */
  readonly loss: Decimal | undefined;
  /** Of what was supplied, rounded half up to hundredths; undefined where that is nothing. */
  readonly lossPercent: Decimal | undefined;
  /** In the unit, in the order given. */
  readonly quantities: readonly (Decimal | undefined)[];
}

const PERCENT_DIGITS = 2;

/** Adds up a zone: exact within one unit, and no sum stands where a part of it is missing. */
export function zoneFlow(points: readonly CountedPoint[]): ZoneFlow {
  const unit = (points.find(({ side }) => side === "supply") ?? points[0])?.unit ?? "";
  const quantities = points.map(
    (point) => point.quantity && convertQuantity(point.quantity, point.unit, unit),
  );
  const sumOf = (side: CountedPoint["side"]) => {
    const own = quantities.filter((_, n) => points[n]?.side === side);
    const known = own.flatMap((quantity) => quantity ?? []);
    return own.length > 0 && known.length === own.length ? Decimal.sum(known) : undefined;
  };
  const [supplied, used] = [sumOf("supply"), sumOf("use")];
  const loss = supplied && used && supplied.minus(used);
  const hasSupply = supplied !== undefined && supplied.compare(Decimal.ZERO) > 0;
  const lossPercent =
    loss && hasSupply
      ? loss.times(Decimal.of(100)).dividedBy(supplied, PERCENT_DIGITS, "half-up")
      : undefined;
  return { unit, supplied, used, loss, lossPercent, quantities };
}
