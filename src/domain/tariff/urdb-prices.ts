import { Decimal } from "#domain/core/decimal.ts";
import { isPlainObject, listOf, refuse, shown, type Place, type Read } from "./document-reader.ts";

/** A band of our document: prices and limits as decimal text. */
export interface WrittenTier {
  readonly upTo?: string;
  readonly price: string;
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
): readonly (readonly WrittenTier[])[] | undefined {
  return listOf(tiersOf(units), 1)(place);
}

function tiersOf(units: readonly string[]): Read<readonly WrittenTier[]> {
  return (place) => {
    const tiers = listOf(tierOf(units), 1)(place);
    const open = tiers?.findIndex(({ upTo }) => upTo === undefined) ?? -1;
    if (!tiers || open === tiers.length - 1) return tiers;
    const tier = { ...place, path: `${place.path}[${open < 0 ? tiers.length - 1 : open}].max` };
    return open < 0
      ? refuse(tier, "ends the last tier", "leave it out: the last tier has no end")
      : refuse(tier, "is missing", "say where the tier ends");
  };
}

function tierOf(units: readonly string[]): Read<WrittenTier> {
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
    return { ...(hasEnd && { upTo: decimalText(end) }), price: price.toString() };
  };
}
