import type { Commodity } from "./commodity.ts";
import { Decimal } from "./decimal.ts";

/**
 * Units in which a quantity is measured or priced, by what they measure.
 *
 * `worth` is how many of the first unit of its kind one is: exact, because each ratio here is a
 * definition. Sources: 1 kWh = 3.6 MJ (SI brochure, 9th edition, table 8). A ton of refrigeration
 * is 12,000 BTU(IT) per hour and the BTU(IT) is 1055.05585262 J, so a ton-hour is 12.660670231 MJ.
 */
const UNIT_KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // The base is the joule: kWh in GJ or GJ in kWh then meet as whole ratios.
  energy: {
    J: "1",
    kWh: "3600000",
    MWh: "3600000000",
    MJ: "1000000",
    GJ: "1000000000",
    RTh: "12660670.23144",
  },
  volume: { m3: "1", l: "0.001", kl: "1" },
  reactive: { kvarh: "1" },
  apparent: { kVAh: "1" },
};

/** What charges of a commodity may count, the usual unit first. */
const COMMODITY_UNITS: Readonly<Record<Commodity, readonly string[]>> = {
  electricity: ["kWh", "MWh"],
  gas: ["kWh", "MWh", "m3"],
  "cold-water": ["m3", "l", "kl"],
  "hot-water": ["m3", "l", "kl"],
  heat: ["kWh", "MWh", "MJ", "GJ", "m3"],
  cooling: ["kWh", "MWh", "MJ", "GJ", "RTh", "m3"],
};

/** The units that a tariff for the commodity may price; the usual one first. */
export function unitsOf(commodity: Commodity): readonly string[] {
  return COMMODITY_UNITS[commodity];
}

/** A ratio of two exact numbers, kept apart because the quotient may have no last digit. */
export interface UnitRatio {
  readonly numerator: Decimal;
  readonly denominator: Decimal;
}

/** How many `to` one `from` is; undefined when they do not measure the same thing. */
export function unitRatio(from: string, to: string): UnitRatio | undefined {
  if (from === to) return { numerator: Decimal.ONE, denominator: Decimal.ONE };
  for (const kind of Object.values(UNIT_KINDS)) {
    const a = Object.hasOwn(kind, from) ? kind[from] : undefined;
    const b = Object.hasOwn(kind, to) ? kind[to] : undefined;
    if (a && b) return { numerator: Decimal.parse(a), denominator: Decimal.parse(b) };
  }
  return undefined;
}
