import type { LadderLimitUnit } from "./tariff-document.ts";

/** What an explanation says of how a quantity is counted and priced, in one language. */
export interface SupplyWords {
  readonly received: string;
  readonly limitUnits: Readonly<Record<LadderLimitUnit, string>>;
  /** `terms` is what the price is multiplied by and what is added: ` × 1.05 + 12 EUR`. */
  series(parts: { series: string; unit: string; terms: string }): string;
  least(quantity: string, per: string): string;
  limitsPer(unit: string): string;
  widen(parts: { by: string; per: string; above: string | undefined }): string;
  gas(volumeCorrection: string, calorificValue: string): string;
}
