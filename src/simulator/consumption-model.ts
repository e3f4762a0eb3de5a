import { Decimal } from "#domain/core/decimal.ts";
import type { BuildingPlan, PlannedPoint } from "./building-plan.ts";
import { type Bypass, bypassedAt } from "./bypass.ts";
import { LocalDays, QUARTER_MS } from "./local-days.ts";
import { outsideTemperature } from "./outside-temperature.ts";
import { noiseAt, noiseKey } from "./seeded-noise.ts";
import {
  LoadCurve,
  type QuarterRange,
  SupplyCurve,
  type TechnicalLoss,
  type UseCurve,
} from "./use-curve.ts";
import { USE_PROFILES } from "./use-profiles.ts";

/** One kWh in mWh, one m³ in ml: the model counts in these. */
const MILLI_PER_UNIT = 1_000_000;
const QUARTERS_PER_UTC_DAY = 96;
const DAYS_TO_JUDGE_USE = 366;
const MS_PER_HOUR = 3_600_000;

/** Losses between supply and points. The supplies' allowed loss in the plan lies above them. */
const TECHNICAL_LOSS: Readonly<Partial<Record<PlannedPoint["commodity"], TechnicalLoss>>> = {
  electricity: { permille: 13, milliPerHour: 60_000 },
  "cold-water": { permille: 10, milliPerHour: 0 },
  heat: { permille: 40, milliPerHour: 150_000 },
};

/** Bypasses by the name of the point; none where absent. */
export type Bypasses = ReadonlyMap<string, readonly Bypass[]>;
const NO_BYPASS: Bypasses = new Map();

/** Whole UTC days `[from, from + days)`. */
export interface UtcDays {
  readonly from: Temporal.PlainDate;
  readonly days: number;
}

interface Metered {
  readonly point: PlannedPoint;
  readonly curve: UseCurve;
  /** mWh or ml in one count of the register. */
  readonly milliPerCount: number;
  /** What the register showed on the first day. */
  readonly startMilli: number;
}

/**
 * The registers of a planned building as a pure function of plan, time and bypasses: the same
 * for a year of history and for the meter on the wire. Points are named by their index in
 * `plan.points`. Registers are whole counts of the channel's resolution that never fall.
 * Times before the building's first day (local-days.ts) are a RangeError.
 */
export class ConsumptionModel {
  readonly plan: BuildingPlan;
  readonly #metered: readonly Metered[];
  readonly #days: LocalDays;

  constructor(plan: BuildingPlan) {
    this.plan = plan;
    const days = new LocalDays(plan.timeZone);
    this.#days = days;
    const loads = new Map(
      plan.points.filter(({ load }) => load).map((point) => [point, loadCurve(plan, point, days)]),
    );
    this.#metered = plan.points.map((point) => {
      const curve = loads.get(point) ?? supplyCurve(point, loads, days);
      const milliPerCount = milliPerCountOf(point);
      const yearMilli = curve.usedAt(days.at(DAYS_TO_JUDGE_USE).firstQuarter * QUARTER_MS);
      const yearsBefore = 0.2 + 1.6 * noiseAt(noiseKey(plan.seed, point.name), 0);
      return { point, curve, milliPerCount, startMilli: Math.floor(yearMilli * yearsBefore) };
    });
  }

  /** The register at an instant, in counts. */
  registerAt(pointIndex: number, at: Temporal.Instant, bypasses: Bypasses = NO_BYPASS): number {
    const metered = this.#at(pointIndex);
    return Math.floor(
      this.countedMilliAt(pointIndex, at.epochMilliseconds, bypasses) / metered.milliPerCount,
    );
  }

  /** The registers at each quarter hour of the days and at their end: `96 × days + 1` values. */
  quarterHourRegisters(
    pointIndex: number,
    { from, days }: UtcDays,
    bypasses: Bypasses = NO_BYPASS,
  ): Float64Array {
    const { point, curve, milliPerCount, startMilli } = this.#at(pointIndex);
    const first = from.toZonedDateTime("UTC").epochMilliseconds / QUARTER_MS;
    const range: QuarterRange = { first, count: days * QUARTERS_PER_UTC_DAY };
    const registers = curve.usedAtQuarters(range);
    const ofPoint = bypasses.get(point.name) ?? [];
    const used = (epochMs: number) => curve.usedAt(epochMs);
    for (let n = 0; n < registers.length; n += 1) {
      const bypassed = ofPoint.length > 0 ? bypassedAt(ofPoint, (first + n) * QUARTER_MS, used) : 0;
      registers[n] = Math.floor((startMilli + (registers[n] ?? 0) - bypassed) / milliPerCount);
    }
    return registers;
  }

  /** How far the register moves in each quarter hour of the days: `96 × days` counts. */
  quarterHourCounts(
    pointIndex: number,
    range: UtcDays,
    bypasses: Bypasses = NO_BYPASS,
  ): Int32Array {
    const registers = this.quarterHourRegisters(pointIndex, range, bypasses);
    return Int32Array.from(
      { length: registers.length - 1 },
      (_, n) => (registers[n + 1] ?? 0) - (registers[n] ?? 0),
    );
  }

  /** What the meter has counted since it was made, in mWh or ml of true use, finer than a count. */
  countedMilliAt(pointIndex: number, epochMs: number, bypasses: Bypasses = NO_BYPASS): number {
    const { point, curve, startMilli } = this.#at(pointIndex);
    const bypassed = bypassedAt(bypasses.get(point.name) ?? [], epochMs, (ms) => curve.usedAt(ms));
    return startMilli + curve.usedAt(epochMs) - bypassed;
  }

  /** How fast the meter counts at an instant, in mWh or ml an hour: the slope of its register. */
  countedPerHourAt(pointIndex: number, epochMs: number, bypasses: Bypasses = NO_BYPASS): number {
    const from = Math.floor(epochMs / QUARTER_MS) * QUARTER_MS;
    const { point, curve } = this.#at(pointIndex);
    const seen = 1 - bypassedShare(bypasses.get(point.name) ?? [], epochMs);
    const used = curve.usedAt(from + QUARTER_MS) - curve.usedAt(from);
    return (seen * used * MS_PER_HOUR) / QUARTER_MS;
  }

  /** The mean outside temperature of the local day, in °C. */
  outsideCelsiusAt(epochMs: number): number {
    const day = this.#days.containing(Math.floor(epochMs / QUARTER_MS));
    return outsideTemperature(this.plan.seed, day);
  }

  #at(pointIndex: number): Metered {
    const metered = this.#metered[pointIndex];
    if (!metered) throw new RangeError(`the plan has no point ${pointIndex}`);
    return metered;
  }
}

function bypassedShare(bypasses: readonly Bypass[], epochMs: number): number {
  const now = bypasses.find(
    ({ from, to }) =>
      from.epochMilliseconds <= epochMs && epochMs < (to?.epochMilliseconds ?? Infinity),
  );
  return (now?.permille ?? 0) / 1000;
}

function loadCurve(plan: BuildingPlan, point: PlannedPoint, days: LocalDays): UseCurve {
  const { load, commodity, tenant, name } = point;
  const profile = load && USE_PROFILES[load.use][commodity];
  if (!load || !profile) throw new RangeError(`${name}: no pattern of ${commodity} for its use`);
  return new LoadCurve({
    seed: plan.seed,
    days,
    load,
    profile,
    key: noiseKey(plan.seed, name),
    tenantKey: noiseKey(plan.seed, tenant ?? name),
  });
}

function supplyCurve(
  supply: PlannedPoint,
  loads: ReadonlyMap<PlannedPoint, UseCurve>,
  days: LocalDays,
): UseCurve {
  const loss = TECHNICAL_LOSS[supply.commodity];
  if (supply.role !== "supply" || !loss) {
    throw new RangeError(`${supply.name}: neither a load nor a supply with a known loss`);
  }
  const behind = [...loads].filter(([point]) => point.commodity === supply.commodity);
  return new SupplyCurve(
    behind.map(([, curve]) => curve),
    loss,
    days,
  );
}

/** Throws a RangeError when a count is not a whole number of mWh or ml. */
function milliPerCountOf({ name, channel, multiplier }: PlannedPoint): number {
  const milli = Decimal.parse(channel.resolution)
    .times(Decimal.of(MILLI_PER_UNIT))
    .times(Decimal.of(multiplier.numerator))
    .dividedBy(Decimal.of(multiplier.denominator), 6, "down")
    .normalized();
  if (milli.scale > 0 || milli.coefficient <= 0n) {
    throw new RangeError(`${name}: a count of its register is not a whole mWh or ml: ${milli}`);
  }
  return Number(milli.coefficient);
}
