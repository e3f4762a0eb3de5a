import { Decimal } from "#domain/core/decimal.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { type InstalledMeter, seriesOfMeter } from "./installed-meter.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";
import { type RegisterSeries, steadyStepMs } from "./register-series.ts";
import { registerRules } from "./register-rules.ts";
import { type TrustedReadings, trustedReadings } from "./trusted-readings.ts";

export interface ConsumptionQuery {
  /** For the faults. */
  readonly name: string;
  readonly series: RegisterSeries;
  readonly meters: readonly InstalledMeter[];
  /** Its ends lie on the grid of `intervalMinutes`. */
  readonly range: InstantRange;
  readonly intervalMinutes: number;
  /** One count in the channel's unit, before the multiplier. */
  readonly resolution: Decimal;
  /** The register wraps at 10^digits; 0: never. */
  readonly digits: number;
  /** The most that can be used in an hour, in the channel's unit: the rated power of the service. */
  readonly mostPerHour?: Decimal | undefined;
}

export interface RegisterConsumption {
  readonly consumption: IntervalConsumption;
  /** What a person should know: misreads left out, restarts, parts without any reading. */
  readonly faults: readonly Fault[];
  /** Intervals with no reading on one of their sides: nothing is counted there. */
  readonly missingIntervals: number;
}

const MS_PER_MINUTE = 60_000;

/**
 * What a channel used in each interval of a range: differences of register values, across
 * rollovers and meter exchanges. Where readings are missing between two, their difference is
 * spread evenly over the time between (rule R4) and marked estimated; the sum stays exact.
 */
export function registerConsumption(query: ConsumptionQuery): RegisterConsumption {
  const { series, meters, range, intervalMinutes, resolution } = query;
  const stepMs = intervalMinutes * MS_PER_MINUTE;
  const fromMs = range.from.epochMilliseconds;
  const slots = Math.round((range.to.epochMilliseconds - fromMs) / stepMs);
  const common = commonMultiplier(meters);
  const perCount = resolution.times(common.unit);
  const amounts = steadyAmounts(query, { fromMs, stepMs, slots });
  if (amounts) {
    const consumption = { from: range.from, intervalMinutes, amounts, perCount };
    return { consumption, faults: [], missingIntervals: 0 };
  }
  const grid: Grid = {
    fromMs,
    stepMs,
    amounts: new Float64Array(slots),
    qualities: new Uint8Array(slots),
  };
  const faults: Fault[] = [];
  meters.forEach((meter, n) => {
    const own = seriesOfMeter(series, meter);
    const rules = registerRules(query, meter);
    const trusted = trustedReadings(own, rules);
    const { misread, restarts } = trusted;
    faults.push(...misreadFaults(query, own, misread), ...restartFaults(query, own, restarts));
    addSteps(grid, own, { trusted, modulus: rules.modulus, factor: common.factors[n] ?? 1 });
  });
  const { missingIntervals, allMeasured } = judged(grid.qualities);
  return {
    consumption: {
      from: range.from,
      intervalMinutes,
      amounts: grid.amounts,
      perCount,
      ...(!allMeasured && { qualities: grid.qualities }),
    },
    faults,
    missingIntervals,
  };
}

/**
 * The usual case, for which nothing is to be judged: one meter that was read steadily through the
 * whole range, at the ends of its intervals. Its multiplier is the unit. Undefined in all others.
 */
function steadyAmounts(
  { series, meters }: ConsumptionQuery,
  {
    fromMs,
    stepMs,
    slots,
  }: { readonly fromMs: number; readonly stepMs: number; readonly slots: number },
): Float64Array | undefined {
  const [meter] = meters;
  if (!meter || meters.length > 1) return undefined;
  const own = seriesOfMeter(series, meter);
  const first = (fromMs - (own.epochMs[0] ?? Infinity)) / stepMs;
  const isSteady = steadyStepMs(own) === stepMs && Number.isInteger(first) && first >= 0;
  const { counts } = own;
  if (!isSteady || first + slots >= counts.length) return undefined;
  const amounts = new Float64Array(slots);
  let before = counts[first] ?? 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const after = counts[first + slot + 1] ?? 0;
    amounts[slot] = after - before;
    before = after;
  }
  return amounts;
}

interface Grid {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly amounts: Float64Array;
  readonly qualities: Uint8Array;
}

/** What was counted between two trusted readings. */
interface Step {
  readonly fromMs: number;
  readonly toMs: number;
  readonly counts: number;
  readonly quality: number;
}

function stepBetween(
  series: RegisterSeries,
  { before, at, modulus, factor }: { before: number; at: number; modulus: number; factor: number },
): Step {
  const climbed = (series.counts[at] ?? 0) - (series.counts[before] ?? 0);
  return {
    fromMs: series.epochMs[before] ?? 0,
    toMs: series.epochMs[at] ?? 0,
    counts: (climbed < 0 ? climbed + modulus : climbed) * factor,
    quality: (series.qualities[at] ?? 0) | (series.qualities[before] ?? 0),
  };
}

/**
 * Adds what was counted between trusted readings: as it is where both lie within one slot, the
 * usual case, else spread. A bill run does this for every reading: nothing is made for one.
 */
function addSteps(
  grid: Grid,
  series: RegisterSeries,
  { trusted, modulus, factor }: { trusted: TrustedReadings; modulus: number; factor: number },
): void {
  const { fromMs, stepMs, amounts, qualities } = grid;
  const { indexes, restarts } = trusted;
  for (let i = 1; i < indexes.length; i += 1) {
    const at = indexes[i] ?? 0;
    const before = indexes[i - 1] ?? 0;
    if (restarts.length > 0 && restarts.includes(at)) continue;
    const slot = Math.floor(((series.epochMs[before] ?? 0) - fromMs) / stepMs);
    if ((series.epochMs[at] ?? 0) > fromMs + (slot + 1) * stepMs) {
      spread(grid, stepBetween(series, { before, at, modulus, factor }));
    } else if (slot >= 0 && slot < amounts.length) {
      const climbed = (series.counts[at] ?? 0) - (series.counts[before] ?? 0);
      const counts = (climbed < 0 ? climbed + modulus : climbed) * factor;
      const quality = (series.qualities[at] ?? 0) | (series.qualities[before] ?? 0);
      amounts[slot] = (amounts[slot] ?? 0) + counts;
      qualities[slot] = (qualities[slot] ?? 0) | quality;
    }
  }
}

/** In one plain loop, since it goes over every interval of a bill run. */
function judged(qualities: Uint8Array): {
  readonly missingIntervals: number;
  readonly allMeasured: boolean;
} {
  let missingIntervals = 0;
  let allMeasured = true;
  for (let slot = 0; slot < qualities.length; slot += 1) {
    const bits = qualities[slot] ?? 0;
    if (bits === 0) missingIntervals += 1;
    if (bits !== READING_QUALITY.measured) allMeasured = false;
  }
  return { missingIntervals, allMeasured };
}

/** Spreads a step evenly over time, cumulatively, so that the sum stays what it was. */
function spread(grid: Grid, step: Step): void {
  const { fromMs, stepMs, amounts } = grid;
  const first = Math.max(0, Math.floor((step.fromMs - fromMs) / stepMs));
  const end = Math.min(amounts.length, Math.ceil((step.toMs - fromMs) / stepMs));
  const countedUntil = evenly(step);
  let before = countedUntil(Math.max(step.fromMs, fromMs + first * stepMs));
  for (let slot = first; slot < end; slot += 1) {
    const until = countedUntil(Math.min(step.toMs, fromMs + (slot + 1) * stepMs));
    add(grid, slot, { counts: until - before, quality: READING_QUALITY.estimated });
    before = until;
  }
}

/**
 * What of a step was counted until a time in it, its fraction cut off. Where the product is a whole number
 * that a double holds, the quotient cut off is exact; only where it is not, slow bigints are needed.
 */
function evenly({ fromMs, toMs, counts }: Step): (ms: number) => number {
  const length = toMs - fromMs;
  if (Math.abs(counts * length) <= Number.MAX_SAFE_INTEGER) {
    return (ms) => Math.trunc((counts * (ms - fromMs)) / length);
  }
  return (ms) => Number((BigInt(counts) * BigInt(ms - fromMs)) / BigInt(length));
}

function add(
  { amounts, qualities }: Grid,
  slot: number,
  { counts, quality }: Pick<Step, "counts" | "quality">,
): void {
  amounts[slot] = (amounts[slot] ?? 0) + counts;
  qualities[slot] = (qualities[slot] ?? 0) | quality;
}

/**
 * One unit that every multiplier is a whole number of, so that the counts of different meters add
 * up: for 40 and 1 it is 1, for 1/2 and 3 it is 1/2.
 */
function commonMultiplier(meters: readonly InstalledMeter[]): {
  readonly unit: Decimal;
  readonly factors: readonly number[];
} {
  const denominator = meters.reduce(
    (all, { multiplier }) => (all * multiplier.denominator) / gcd(all, multiplier.denominator),
    1n,
  );
  const numerators = meters.map(
    ({ multiplier }) => (multiplier.numerator * denominator) / multiplier.denominator,
  );
  const shared = numerators.reduce(gcd, 0n) || 1n;
  return {
    unit: quotient(shared, denominator),
    factors: numerators.map((numerator) => Number(numerator / shared)),
  };
}

const DIGITS_OF_MULTIPLIER = 12;

/** Exact for every ratio of transformers in use; a third is kept to 12 digits. */
function quotient(numerator: bigint, denominator: bigint): Decimal {
  return new Decimal(numerator, 0)
    .dividedBy(new Decimal(denominator, 0), DIGITS_OF_MULTIPLIER, "half-up")
    .normalized();
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

function timeOf(series: RegisterSeries, index: number): string {
  return Temporal.Instant.fromEpochMilliseconds(series.epochMs[index] ?? 0).toString();
}

function misreadFaults(
  { name }: ConsumptionQuery,
  series: RegisterSeries,
  misread: readonly number[],
): Fault[] {
  return misread.map((index) => ({
    code: "consumption.misread",
    subject: name,
    message: `the reading of ${timeOf(series, index)} stands apart from its neighbours and is left out`,
    remedy: "compare it with the meter",
  }));
}

function restartFaults(
  { name }: ConsumptionQuery,
  series: RegisterSeries,
  restarts: readonly number[],
): Fault[] {
  return restarts.map((index) => ({
    code: "consumption.register-restarted",
    subject: name,
    message: `the register starts anew at ${timeOf(series, index)}; nothing is counted over that step`,
    remedy: "record the meter exchange with its closing and opening readings",
  }));
}
