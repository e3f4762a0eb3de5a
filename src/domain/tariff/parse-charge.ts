import { Decimal } from "#domain/core/decimal.ts";
import {
  decimal,
  isIdentifier,
  isPlainObject,
  notNegative,
  oneOf,
  optional,
  record,
  refuse,
  required,
  schemaOf,
  shown,
  text,
  type JsonSchema,
  type Place,
  type Read,
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
import { parseDemandCharge, readDemand } from "./parse-demand.ts";
import {
  parseLimit,
  parsePercentage,
  parsePowerFactor,
  parseReactive,
  readLimit,
  readPercentage,
  readPowerFactor,
  readReactive,
} from "./parse-on-charges.ts";
import { readLadder, resolveLadder } from "./parse-ladder.ts";
import { countsIn, parseSeriesCharge, readSeries } from "./parse-series.ts";
import { priceFields, refuseHoles, resolvePrices } from "./parse-rates.ts";
import {
  CHARGE_KINDS,
  FLOWS,
  type Charge,
  type ConsumptionCharge,
  type FixedCharge,
} from "./tariff-document.ts";

type ReadCharge = (place: Place, surroundings: ChargeSurroundings) => Charge | undefined;

const READERS: Readonly<Record<Charge["kind"], ReadCharge>> = {
  consumption: parseConsumptionCharge,
  demand: parseDemandCharge,
  series: parseSeriesCharge,
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

const readConsumption = record({
  ...common,
  ...priceFields,
  unit: optional(text),
  quantityFactor: optional(notNegative),
  ladder: optional(readLadder),
  flow: optional(oneOf(FLOWS)),
  least: optional(record({ quantity: required(notNegative), ...recurring })),
});
type WrittenConsumption = NonNullable<ReturnType<typeof readConsumption>>;

function parseConsumptionCharge(
  place: Place,
  surroundings: ChargeSurroundings,
): ConsumptionCharge | undefined {
  const written = readConsumption(place);
  if (!written) return undefined;
  const { id, label, unit = surroundings.unit, quantityFactor = Decimal.ONE } = written;
  const prices = resolvePrices(place, written, surroundings.calendars);
  if (!countsIn(place, unit, surroundings)) return undefined;
  if (!prices || refuseHoles(place, prices)) return undefined;
  const ladder = resolveLadder(place, written.ladder, prices.rates);
  if (ladder === "wrong") return undefined;
  const { flow = "delivered" } = written;
  const least = written.least && leastOf(place, written, { ladder, rates: prices.rates });
  if (written.least && !least) return undefined;
  return { kind: "consumption", id, label, ...prices, unit, quantityFactor, ladder, flow, least };
}

/** A minimum quantity, of a charge whose quantity has one price at a time. */
function leastOf(
  place: Place,
  { least }: WrittenConsumption,
  { ladder, rates }: Pick<ConsumptionCharge, "ladder" | "rates">,
): ConsumptionCharge["least"] {
  if (!least) return undefined;
  const { quantity, per } = least;
  const at = within(place, "least");
  if (rates.length > 1) {
    return refuse(at, "stands with several rates", "write it in a charge of one price or ladder");
  }
  if (ladder && ladder.counts !== per) {
    return refuse(
      within(at, "per"),
      `is "${per}"`,
      `write "${ladder.counts}", as the ladder counts`,
    );
  }
  const prorate = prorationOf(at, per, least.prorate);
  return prorate && { quantity, per, prorate };
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
    if (!charge) {
      // What refers to a charge with faults of its own is right: it does stand there.
      earlier.push(...writtenId(place));
      return undefined;
    }
    if (earlier.includes(charge.id)) {
      return refuse(within(place, "id"), `"${charge.id}" is there twice`, "choose another name");
    }
    earlier.push(charge.id);
    return charge;
  };
}

function writtenId({ value }: Place): string[] {
  return isPlainObject(value) && isIdentifier(value["id"]) ? [value["id"]] : [];
}

const WRITTEN: Readonly<Record<Charge["kind"], Read<unknown>>> = {
  consumption: readConsumption,
  demand: readDemand,
  series: readSeries,
  fixed: readFixed,
  reactive: readReactive,
  percentage: readPercentage,
  "power-factor": readPowerFactor,
  minimum: readLimit,
  maximum: readLimit,
};

/** The schema of a charge: of one kind, with the fields of that kind. */
export const WRITTEN_CHARGE: JsonSchema = {
  oneOf: CHARGE_KINDS.map((kind) => {
    const schema = schemaOf(WRITTEN[kind]);
    const properties = { ...Object(schema["properties"]), kind: { const: kind } };
    return { ...schema, properties };
  }),
};
