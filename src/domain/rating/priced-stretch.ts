import type { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { RatedLine } from "./rated-line.ts";
import type { Usage } from "./usage.ts";

/** The days of a billing period that one tariff version prices. */
export interface PricedStretch {
  readonly days: DateRange;
  readonly billingPeriod: DateRange;
  readonly timeZone: string;
  readonly language: string;
  readonly usage: Usage;
  /** Unit of the usage: that of the tariff document. */
  readonly unit: string;
}

/** A line before its amount is rounded. */
export type ExactLine = Omit<RatedLine, "amountMinor">;

/** `1 234.5 × 0.28` reads better without trailing zeros. */
export function plain(value: Decimal): string {
  return value.normalized().toString();
}
