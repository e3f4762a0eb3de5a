import type { WrittenCalendar } from "./naive-calendar.ts";

/** A tariff document as people write it, as far as the second engine reads it. */
export interface WrittenTariff {
  readonly currencyDigits: number;
  readonly rounding?: {
    readonly line?: "half-up" | "half-even" | "none";
    readonly tax?: "half-up" | "half-even";
    readonly total?: "half-up" | "half-even";
  };
  readonly holidays?: { readonly dates: readonly string[] };
  readonly calendars?: readonly WrittenCalendar[];
  readonly charges: readonly WrittenCharge[];
  readonly taxes?: readonly WrittenTax[];
}

export interface WrittenTier {
  readonly upTo?: string;
  readonly price: string;
}

export interface WrittenRate {
  readonly seasons?: readonly string[];
  readonly touPeriods?: readonly string[];
  readonly price?: string;
  readonly tiers?: readonly WrittenTier[];
}

export type Per = "day" | "month" | "year" | "billing-period";
export type Prorate = "days" | "months" | "none";

export interface WrittenPrices {
  readonly id: string;
  readonly calendar?: string;
  readonly price?: string;
  readonly tiers?: readonly WrittenTier[];
  readonly rates?: readonly WrittenRate[];
}

export interface WrittenConsumption extends WrittenPrices {
  readonly kind: "consumption";
  readonly quantityFactor?: string;
  readonly ladder?: {
    readonly counts: "month" | "billing-period" | "quarter" | "year";
    readonly kind?: "marginal" | "volume";
    readonly allocation?: "proportional" | "chronological" | "per-period";
    readonly prorate?: "days" | "none";
  };
}

export interface WrittenDemand extends WrittenPrices {
  readonly kind: "demand";
  readonly intervalMinutes?: number;
  readonly averaging?: "block" | "rolling";
  readonly per?: "month" | "year";
  readonly prorate: "days" | "none" | "months";
}

interface WrittenFixed {
  readonly kind: "fixed";
  readonly id: string;
  readonly price: string;
  readonly per: Per;
  readonly prorate?: Prorate;
}

interface WrittenMinimum {
  readonly kind: "minimum";
  readonly id: string;
  readonly amount: string;
  readonly per: Per;
  readonly prorate?: Prorate;
  readonly on?: readonly string[];
}

type WrittenCharge = WrittenConsumption | WrittenDemand | WrittenFixed | WrittenMinimum;

export interface WrittenTax {
  readonly id: string;
  readonly percent: string;
  readonly included?: boolean;
  readonly on?: readonly string[];
  readonly onTaxes?: readonly string[];
}
