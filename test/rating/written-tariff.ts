import type { WrittenCalendar } from "./naive-calendar.ts";
import type { WrittenHolidays } from "./naive-holidays.ts";

/** A tariff document as people write it, as far as the second engine reads it. */
export interface WrittenTariff {
  readonly currencyDigits: number;
  readonly commodity?: "electricity" | "gas";
  /** kWh unless told. */
  readonly unit?: string;
  readonly gasEnergy?: {
    readonly volumeCorrection?: string;
    readonly calorificValue?: string;
    readonly calorificSeries?: string;
  };
  readonly rounding?: {
    readonly line?: "half-up" | "half-even" | "none";
    readonly tax?: "half-up" | "half-even";
    readonly total?: "half-up" | "half-even";
  };
  readonly holidays?: WrittenHolidays;
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

export type Term =
  | "area"
  | "contract-demand"
  | "transformer-capacity"
  | "connected-capacity"
  | "dwellings"
  | "persons"
  | "service-points";

export interface WrittenConsumption extends WrittenPrices {
  readonly kind: "consumption";
  readonly unit?: "kWh" | "MWh";
  readonly flow?: "delivered" | "received";
  readonly quantityFactor?: string;
  readonly least?: {
    readonly quantity: string;
    readonly per: Per;
    readonly prorate?: Prorate;
  };
  readonly ladder?: {
    readonly limitsPer?: Term | "peak-demand";
    readonly intervalMinutes?: number;
    readonly widen?: { readonly per: Term; readonly above?: string; readonly by: string };
    readonly counts: "month" | "billing-period" | "quarter" | "year";
    readonly kind?: "marginal" | "volume";
    readonly allocation?: "proportional" | "chronological" | "per-period";
    readonly prorate?: "days" | "none";
  };
}

export interface WrittenDemand extends WrittenPrices {
  readonly kind: "demand";
  readonly unit?: "kW" | "kVA";
  readonly intervalMinutes?: number;
  readonly averaging?: "block" | "rolling";
  readonly stepMinutes?: number;
  readonly least?: string;
  readonly ratchet?: {
    readonly percent: string;
    readonly months: number;
    readonly ofMonths?: readonly number[];
  };
  readonly meanOfHighest?: { readonly count: number; readonly onDifferentDays?: boolean };
  readonly meanOfMonths?: { readonly count: number; readonly leastOfMonth?: string };
  readonly atEvents?: { readonly name: string };
  readonly contract?: {
    readonly reading: "A" | "B";
    readonly leastPercent?: string;
    readonly freePercent?: string;
    readonly beyondFactor?: string;
    readonly leastPercentOfTransformer?: string;
  };
  readonly per?: "month" | "year";
  readonly prorate: "days" | "none" | "months";
}

interface WrittenFixed {
  readonly kind: "fixed";
  readonly id: string;
  readonly price: string;
  readonly times?: Term;
  readonly per: Per;
  readonly prorate?: Prorate;
}

export interface WrittenSeries {
  readonly kind: "series";
  readonly id: string;
  readonly series: string;
  readonly unit?: "kWh" | "MWh";
  readonly multiplier?: string;
  readonly markup?: string;
  readonly quantityFactor?: string;
}

export interface WrittenReactive {
  readonly kind: "reactive";
  readonly id: string;
  readonly price: string;
  readonly freePercent: string;
  readonly flow?: "import" | "export" | "both";
  readonly counts: "month" | "billing-period";
}

interface WrittenPercentage {
  readonly kind: "percentage";
  readonly id: string;
  readonly percent: string;
  readonly on?: readonly string[];
}

export interface WrittenPowerFactor {
  readonly kind: "power-factor";
  readonly id: string;
  readonly standard?: "0.90";
  readonly table?: readonly { readonly from: string; readonly percent: string }[];
  readonly on?: readonly string[];
}

interface WrittenLimit {
  readonly kind: "minimum" | "maximum";
  readonly id: string;
  readonly amount: string;
  readonly per: Per;
  readonly prorate?: Prorate;
  readonly on?: readonly string[];
}

export type WrittenCharge =
  | WrittenConsumption
  | WrittenDemand
  | WrittenSeries
  | WrittenReactive
  | WrittenFixed
  | WrittenPercentage
  | WrittenPowerFactor
  | WrittenLimit;

export interface WrittenTax {
  readonly id: string;
  readonly percent: string;
  readonly included?: boolean;
  readonly on?: readonly string[];
  readonly onTaxes?: readonly string[];
}
