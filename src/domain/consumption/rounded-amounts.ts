import { Decimal } from "#domain/core/decimal.ts";
import type { LoadLine } from "./load-file.ts";

/**
 * Amounts in whole counts of `resolution`. Their running sum is rounded half-up, as a register
 * shows it, so that what one amount loses the next one gets and errors never add up.
 */
export function roundedAmounts(lines: readonly LoadLine[], resolution: Decimal): LoadLine[] {
  let exact = Decimal.ZERO;
  let shown = Decimal.ZERO;
  return lines.map(({ line, value }) => {
    exact = exact.plus(value);
    const next = exact.dividedBy(resolution, 0, "half-up").times(resolution);
    const amount = next.minus(shown);
    shown = next;
    return { line, value: amount };
  });
}
