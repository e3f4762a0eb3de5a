import { saysRate } from "#domain/billing/tax-told.ts";
import { formatPercent } from "./format.ts";

/** A tax with its rate, in percent as decimal text, unless its own name says it. */
export function taxName(label: string, percent: string): string {
  return saysRate(label, percent) ? label : `${label} ${formatPercent(percent)}`;
}
