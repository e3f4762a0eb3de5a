import { Decimal } from "#domain/core/decimal.ts";
import {
  REACTIVE_FLOWS,
  type MaximumCharge,
  type MinimumCharge,
  type PercentageCharge,
  type PowerFactorCharge,
  type PowerFactorStep,
  type ReactiveCharge,
} from "./charge-on-charges.ts";
import {
  decimal,
  identifier,
  listOf,
  notNegative,
  oneOf,
  optional,
  record,
  refuse,
  required,
  type Place,
} from "./document-reader.ts";
import { within } from "./parse-calendar.ts";
import {
  common,
  knownIds,
  prorationOf,
  recurring,
  type ChargeSurroundings,
} from "./parse-charge-parts.ts";
import { POWER_FACTOR_STANDARDS, powerFactorTable } from "./power-factor-tables.ts";

const on = optional(listOf(identifier, 1));

/** As written; `parseLimit` resolves it. */
export const readLimit = record({ ...common, amount: required(notNegative), ...recurring, on });

/** Reads a minimum or a maximum. */
export function parseLimit<K extends "minimum" | "maximum">(kind: K) {
  return (
    place: Place,
    { earlier }: ChargeSurroundings,
  ): (Omit<MinimumCharge | MaximumCharge, "kind"> & { readonly kind: K }) | undefined => {
    const written = readLimit(place);
    if (!written) return undefined;
    const { id, label, amount, per } = written;
    const counted = countedOf(place, written.on, earlier);
    const prorate = prorationOf(place, per, written.prorate);
    return prorate && counted && { kind, id, label, amount, per, prorate, on: counted };
  };
}

export const readPercentage = record({ ...common, percent: required(decimal), on });

/** Reads a share of earlier charges. */
export function parsePercentage(
  place: Place,
  { earlier }: ChargeSurroundings,
): PercentageCharge | undefined {
  const written = readPercentage(place);
  const counted = written && countedOf(place, written.on, earlier);
  if (!counted) return undefined;
  const { id, label, percent } = written;
  return { kind: "percentage", id, label, percent, on: counted };
}

const powerFactorStep = record({ from: required(notNegative), percent: required(decimal) });
export const readPowerFactor = record({
  ...common,
  standard: optional(oneOf(POWER_FACTOR_STANDARDS)),
  table: optional(listOf(powerFactorStep, 1)),
  on,
});

/** Reads an adjustment by the average power factor. */
export function parsePowerFactor(
  place: Place,
  surroundings: ChargeSurroundings,
): PowerFactorCharge | undefined {
  const written = readPowerFactor(place);
  if (!written || !isElectric(place, surroundings)) return undefined;
  const { id, label, standard } = written;
  const counted = countedOf(place, written.on, surroundings.earlier);
  if ((standard === undefined) === (written.table === undefined)) {
    return refuse(
      place,
      "does not say its percentages in one way",
      `write a "standard" (${POWER_FACTOR_STANDARDS.join(", ")}) or a "table"`,
    );
  }
  const table = standard ? powerFactorTable(standard) : orderedTable(place, written.table ?? []);
  return counted && table && { kind: "power-factor", id, label, table, on: counted };
}

/** From the highest down; reports a power factor that is there twice or above 1, or no step from 0. */
function orderedTable(
  place: Place,
  written: readonly PowerFactorStep[],
): readonly PowerFactorStep[] | undefined {
  const table = written.toSorted((a, b) => b.from.compare(a.from));
  const at = within(place, "table");
  const twice = table.find(({ from }, n) => table[n + 1]?.from.equals(from));
  if (twice) return refuse(at, `has ${twice.from} twice`, "write each power factor once");
  const [highest] = table;
  if (highest && Decimal.ONE.lessThan(highest.from)) {
    return refuse(at, `has a power factor of ${highest.from}`, 'write them from "0" to "1"');
  }
  if (table.at(-1)?.from.isZero()) return table;
  return refuse(at, "says nothing of the lowest power factors", 'add a step "from": "0"');
}

export const readReactive = record({
  ...common,
  price: required(decimal),
  freePercent: optional(notNegative),
  flow: optional(oneOf(REACTIVE_FLOWS)),
  counts: optional(oneOf(["month", "billing-period"])),
});

/** Reads a price for reactive energy. */
export function parseReactive(
  place: Place,
  surroundings: ChargeSurroundings,
): ReactiveCharge | undefined {
  const written = readReactive(place);
  if (!written || !isElectric(place, surroundings)) return undefined;
  const { id, label, price, freePercent = Decimal.ZERO } = written;
  const { flow = "import", counts = "month" } = written;
  return { kind: "reactive", id, label, price, freePercent, flow, counts };
}

function isElectric(place: Place, { commodity }: ChargeSurroundings): boolean {
  if (commodity === "electricity") return true;
  refuse(place, `asks for reactive energy of ${commodity}`, "write it in a tariff for electricity");
  return false;
}

/** The earlier charges that are named; all of them unless told. Reports when there are none. */
function countedOf(
  place: Place,
  ids: readonly string[] | undefined,
  earlier: readonly string[],
): readonly string[] | undefined {
  const counted = ids ?? earlier;
  if (!knownIds(within(place, "on"), counted, earlier)) return undefined;
  if (counted.length > 0) return counted;
  return refuse(place, "stands before all other charges", "write it after what it counts");
}
