import { convertQuantity } from "#domain/core/convert-quantity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { BEARERS, type Bearer } from "./borne-use.ts";

/**
 * Where a point stands: `supply` measures what enters the zones, `under` what is used in one, and
 * `outside` is in none. A point between two zones is neither: what it counts is counted under it.
 */
export type PointPlace = "supply" | "under" | "outside";

/** What a point used in some days, by who bears it. */
export interface BornePoint {
  readonly place: PointPlace;
  readonly unit: string;
  readonly parts: readonly BornePart[];
}

export interface BornePart {
  readonly bearer: Bearer;
  /** What its meter counted; undefined where nothing is known: never zero. */
  readonly quantity: Decimal | undefined;
  /** Whether all of it is known. */
  readonly complete: boolean;
  /** What the bill says; undefined where there is none, or where it has days of other months too. */
  readonly billed: Decimal | undefined;
  /** Of what is billed, what rests on estimated readings. */
  readonly estimated: Decimal | undefined;
}

/** What was supplied beside what became of it. All in the unit. */
export interface SuppliedBilled {
  readonly unit: string;
  /** Undefined where no zone has a supply, or one of its meters is not known. */
  readonly supplied: Decimal | undefined;
  /** By who bears it; of `billed` what the bills say. */
  readonly borne: Readonly<Record<Bearer, Decimal>>;
  /** Of what is billed, what rests on estimated readings. */
  readonly estimated: Decimal;
  /** Counted, and not on the bill of the same days: readings that were corrected since; may be below zero. */
  readonly difference: Decimal;
  /** Of all of these, what points count that are under no zone. */
  readonly outside: Decimal;
  /** Supplied, and counted by no meter under it; undefined where one of them is not known. */
  readonly loss: Decimal | undefined;
  /** Of what was supplied, rounded half up to hundredths. */
  readonly lossPercent: Decimal | undefined;
  /** Points of which not everything is known. */
  readonly unknownPoints: number;
}

const PERCENT_DIGITS = 2;

/**
 * Adds up the points of one site and commodity, exact within one unit:
 * supplied + outside = all that is borne + difference + loss.
 */
export function suppliedBilled(points: readonly BornePoint[]): SuppliedBilled {
  const unit = (points.find(({ place }) => place === "supply") ?? points[0])?.unit ?? "";
  const counted = points.map((point) => countedPoint(point, unit));
  const at = (place: PointPlace) => counted.filter((_, n) => points[n]?.place === place);
  const [supply, under, outside] = [at("supply"), at("under"), at("outside")];
  const users = [...under, ...outside];
  const borneBy = (bearer: Bearer) =>
    Decimal.sum(users.flatMap(({ borne }) => borne.get(bearer) ?? [])).normalized();
  const supplied = wholeSum(supply);
  const used = wholeSum(under);
  const loss = supplied && used && supplied.minus(used).normalized();
  return {
    unit,
    supplied,
    borne: Object.fromEntries(BEARERS.map((bearer) => [bearer, borneBy(bearer)])) as Record<
      Bearer,
      Decimal
    >,
    estimated: Decimal.sum(users.map(({ estimated }) => estimated)).normalized(),
    difference: Decimal.sum(users.map(({ difference }) => difference)).normalized(),
    outside: Decimal.sum(outside.flatMap(({ quantity }) => quantity ?? [])).normalized(),
    loss,
    lossPercent:
      loss && supplied.compare(Decimal.ZERO) > 0
        ? loss.times(Decimal.of(100)).dividedBy(supplied, PERCENT_DIGITS, "half-up")
        : undefined,
    unknownPoints: counted.filter(({ complete }) => !complete).length,
  };
}

interface CountedPoint {
  readonly quantity: Decimal | undefined;
  readonly complete: boolean;
  readonly borne: ReadonlyMap<Bearer, Decimal>;
  readonly estimated: Decimal;
  readonly difference: Decimal;
}

function countedPoint({ unit, parts }: BornePoint, into: string): CountedPoint {
  const borne = new Map<Bearer, Decimal>();
  let quantity: Decimal | undefined;
  let estimated = Decimal.ZERO;
  let difference = Decimal.ZERO;
  for (const part of parts) {
    const counted = part.quantity && convertQuantity(part.quantity, unit, into);
    const billed = part.billed && convertQuantity(part.billed, unit, into);
    const told = billed ?? counted;
    if (told) borne.set(part.bearer, (borne.get(part.bearer) ?? Decimal.ZERO).plus(told));
    const guessed = part.estimated && convertQuantity(part.estimated, unit, into);
    if (guessed) estimated = estimated.plus(guessed);
    // What is billed without any reading is off by all of it.
    if (billed) difference = difference.plus((counted ?? Decimal.ZERO).minus(billed));
    if (counted) quantity = (quantity ?? Decimal.ZERO).plus(counted);
  }
  return {
    quantity,
    complete: parts.every(({ complete }) => complete),
    borne,
    estimated,
    difference,
  };
}

/** Undefined where there is none, or one of them is not known. */
function wholeSum(points: readonly CountedPoint[]): Decimal | undefined {
  const known = points.flatMap(({ quantity }) => quantity ?? []);
  return points.length > 0 && known.length === points.length
    ? Decimal.sum(known).normalized()
    : undefined;
}
