import type { PlannedChannel } from "./building-plan.ts";

/** A type of meter as the building uses it. */
export interface MeterType {
  /** Id of its entry in catalogue/meters. */
  readonly modelId: string;
  /** Current transformers before the meter: its register times this is the true amount. */
  readonly multiplier: number;
  readonly channel: Omit<PlannedChannel, "intervalMinutes">;
}

const ENERGY_1_WH = {
  quantity: "energyDelivered",
  unit: "kWh",
  resolution: "0.001",
  registerDigits: 9,
} as const;
const ENERGY_10_WH = {
  quantity: "energyDelivered",
  unit: "kWh",
  resolution: "0.01",
  registerDigits: 8,
} as const;

/**
 * Which meters hang where. The register facts repeat those of the catalogue entries, because a
 * plan is made without reading files; a test holds them together.
 */
export const METER_TYPES = {
  electricitySupply: { modelId: "schneider-iem3255", multiplier: 40, channel: ENERGY_1_WH },
  electricityHeavy: { modelId: "schneider-iem3155", multiplier: 1, channel: ENERGY_1_WH },
  electricityLight: { modelId: "eastron-sdm630", multiplier: 1, channel: ENERGY_10_WH },
  waterSupply: {
    modelId: "water",
    multiplier: 1,
    channel: { quantity: "volume", unit: "m3", resolution: "0.001", registerDigits: 8 },
  },
  water: {
    modelId: "water",
    multiplier: 1,
    channel: { quantity: "volume", unit: "m3", resolution: "0.001", registerDigits: 8 },
  },
  heat: {
    modelId: "heat",
    multiplier: 1,
    channel: { quantity: "energyDelivered", unit: "kWh", resolution: "0.1", registerDigits: 8 },
  },
} as const satisfies Record<string, MeterType>;
