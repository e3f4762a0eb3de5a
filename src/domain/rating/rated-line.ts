import type { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Formula } from "./formula.ts";

/** The kinds of lines, in the order in which bills group them. */
export const RATED_LINE_KINDS = [
  "energy",
  "flat-demand",
  "tou-demand",
  "reactive",
  "fixed",
  "percentage",
  "power-factor",
  "minimum-top-up",
  "maximum-cut",
  "tax",
] as const;

/** The part of a bill that a line belongs to. */
export type RatedLineKind = (typeof RATED_LINE_KINDS)[number];

/** One amount and everything needed to print how it came about. */
export interface RatedLine {
  readonly kind: RatedLineKind;
  /** The id of the charge or tax in the tariff document. */
  readonly chargeId: string;
  /** The charge's name as the tariff document gives it. */
  readonly label: string;
  /** The name of its tariff, where several price the point. */
  readonly tariff?: string;
  readonly range: InstantRange;
  /** TOU period, where the charge has periods. */
  readonly touPeriod?: string;
  readonly season?: string;
  /** Ladder tier from 1, where the charge has tiers. */
  readonly tier?: number;
  readonly quantity: Decimal;
  readonly unit: string;
  readonly price: Decimal;
  /** quantity × price (and what the formula says), unrounded. */
  readonly amount: Decimal;
  /** The amount rounded as the tariff says, in minor units of the currency. */
  readonly amountMinor: bigint;
  /** How it came about, in figures: `412.5 kWh × 0.2832`. */
  readonly formula: Formula;
  /** Share of the quantity that rests on estimated readings, 0 to 1; shown, never priced. */
  readonly estimatedShare: number;
}
