import type { LiveValue, MeterView } from "#storage/meter-views.ts";

/** Units of rates: a value in one of them shows what happens right now. */
const RATE_UNITS: ReadonlySet<string> = new Set(["W", "kW", "MW", "l/h", "m3/h"]);

/** The quantities of a whole meter, not of one phase, by the names the meter models use. */
const RATES_OF_THE_WHOLE: readonly string[] = ["activePower", "power", "thermalPower", "flow"];

/**
 * The value that shows best that a meter lives: its power or flow, else its register. Null when
 * nothing was read yet.
 */
export function mainValueOf(meter: Pick<MeterView, "live" | "billedQuantity">): LiveValue | null {
  const rates = meter.live.filter((value) => RATE_UNITS.has(value.unit));
  const named = RATES_OF_THE_WHOLE.map((name) => rates.find((rate) => rate.quantity === name));
  return named.find((rate) => rate !== undefined) ?? rates[0] ?? registerOf(meter);
}

/** The register that bills are made from, as the meter shows it now. */
export function registerOf(meter: Pick<MeterView, "live" | "billedQuantity">): LiveValue | null {
  return meter.live.find((value) => value.quantity === meter.billedQuantity) ?? null;
}
