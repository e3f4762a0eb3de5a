import { unitRatio, unitsOf } from "#domain/core/unit.ts";
import { Decimal } from "#domain/core/decimal.ts";
import {
  decimal,
  isPlainObject,
  notNegative,
  oneOf,
  optional,
  record,
  refuse,
  required,
  shown,
  text,
  type Place,
  type Read,
  type RecordOf,
} from "./document-reader.ts";
import { LEASE_TERMS } from "./lease-term.ts";
import { within } from "./parse-calendar.ts";
import {
  common,
  kindOf,
  prorationOf,
  recurring,
  type ChargeSurroundings,
} from "./parse-charge-parts.ts";
import { parseDemandCharge } from "./parse-demand.ts";
import {
  parseLimit,
  parsePercentage,
  parsePowerFactor,
  parseReactive,
} from "./parse-on-charges.ts";
import { priceFields, refuseHoles, resolvePrices } from "./parse-rates.ts";
import {
  LADDER_WINDOWS,
  TIER_ALLOCATIONS,
  type Charge,
  type ConsumptionCharge,
  type FixedCharge,
  type Ladder,
  type Rate,
} from "./tariff-document.ts";

type ReadCharge = (place: Place, surroundings: ChargeSurroundings) => Charge | undefined;

const READERS: Readonly<Record<Charge["kind"], ReadCharge>> = {
  consumption: parseConsumptionCharge,
  demand: parseDemandCharge,
  fixed: parseFixedCharge,
  reactive: parseReactive,
  percentage: parsePercentage,
  "power-factor": parsePowerFactor,
  minimum: parseLimit("minimum"),
  maximum: parseLimit("maximum"),
};

/** Reads one charge of whichever kind it says it is. */
export function parseCharge(place: Place, surroundings: ChargeSurroundings): Charge | undefined {
  const { value } = place;
  if (!isPlainObject(value))
    return refuse(place, `is ${shown(value)}`, "write an object in braces");
  const kind = kindOf({ ...within(place, "kind"), value: value["kind"] });
  return kind && READERS[kind](place, surroundings);
}

const ladderFields = {
  counts: required(oneOf(LADDER_WINDOWS)),
  kind: optional(oneOf(["marginal", "volume"])),
  allocation: optional(oneOf(TIER_ALLOCATIONS)),
  prorate: optional(oneOf(["days", "none"])),
};
const readConsumption = record({
  ...common,
  ...priceFields,
  unit: optional(text),
  quantityFactor: optional(notNegative),
  ladder: optional(record(ladderFields)),
});

function parseConsumptionCharge(
  place: Place,
  surroundings: ChargeSurroundings,
): ConsumptionCharge | undefined {
  const written = readConsumption(place);
  if (!written) return undefined;
  const { id, label, unit = surroundings.unit, quantityFactor = Decimal.ONE } = written;
  const prices = resolvePrices(place, written, surroundings.calendars);
  if (!unitRatio(surroundings.unit, unit)) {
    const known = unitsOf(surroundings.commodity).filter((it) => unitRatio(surroundings.unit, it));
    return refuse(
      within(place, "unit"),
      `"${unit}" cannot be counted from ${surroundings.unit}`,
      `choose from ${known.join(", ")}`,
    );
  }
  if (!prices || refuseHoles(place, prices)) return undefined;
  const ladder = resolveLadder(place, written.ladder, prices.rates);
  if (ladder === "wrong") return undefined;
  return { kind: "consumption", id, label, ...prices, unit, quantityFactor, ladder };
}

function resolveLadder(
  place: Place,
  written: RecordOf<typeof ladderFields> | undefined,
  rates: readonly Rate[],
): Ladder | undefined | "wrong" {
  const hasTiers = rates.some((rate) => rate.tiers.length > 1);
  if (hasTiers !== (written !== undefined)) {
    refuse(
      within(place, "ladder"),
      hasTiers ? "is missing" : "is not used by a charge without tiers",
      hasTiers ? 'say when counting starts again, like {"counts": "month"}' : "leave it out",
    );
    return "wrong";
  }
  if (!written) return undefined;
  const { counts, kind = "marginal", prorate = "none" } = written;
  const allocation = written.allocation ?? (rates.length === 1 ? "proportional" : undefined);
  if (!allocation) {
    refuse(
      within(place, "ladder.allocation"),
      "is missing",
      `say how the rates share the tiers: ${TIER_ALLOCATIONS.join(", ")}`,
    );
    return "wrong";
  }
  return { counts, kind, allocation, prorate };
}

const readFixed = record({
  ...common,
  price: required(decimal),
  times: optional(oneOf(LEASE_TERMS)),
  ...recurring,
});

function parseFixedCharge(place: Place): FixedCharge | undefined {
  const written = readFixed(place);
  if (!written) return undefined;
  const { id, label, price, times, per } = written;
  const prorate = prorationOf(place, per, written.prorate);
  return prorate && { kind: "fixed", id, label, price, times, per, prorate };
}

/** Keeps the reader of a list of charges in step with the ids it has seen. */
export function chargeReader(surroundings: Omit<ChargeSurroundings, "earlier">): Read<Charge> {
  const earlier: string[] = [];
  return (place) => {
    const charge = parseCharge(place, { ...surroundings, earlier: [...earlier] });
    if (!charge) return undefined;
    if (earlier.includes(charge.id)) {
      return refuse(within(place, "id"), `"${charge.id}" is there twice`, "choose another name");
    }
    earlier.push(charge.id);
    return charge;
  };
}
