import type { Decimal } from "#domain/core/decimal.ts";
import type { MeterRegister } from "#domain/metering/meter-register.ts";

/**
 * A cumulative value in whole counts of a channel's resolution. Whole numbers and decimals are
 * rounded down, as a mechanical register shows them: the rest is in the next reading. A float
 * already is the nearest float, so it is rounded to the nearest count: rounding down could show a
 * fall where nothing was used. Throws a RangeError when the counts are no safe integer.
 */
export function countsOf(register: MeterRegister, value: Decimal, resolution: Decimal): number {
  const counts = value.dividedBy(resolution, 0, isFloat(register) ? "half-up" : "floor");
  const whole = Number(counts.toString());
  if (!Number.isSafeInteger(whole)) {
    throw new RangeError(`register ${register.quantity} shows ${value.toString()}: too large`);
  }
  return whole;
}

/** Numbers in JSON have mostly been floats at the sender. */
function isFloat(register: MeterRegister): boolean {
  if ("path" in register) return true;
  return "type" in register && (register.type === "float32" || register.type === "float64");
}
