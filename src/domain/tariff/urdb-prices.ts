import { Decimal } from "#domain/core/decimal.ts";
import { isPlainObject, listOf, refuse, shown, type Place, type Read } from "./document-reader.ts";

/** A band of our document: prices and limits as decimal text. */
export interface WrittenTier {
  readonly upTo?: string;
  readonly price: string;
}

/** A band as the database has it: its limit may be one for each day of the month, or each kW. */
export interface UrdbTier {
  readonly upTo: Decimal | undefined;
  readonly isDaily: boolean;
  readonly isPerKw: boolean;
  readonly price: Decimal;
}

/** The band in a month of so many days. */
export function writtenTier({ upTo, isDaily, price }: UrdbTier, days: number): WrittenTier {
  const limit = upTo && (isDaily ? upTo.times(Decimal.of(days)) : upTo);
  return { ...(limit && { upTo: limit.toString() }), price: price.toString() };
}

/** Programs write "no end" as the greatest number they know. */
const NO_END = 1e9;

/** The digits of a binary number without exponent: `1.5e-7` is `0.00000015`. */
export function decimalText(value: number): string {
  const [digits = "0", exponent] = String(value).split("e");
  if (exponent === undefined) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  const [whole = "", part = ""] = digits.replace("-", "").split(".");
  const point = whole.length + Number(exponent);
  const all = (whole + part).padEnd(point, "0");
  if (point >= all.length) return sign + all;
  return point > 0
    ? `${sign}${all.slice(0, point)}.${all.slice(point)}`
    : `${sign}0.${"0".repeat(-point)}${all}`;
}

/** A number as this database writes it, within the digits that a document has room for. */
export const urdbNumber: Read<number> = (place) => {
  const { value } = place;
  if (
    typeof value === "number" &&
    Math.abs(value) < NO_END &&
    (value === 0 || Math.abs(value) > 1e-12)
  ) {
    return value;
  }
  return refuse(place, `is ${shown(value)}`, "write a number, without quotes");
};

/** `structure[period][tier]`; the units in `units` are those that a tier may name. */
export function readStructure(
  place: Place,
  units: readonly string[],
): readonly (readonly UrdbTier[])[] | undefined {
  return listOf(tiersOf(units), 1)(place);
}

function tiersOf(units: readonly string[]): Read<readonly UrdbTier[]> {
  return (place) => {
    const tiers = listOf(tierOf(units), 1)(place);
    if (!tiers) return undefined;
    const at = (tier: number) => ({ ...place, path: `${place.path}[${tier}].max` });
    const last = tiers.length - 1;
    const open = tiers.findIndex(({ upTo }) => upTo === undefined);
    if (open < 0) return refuse(at(last), "ends the last tier", "leave it out: it has no end");
    if (open < last) return refuse(at(open), "is missing", "say where the tier ends");
    const low = tiers.findIndex(({ upTo }, t) => upTo && !begin(tiers, t).lessThan(upTo));
    if (low >= 0) {
      const remedy = `write more than ${begin(tiers, low)}, where the tier begins`;
      return refuse(at(low), `is ${tiers[low]?.upTo}`, remedy);
    }
    return tiers;
  };
}

function begin(tiers: readonly UrdbTier[], tier: number): Decimal {
  return tiers[tier - 1]?.upTo ?? Decimal.ZERO;
}

function tierOf(units: readonly string[]): Read<UrdbTier> {
  return (place) => {
    const { value, path, faults } = place;
    if (!isPlainObject(value)) return refuse(place, `is ${shown(value)}`, 'write {"rate": 0.12}');
    const at = (name: string): Place => ({ value: value[name], path: `${path}.${name}`, faults });
    const unit = value["unit"] ?? undefined;
    if (unit !== undefined && !units.some((known) => known === unit)) {
      return refuse(
        at("unit"),
        `is ${shown(unit)}, which is not converted`,
        `only tiers in ${units.join(", ")} are`,
      );
    }
    const rate = urdbNumber(at("rate"));
    const adjustment = (value["adj"] ?? undefined) === undefined ? 0 : urdbNumber(at("adj"));
    const max = value["max"] ?? undefined;
    const hasEnd = max !== undefined && !(typeof max === "number" && max >= NO_END);
    const end = hasEnd ? urdbNumber(at("max")) : 0;
    if (rate === undefined || adjustment === undefined || end === undefined) return undefined;
    const price = Decimal.parse(decimalText(rate)).plus(Decimal.parse(decimalText(adjustment)));
    const upTo = hasEnd ? Decimal.parse(decimalText(end)) : undefined;
    return { upTo, isDaily: unit === "kWh daily", isPerKw: unit === "kWh/kW", price };
  };
}
