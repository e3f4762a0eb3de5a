import { Decimal } from "#domain/core/decimal.ts";
import { fraction, timesFraction } from "#domain/core/fraction.ts";
import type { LiveValue, MeterView } from "#storage/meter-views.ts";

/** Units of rates: a value in one of them shows what happens right now. */
const RATE_UNITS: ReadonlySet<string> = new Set(["W", "kW", "MW", "l/h", "m3/h"]);

/** The quantities of a whole meter, not of one phase, by the names the meter models use. */
const RATES_OF_THE_WHOLE: readonly string[] = ["activePower", "power", "thermalPower", "flow"];

/** Digits that a shown rate keeps at most: more would be noise. */
const SHOWN_DIGITS = 6;

/**
 * The value that shows best that a meter lives: its power or flow with the multiplier of its
 * transformers, as it is at the service point; else its register. Null when nothing was read yet.
 */
export function mainValueOf(
  meter: Pick<MeterView, "live" | "billedQuantity" | "multiplier">,
): LiveValue | null {
  const rates = meter.live.filter((value) => RATE_UNITS.has(value.unit));
  const named = RATES_OF_THE_WHOLE.map((name) => rates.find((rate) => rate.quantity === name));
  const rate = named.find((candidate) => candidate !== undefined) ?? rates[0];
  return rate ? atPoint(rate, meter) : registerOf(meter);
}

/** What the meter shows, times the multiplier. */
function atPoint(rate: LiveValue, { multiplier }: Pick<MeterView, "multiplier">): LiveValue {
  const { numerator, denominator } = multiplier;
  if (numerator === denominator) return rate;
  const value = timesFraction(Decimal.parse(rate.value), fraction(numerator, denominator));
  return { ...rate, value: value.rounded(SHOWN_DIGITS, "half-up").normalized().toString() };
}

/** The register that bills are made from, as the meter itself shows it now. */
export function registerOf(meter: Pick<MeterView, "live" | "billedQuantity">): LiveValue | null {
  return meter.live.find((value) => value.quantity === meter.billedQuantity) ?? null;
}
