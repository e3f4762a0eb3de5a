import { Decimal } from "#domain/core/decimal.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";

/** A point of a sum, and how often it counts: 1 is added, -1 taken off. */
export interface PointPart {
  readonly pointId: number;
  readonly factor: Decimal;
}

/** The parts of every virtual point by its id; a point that is not among them is measured. */
export type VirtualPoints = ReadonlyMap<number, readonly PointPart[]>;

/**
 * The measured points that a virtual point comes down to, each once with the sum of its factors;
 * those that cancel out are left out. A fault where a point would be a part of itself, which names
 * the way round by `nameOf`.
 */
export function measuredParts(
  pointId: number,
  virtual: VirtualPoints,
  nameOf: (pointId: number) => string,
): Result<readonly PointPart[]> {
  const found = partsOf(pointId, { virtual, known: new Map(), above: [] });
  if (found.kind === "cycle") return failed([cycleFault(found.way.map(nameOf))]);
  const parts = Array.from(found.factors, ([id, factor]) => ({ pointId: id, factor }));
  return ok(parts.filter(({ factor }) => !factor.isZero()));
}

/** Factors by measured point, or the way on which a point leads back to itself. */
type Found =
  | { readonly kind: "factors"; readonly factors: ReadonlyMap<number, Decimal> }
  | { readonly kind: "cycle"; readonly way: readonly number[] };

/** Each virtual point is walked once, however many lead to it. */
function partsOf(
  pointId: number,
  walk: {
    readonly virtual: VirtualPoints;
    readonly known: Map<number, Found>;
    readonly above: readonly number[];
  },
): Found {
  const { virtual, known, above } = walk;
  const way = [...above, pointId];
  const first = above.indexOf(pointId);
  if (first >= 0) return { kind: "cycle", way: way.slice(first) };
  const parts = virtual.get(pointId);
  if (!parts) return { kind: "factors", factors: new Map([[pointId, Decimal.ONE]]) };
  const before = known.get(pointId);
  if (before) return before;
  const factors = new Map<number, Decimal>();
  for (const part of parts) {
    const found = partsOf(part.pointId, { ...walk, above: way });
    if (found.kind === "cycle") return found;
    for (const [id, factor] of found.factors) {
      factors.set(id, (factors.get(id) ?? Decimal.ZERO).plus(factor.times(part.factor)));
    }
  }
  const all: Found = { kind: "factors", factors };
  known.set(pointId, all);
  return all;
}

function cycleFault(names: readonly string[]): Fault {
  return {
    code: "virtual-point.cycle",
    subject: "parts",
    message: `the point would be a part of itself: ${names.join(" → ")}`,
    remedy: "leave one of these out",
  };
}

/** What a measured point used, and how often it counts. */
export interface ConsumptionPart {
  readonly factor: Decimal;
  readonly consumption: IntervalConsumption;
}

/**
 * The sum of the parts, interval by interval and exact. An interval is unknown where one of the
 * parts is, and bears the qualities of all of them: estimated where any is. All parts begin at one
 * instant, and their intervals divide `intervalMinutes`. An interval may be below zero, where what
 * is taken off was read a moment before what it is taken off from. Throws a RangeError when a sum
 * is beyond 2^53 counts.
 */
export function sumOfParts(
  parts: readonly ConsumptionPart[],
  { from, intervalMinutes, slots }: SummedRange,
): IntervalConsumption {
  const worths = parts.map(({ factor, consumption }) => factor.times(consumption.perCount));
  const perCount = commonDivisor(worths);
  const amounts = new Float64Array(slots);
  const qualities = new Uint8Array(slots).fill(parts.length > 0 ? READING_QUALITY.measured : 0);
  for (const [n, { consumption }] of parts.entries()) {
    const each = timesOf(worths[n] ?? Decimal.ZERO, perCount);
    const perSlot = intervalMinutes / consumption.intervalMinutes;
    for (let slot = 0; slot < slots; slot += 1) {
      const own = slotOf(consumption, { first: slot * perSlot, count: perSlot });
      amounts[slot] = (amounts[slot] ?? 0) + own.counts * each;
      const bits = qualities[slot] ?? 0;
      qualities[slot] = own.quality === 0 || bits === 0 ? 0 : bits | own.quality;
    }
  }
  for (const [slot, quality] of qualities.entries()) if (quality === 0) amounts[slot] = 0;
  if (!amounts.every(Number.isSafeInteger)) {
    throw new RangeError(`a sum of points is beyond 2^53 counts of ${perCount}`);
  }
  return { from, intervalMinutes, amounts, perCount, qualities };
}

export interface SummedRange {
  readonly from: Temporal.Instant;
  readonly intervalMinutes: number;
  /** How many intervals. */
  readonly slots: number;
}

/** The intervals of a part within one of the sum: unknown where one of them is. */
function slotOf(
  { amounts, qualities }: IntervalConsumption,
  { first, count }: { readonly first: number; readonly count: number },
): { readonly counts: number; readonly quality: number } {
  let counts = 0;
  let quality = 0;
  for (let n = first; n < first + count; n += 1) {
    const bits = qualities ? (qualities[n] ?? 0) : READING_QUALITY.measured;
    if (n >= amounts.length || bits === 0) return { counts: 0, quality: 0 };
    counts += amounts[n] ?? 0;
    quality |= bits;
  }
  return { counts, quality };
}

/** The largest decimal of which all are whole multiples. */
function commonDivisor(values: readonly Decimal[]): Decimal {
  const scale = Math.max(0, ...values.map((value) => value.scale));
  const shared = values.reduce((all, value) => gcd(all, coefficientAt(value, scale)), 0n);
  return new Decimal(shared || 1n, scale).normalized();
}

/** How many times `unit` goes into a whole multiple of it. */
function timesOf(value: Decimal, unit: Decimal): number {
  const scale = Math.max(value.scale, unit.scale);
  return Number(coefficientAt(value, scale) / coefficientAt(unit, scale));
}

function coefficientAt({ coefficient, scale }: Decimal, wanted: number): bigint {
  return coefficient * 10n ** BigInt(wanted - scale);
}

function gcd(a: bigint, b: bigint): bigint {
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  return y === 0n ? x : gcd(y, x % y);
}
