import type { Decimal } from "#domain/core/decimal.ts";
import { SETTLED_DIGITS } from "#domain/core/money.ts";

/**
 * How an amount came about: words and figures in the order in which they are read. It becomes text
 * where somebody reads it (`formulaText`): writing figures out is dearer than pricing with them,
 * and most ratings are compared, summed or stored without ever being read.
 */
export type Formula = readonly (string | Decimal)[];

/** As it is printed: `412.5 kWh × 0.2832`. */
export function formulaText(formula: Formula): string {
  return formula.map((part) => (typeof part === "string" ? part : plain(part))).join("");
}

/**
 * As many digits as tell where an amount is rounded to: a quotient without end is no easier to
 * follow with more, and who reckons with fewer may find another cent.
 */
const SHOWN_DIGITS = SETTLED_DIGITS;

/** A figure of a formula: `1234.5`, without trailing zeros. The exact one is in its own field. */
function plain(value: Decimal): string {
  return value.rounded(SHOWN_DIGITS, "half-even").normalized().toString();
}
