import type { Decimal } from "#domain/core/decimal.ts";
import { partsOfQuantity } from "#domain/metering/quantity.ts";

/** What a meter in service shows, in the quantity's unit: a value outside is hardly right. */
const USUAL: Readonly<Record<string, readonly [number, number]>> = {
  voltage: [80, 700],
  frequency: [45, 65],
  powerFactor: [-1, 1],
  current: [-6_000, 6_000],
  activePower: [-10_000, 10_000],
  energyDelivered: [0, 100_000_000],
  energyReceived: [0, 100_000_000],
  volume: [0, 100_000_000],
  flowTemperature: [-30, 200],
  returnTemperature: [-30, 200],
};
/** Words in the wrong order often make a float that is next to nothing. */
const NEXT_TO_NOTHING = 1e-6;

/** Whether a value may be right: what is not known to be odd is. */
export function looksRight(quantity: string, value: Decimal): boolean {
  const [whole] = partsOfQuantity(quantity);
  const range = USUAL[whole];
  if (!range) return true;
  const number = Number(value.toString());
  if (number === 0) return true;
  return Math.abs(number) > NEXT_TO_NOTHING && number >= range[0] && number <= range[1];
}
