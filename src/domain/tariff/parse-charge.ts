import { unitRatio, unitsOf } from "#domain/core/unit.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import {
  decimal,
  identifier,
  isPlainObject,
  listOf,
  localText,
  notNegative,
  oneOf,
  optional,
  record,
  refuse,
  required,
  text,
  wholeNumber,
  type Place,
  type Read,
  type RecordOf,
} from "./document-reader.ts";
import { within } from "./parse-calendar.ts";
import { priceFields, refuseHoles, resolvePrices } from "./parse-rates.ts";
import type { TariffCalendar } from "./tariff-calendar.ts";
import {
  DEMAND_AVERAGINGS,
  LADDER_WINDOWS,
  PRORATIONS,
  RECURRENCES,
  TIER_ALLOCATIONS,
  type Charge,
  type ConsumptionCharge,
  type DemandCharge,
  type FixedCharge,
  type Ladder,
  type MinimumCharge,
  type Rate,
} from "./tariff-document.ts";

/** What the charges of a document may refer to. */
export interface ChargeSurroundings {
  readonly commodity: Commodity;
  readonly unit: string;
  readonly calendars: readonly TariffCalendar[];
  /** Ids of the charges before this one. */
  readonly earlier: readonly string[];
}

type ReadCharge = (place: Place, surroundings: ChargeSurroundings) => Charge | undefined;

const READERS: Readonly<Record<Charge["kind"], ReadCharge>> = {
  consumption: parseConsumptionCharge,
  demand: parseDemandCharge,
  fixed: parseFixedCharge,
  minimum: parseMinimumCharge,
};
const KINDS = ["consumption", "demand", "fixed", "minimum"] as const;
const kindOf = oneOf(KINDS);

/** Reads one charge of whichever kind it says it is. */
export function parseCharge(place: Place, surroundings: ChargeSurroundings): Charge | undefined {
  const written = isPlainObject(place.value) ? place.value : {};
  const kind = kindOf({ ...within(place, "kind"), value: written["kind"] });
  return kind && READERS[kind](place, surroundings);
}

const common = { kind: required(kindOf), id: required(identifier), label: required(localText) };
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

const readDemand = record({
  ...common,
  ...priceFields,
  unit: optional(oneOf(["kW"])),
  intervalMinutes: optional(wholeNumber(1, 1440)),
  averaging: optional(oneOf(DEMAND_AVERAGINGS)),
  per: optional(oneOf(["month", "year"])),
  prorate: optional(oneOf(PRORATIONS)),
});

function parseDemandCharge(
  place: Place,
  surroundings: ChargeSurroundings,
): DemandCharge | undefined {
  const written = readDemand(place);
  if (!written) return undefined;
  const prices = resolvePrices(place, written, surroundings.calendars);
  if (surroundings.commodity !== "electricity") {
    return refuse(
      place,
      `asks for kW of ${surroundings.commodity}`,
      "charge demand for electricity only",
    );
  }
  if (!prices) return undefined;
  const { id, label, unit = "kW", intervalMinutes, averaging = "block", per = "month" } = written;
  const prorate = prorationOf(place, per, written.prorate);
  if (averaging === "rolling" && intervalMinutes === undefined) {
    return refuse(
      within(place, "intervalMinutes"),
      "is missing",
      "say over how many minutes a rolling average goes",
    );
  }
  if (!prorate) return undefined;
  return { kind: "demand", id, label, ...prices, unit, intervalMinutes, averaging, per, prorate };
}

const recurring = {
  per: required(oneOf(RECURRENCES)),
  prorate: optional(oneOf(PRORATIONS)),
};
const readFixed = record({ ...common, price: required(decimal), ...recurring });

function parseFixedCharge(place: Place): FixedCharge | undefined {
  const written = readFixed(place);
  if (!written) return undefined;
  const { id, label, price, per } = written;
  const prorate = prorationOf(place, per, written.prorate);
  return prorate && { kind: "fixed", id, label, price, per, prorate };
}

const readMinimum = record({
  ...common,
  amount: required(notNegative),
  ...recurring,
  on: optional(listOf(identifier, 1)),
});

function parseMinimumCharge(
  place: Place,
  surroundings: ChargeSurroundings,
): MinimumCharge | undefined {
  const written = readMinimum(place);
  if (!written) return undefined;
  const { id, label, amount, per, on = surroundings.earlier } = written;
  const prorate = prorationOf(place, per, written.prorate);
  const known = knownIds(within(place, "on"), on, surroundings.earlier);
  if (!prorate || !known) return undefined;
  return { kind: "minimum", id, label, amount, per, prorate, on };
}

/** Reports the first id that is not one of `earlier`. */
export function knownIds(
  place: Place,
  ids: readonly string[],
  earlier: readonly string[],
): boolean {
  const missing = ids.find((id) => !earlier.includes(id));
  if (missing === undefined) return true;
  const choice = earlier.map((id) => `"${id}"`).join(", ");
  refuse(
    place,
    `"${missing}" does not stand before it`,
    choice === "" ? "write it after what it refers to" : `choose from ${choice}`,
  );
  return false;
}

/** Which proration an amount per day, month or year may have, and which it has when none is said. */
function prorationOf(
  place: Place,
  per: FixedCharge["per"],
  written: FixedCharge["prorate"] | undefined,
): FixedCharge["prorate"] | undefined {
  const allowed: Readonly<Record<FixedCharge["per"], readonly FixedCharge["prorate"][]>> = {
    day: ["days"],
    month: ["days", "none"],
    year: ["days", "months"],
    "billing-period": ["none"],
  };
  const choices = allowed[per];
  if (!written && choices.length > 1) {
    return refuse(
      within(place, "prorate"),
      "is missing",
      `say what a part of a ${per} costs: ${choices.map((it) => `"${it}"`).join(" or ")}`,
    );
  }
  if (!written || choices.includes(written)) return written ?? choices[0];
  return refuse(
    within(place, "prorate"),
    `"${written}" does not fit an amount per ${per}`,
    `write ${choices.join(" or ")}`,
  );
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
