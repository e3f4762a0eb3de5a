import type { Decimal } from "#domain/core/decimal.ts";
import type { LocalText } from "#domain/core/local-text.ts";

/**
 * A price per unit that a series of prices gives: hourly market prices, or a fuel adjustment that is
 * set anew every month. A unit costs `price of the series × multiplier + markup`.
 */
export interface SeriesCharge {
  readonly kind: "series";
  readonly id: string;
  readonly label: LocalText;
  /** The name under which the rating is given the prices. */
  readonly series: string;
  readonly unit: string;
  readonly multiplier: Decimal;
  readonly markup: Decimal;
  readonly quantityFactor: Decimal;
}
