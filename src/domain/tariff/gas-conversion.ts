import { Decimal } from "#domain/core/decimal.ts";
import {
  identifier,
  notNegative,
  optional,
  record,
  refuse,
  type Place,
} from "./document-reader.ts";
import { within } from "./parse-calendar.ts";

/**
 * How a volume of gas becomes energy: volume × correction to standard conditions × calorific value.
 * Rule R6.
 */
export interface GasConversion {
  readonly volumeCorrection: Decimal;
  /** MJ per m3: one value, or the name of a series of them by date. */
  readonly calorificValue: Decimal | { readonly series: string };
}

/** As written; `resolveGasConversion` checks it. */
export const readGasConversion = record({
  volumeCorrection: optional(notNegative),
  calorificValue: optional(notNegative),
  calorificSeries: optional(identifier),
});

/** Reads how gas is priced as energy; reports it in a tariff that does not price energy of gas. */
export function resolveGasConversion(
  place: Place,
  written: NonNullable<ReturnType<typeof readGasConversion>>,
  { commodity, unit }: { readonly commodity: string; readonly unit: string },
): GasConversion | undefined {
  if (commodity !== "gas" || unit === "m3") {
    return refuse(place, `is for ${commodity} in ${unit}`, "write it for gas in kWh or MWh");
  }
  const { volumeCorrection = Decimal.ONE, calorificValue, calorificSeries: series } = written;
  if ((calorificValue === undefined) === (series === undefined)) {
    return refuse(
      place,
      "does not say the calorific value in one way",
      'write "calorificValue" in MJ per m3, or the name of a "calorificSeries"',
    );
  }
  if (volumeCorrection.isZero() || calorificValue?.isZero()) {
    return refuse(
      within(place, "calorificValue"),
      "makes no energy of gas",
      "write more than zero",
    );
  }
  if (calorificValue) return { volumeCorrection, calorificValue };
  return series === undefined ? undefined : { volumeCorrection, calorificValue: { series } };
}
