import { Decimal } from "#domain/core/decimal.ts";
import { unitRatio, unitsOf } from "#domain/core/unit.ts";
import {
  decimal,
  identifier,
  notNegative,
  optional,
  record,
  refuse,
  required,
  text,
  type Place,
} from "./document-reader.ts";
import { within } from "./parse-calendar.ts";
import { common, type ChargeSurroundings } from "./parse-charge-parts.ts";
import type { SeriesCharge } from "./series-charge.ts";

/** As written; `parseSeriesCharge` resolves it. */
export const readSeries = record({
  ...common,
  series: required(identifier),
  unit: optional(text),
  multiplier: optional(decimal),
  markup: optional(decimal),
  quantityFactor: optional(notNegative),
});

/** Reads a charge whose price is a series. */
export function parseSeriesCharge(
  place: Place,
  surroundings: ChargeSurroundings,
): SeriesCharge | undefined {
  const written = readSeries(place);
  if (!written) return undefined;
  const { id, label, series, unit = surroundings.unit } = written;
  const { multiplier = Decimal.ONE, markup = Decimal.ZERO, quantityFactor = Decimal.ONE } = written;
  if (!countsIn(place, unit, surroundings)) return undefined;
  return { kind: "series", id, label, series, unit, multiplier, markup, quantityFactor };
}

/** Whether the document's unit can be counted in the charge's; reports it where not. */
export function countsIn(
  place: Place,
  unit: string,
  surroundings: Pick<ChargeSurroundings, "commodity" | "unit">,
): boolean {
  if (unitRatio(surroundings.unit, unit)) return true;
  const known = unitsOf(surroundings.commodity).filter((it) => unitRatio(surroundings.unit, it));
  refuse(
    within(place, "unit"),
    `"${unit}" cannot be counted from ${surroundings.unit}`,
    `choose from ${known.join(", ")}`,
  );
  return false;
}
