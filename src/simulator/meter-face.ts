import type { PlannedPoint } from "./building-plan.ts";
import type { Bypasses, ConsumptionModel } from "./consumption-model.ts";
import { noiseBetween, noiseKey, smoothNoise } from "./seeded-noise.ts";
import type { Use } from "./use-profiles.ts";

/**
 * What a meter measures at an instant, by quantity, in kWh, kW, V, A, Hz, m³, m³/h and °C before
 * any transformer's ratio is taken out: secondary values of a meter behind transformers. Shown,
 * never billed, except the billed register, which is `ConsumptionModel.registerAt`.
 */
export type MeterFace = ReadonlyMap<string, number>;

export interface FaceQuery {
  readonly model: ConsumptionModel;
  readonly pointIndex: number;
  readonly epochMs: number;
  readonly bypasses: Bypasses;
}

const MILLI_PER_UNIT = 1_000_000;
const PHASES = ["L1", "L2", "L3"] as const;
const NOMINAL_VOLT = 230;
const NOMINAL_HERTZ = 50;
/** kWh that warm one cubic metre of water by one kelvin. */
const KWH_PER_CUBIC_METRE_KELVIN = 1.163;

/** Power factors of what draws there; the supply sees their mixture. */
const POWER_FACTORS: Readonly<Record<Use | "supply", number>> = {
  shop: 0.94,
  food: 0.88,
  office: 0.96,
  dwelling: 0.97,
  lighting: 0.95,
  lift: 0.72,
  ventilation: 0.84,
  stairs: 1,
  supply: 0.93,
};

/** Everything the meter of the point shows. Power and flow follow the slope of its register. */
export function meterFace(query: FaceQuery): MeterFace {
  const { model, pointIndex, epochMs, bypasses } = query;
  const point = model.plan.points[pointIndex];
  if (!point) throw new RangeError(`the plan has no point ${pointIndex}`);
  const ratio = point.multiplier.numerator / point.multiplier.denominator;
  const facts: FaceFacts = {
    point,
    key: noiseKey(model.plan.seed, point.name),
    buildingKey: noiseKey(model.plan.seed, "mains"),
    epochMs,
    counted: model.countedMilliAt(pointIndex, epochMs, bypasses) / MILLI_PER_UNIT / ratio,
    perHour: model.countedPerHourAt(pointIndex, epochMs, bypasses) / MILLI_PER_UNIT / ratio,
    outsideCelsius: model.outsideCelsiusAt(epochMs),
  };
  switch (point.commodity) {
    case "electricity":
      return electricityFace(facts);
    case "heat":
      return heatFace(facts);
    default:
      return waterFace(facts);
  }
}

interface FaceFacts {
  readonly point: PlannedPoint;
  readonly key: number;
  readonly buildingKey: number;
  readonly epochMs: number;
  /** kWh or m³. */
  readonly counted: number;
  /** kW or m³/h. */
  readonly perHour: number;
  readonly outsideCelsius: number;
}

/** Power trembles around the mean of its quarter hour by at most this share. */
const TREMBLE = 0.03;
const TREMBLE_MS = 4000;

function electricityFace({
  point,
  key,
  buildingKey,
  epochMs,
  counted,
  perHour,
}: FaceFacts): MeterFace {
  const kW = perHour * (1 + TREMBLE * smoothNoise(key, epochMs / TREMBLE_MS));
  const powerFactor = POWER_FACTORS[point.load?.use ?? "supply"];
  const reactivePerActive = Math.tan(Math.acos(powerFactor));
  const mains = NOMINAL_VOLT + 2 * smoothNoise(buildingKey, epochMs / 60_000);
  const face = new Map([
    ["energyDelivered", counted],
    ["energyReceived", 0],
    ["reactiveEnergyDelivered", counted * reactivePerActive],
    ["reactiveEnergyReceived", 0],
    ["activePower", kW],
    ["apparentPower", kW / powerFactor],
    ["reactivePower", kW * reactivePerActive],
    ["powerFactor", powerFactor],
    ["frequency", NOMINAL_HERTZ + 0.02 * smoothNoise(buildingKey + 1, epochMs / 10_000)],
  ]);
  phaseShares(key).forEach((share, n) => {
    const phase = PHASES[n];
    const volt =
      mains + 0.8 * smoothNoise(buildingKey + 2 + n, epochMs / TREMBLE_MS) - 0.1 * share * kW;
    face.set(`activePower${phase}`, kW * share);
    face.set(`voltage${phase}`, volt);
    face.set(`current${phase}`, (1000 * kW * share) / powerFactor / volt);
    face.set(`energyDelivered${phase}`, counted * share);
  });
  return face;
}

/** How the load lies on the three phases; the same for ever, so that phase energies add up. */
function phaseShares(key: number): readonly number[] {
  const first = noiseBetween(key, 1001, [0.28, 0.4]);
  const second = noiseBetween(key, 1002, [0.28, 0.38]);
  return [first, second, 1 - first - second];
}

function heatFace({ key, epochMs, counted, perHour, outsideCelsius }: FaceFacts): MeterFace {
  const spread = noiseBetween(key, 1003, [14, 22]);
  const perCubicMetre = KWH_PER_CUBIC_METRE_KELVIN * spread;
  const flowing = perHour > 0;
  const curve = Math.min(80, 42 + 1.3 * Math.max(0, 20 - outsideCelsius));
  const supply = flowing ? curve + 0.6 * smoothNoise(key, epochMs / 30_000) : 24;
  return new Map([
    ["energyDelivered", counted],
    ["volume", counted / perCubicMetre],
    ["thermalPower", perHour],
    ["flow", perHour / perCubicMetre],
    ["flowTemperature", supply],
    ["returnTemperature", flowing ? supply - spread : 23.5],
    ["temperatureDifference", flowing ? spread : 0.5],
  ]);
}

function waterFace({ key, epochMs, counted, perHour }: FaceFacts): MeterFace {
  return new Map([
    ["volume", counted],
    ["flow", perHour],
    ["waterTemperature", 12 + smoothNoise(key, epochMs / 3_600_000)],
  ]);
}
