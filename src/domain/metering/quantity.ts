/** What can be measured: the one word for it in all models, with the units that it may have. */
const WHOLE_QUANTITIES: Readonly<Record<string, readonly string[]>> = {
  energyDelivered: ["kWh", "MJ", "GJ", "MWh"],
  energyReceived: ["kWh", "MJ", "GJ", "MWh"],
  /** Delivered and received added up, where the meter does not tell them apart. */
  energySum: ["kWh"],
  /** Delivered less received. */
  energyNet: ["kWh"],
  reactiveEnergyDelivered: ["kvarh"],
  reactiveEnergyReceived: ["kvarh"],
  reactiveEnergySum: ["kvarh"],
  apparentEnergy: ["kVAh"],
  coolingEnergy: ["kWh", "MJ", "GJ", "MWh"],
  volume: ["m3", "l"],
  volumeReceived: ["m3", "l"],
  activePower: ["kW"],
  activePowerDelivered: ["kW"],
  activePowerReceived: ["kW"],
  reactivePower: ["kvar"],
  apparentPower: ["kVA"],
  peakDemand: ["kW"],
  thermalPower: ["kW"],
  peakThermalPower: ["kW"],
  powerFactor: [""],
  frequency: ["Hz"],
  voltage: ["V"],
  current: ["A"],
  flow: ["m3/h"],
  flowTemperature: ["°C"],
  returnTemperature: ["°C"],
  temperatureDifference: ["K"],
  waterTemperature: ["°C"],
  pressure: ["bar"],
  operatingTime: ["h"],
  batteryVoltage: ["V"],
  /** Bits as the maker defines them. */
  status: [""],
};

/** A part of the whole: a phase, a tariff register of the meter itself, a further input. */
const PART = /(L[123]|T[1-8]|Input[1-9])$/;

/** The parts that meters mostly have of a quantity: phases of what flows, tariffs of what is counted. */
function usualPartsOf(whole: string): readonly string[] {
  const phases = ["L1", "L2", "L3"];
  const tariffs = ["T1", "T2", "T3", "T4"];
  if (/^(voltage|current|powerFactor|(active|reactive|apparent)Power)$/.test(whole)) return phases;
  return /Energy|^energy/.test(whole) ? [...phases, ...tariffs] : [];
}

/** The quantities to choose from; more parts of them may stand in a model. */
export const QUANTITIES: readonly string[] = Object.keys(WHOLE_QUANTITIES).flatMap((whole) => [
  whole,
  ...usualPartsOf(whole).map((part) => whole + part),
]);

/** The units that a quantity may have; undefined when the word stands for nothing. */
export function unitsOfQuantity(quantity: string): readonly string[] | undefined {
  const whole = quantity.replace(PART, "");
  return Object.hasOwn(WHOLE_QUANTITIES, whole) ? WHOLE_QUANTITIES[whole] : undefined;
}

/** A quantity as its word and its part: `energyDeliveredL1` is [`energyDelivered`, `L1`]. */
export function partsOfQuantity(quantity: string): readonly [string, string | undefined] {
  const part = PART.exec(quantity)?.[0];
  return [part === undefined ? quantity : quantity.slice(0, -part.length), part];
}

/** The quantities of which a register may be billed. */
export const BILLABLE_QUANTITIES: readonly string[] = [
  "energyDelivered",
  "energyReceived",
  "energySum",
  "coolingEnergy",
  "volume",
];

/**
 * Whether a register of a quantity may be billed: one of the whole, or a tariff register of the
 * meter itself (`energyDeliveredT2`); a phase or a further input is no whole that anybody buys.
 */
export function isBillable(quantity: string): boolean {
  const [whole, part] = partsOfQuantity(quantity);
  return BILLABLE_QUANTITIES.includes(whole) && (part === undefined || part.startsWith("T"));
}
