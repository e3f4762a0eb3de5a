import { Decimal } from "#domain/core/decimal.ts";

/** What one of a unit is worth in the base unit of its kind, as a fraction. */
type Worth = readonly [kind: string, numerator: bigint, denominator: bigint];

const JOULES_PER_WATT_HOUR = 3_600n;
const MILLIJOULES_PER_CALORIE = 4_187n;

/** Units as meters send them and as catalogue entries want them. */
const WORTHS: Readonly<Record<string, Worth>> = {
  J: ["energy", 1n, 1n],
  kJ: ["energy", 1_000n, 1n],
  MJ: ["energy", 1_000_000n, 1n],
  GJ: ["energy", 1_000_000_000n, 1n],
  Wh: ["energy", JOULES_PER_WATT_HOUR, 1n],
  kWh: ["energy", 1_000n * JOULES_PER_WATT_HOUR, 1n],
  MWh: ["energy", 1_000_000n * JOULES_PER_WATT_HOUR, 1n],
  cal: ["energy", MILLIJOULES_PER_CALORIE, 1_000n],
  varh: ["reactive energy", 1n, 1n],
  kvarh: ["reactive energy", 1_000n, 1n],
  VAh: ["apparent energy", 1n, 1n],
  kVAh: ["apparent energy", 1_000n, 1n],
  W: ["power", JOULES_PER_WATT_HOUR, 1n],
  kW: ["power", 1_000n * JOULES_PER_WATT_HOUR, 1n],
  MW: ["power", 1_000_000n * JOULES_PER_WATT_HOUR, 1n],
  "J/h": ["power", 1n, 1n],
  var: ["reactive power", 1n, 1n],
  kvar: ["reactive power", 1_000n, 1n],
  VA: ["apparent power", 1n, 1n],
  kVA: ["apparent power", 1_000n, 1n],
  l: ["volume", 1n, 1_000n],
  m3: ["volume", 1n, 1n],
  "l/h": ["flow", 1n, 1_000n],
  "m3/h": ["flow", 1n, 1n],
  "m3/min": ["flow", 60n, 1n],
  "m3/s": ["flow", 3_600n, 1n],
  s: ["time", 1n, 1n],
  min: ["time", 60n, 1n],
  h: ["time", 3_600n, 1n],
  day: ["time", 86_400n, 1n],
};

/** Digits after the point that a quotient without end keeps: far below any meter's resolution. */
const QUOTIENT_DIGITS = 12;

/**
 * `value` of the unit `from` in the unit `to`; exact but for quotients without end (joules in
 * watt-hours), which keep 12 digits after the point. Undefined when the one cannot become the other.
 */
export function convertUnit(value: Decimal, from: string, to: string): Decimal | undefined {
  if (from === to) return value;
  const worth = WORTHS[from];
  const wanted = WORTHS[to];
  if (!worth || !wanted || worth[0] !== wanted[0]) return undefined;
  const numerator = Decimal.of(worth[1] * wanted[2]);
  const denominator = Decimal.of(worth[2] * wanted[1]);
  const digits = Math.max(QUOTIENT_DIGITS, value.scale);
  return value.times(numerator).dividedBy(denominator, digits, "half-even").normalized();
}
