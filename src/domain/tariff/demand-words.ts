import type { Decimal } from "#domain/core/decimal.ts";
import type { DemandCharge, DemandContract, DemandMeasure, Ratchet } from "./demand-charge.ts";

/** What an explanation says of demand, in one language. */
export interface DemandWords {
  interval(charge: DemandCharge): string;
  measure(measure: DemandMeasure): string;
  ratchet(ratchet: Ratchet): string;
  least(demand: string): string;
  contract(contract: DemandContract): string;
}

/** Whether a percentage is all of it. */
export function isWhole(percent: Decimal): boolean {
  return percent.normalized().toString() === "100";
}
