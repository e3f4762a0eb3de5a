import type { LadderLimitUnit } from "./tariff-document.ts";

/** What an explanation says of how a quantity is counted and priced, in one language. */
export interface SupplyWords {
  readonly received: string;
  readonly limitUnits: Readonly<Record<LadderLimitUnit, string>>;
  series(parts: {
    series: string;
    unit: string;
    times: string | undefined;
    plus: string | undefined;
  }): string;
  least(quantity: string, per: string): string;
  limitsPer(unit: string): string;
  widen(parts: { by: string; per: string; above: string | undefined }): string;
  gas(volumeCorrection: string, calorificValue: string): string;
}
