import type { Commodity } from "#domain/core/commodity.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import type { LocalText } from "#domain/core/local-text.ts";
import type { Currency } from "#domain/core/money.ts";
import type {
  MaximumCharge,
  MinimumCharge,
  PercentageCharge,
  PowerFactorCharge,
  ReactiveCharge,
} from "./charge-on-charges.ts";
import type { DemandCharge } from "./demand-charge.ts";
import type { GasConversion } from "./gas-conversion.ts";
import type { LeaseTerm } from "./lease-term.ts";
import type { Rate } from "./tariff-rate.ts";
import type { Proration, Recurrence } from "./charge-recurrence.ts";
import type { SeriesCharge } from "./series-charge.ts";
import type { TariffCalendar } from "./tariff-calendar.ts";

/**
 * A tariff as the engine reads it: every reference resolved, every number exact, nothing missing.
 * Made only by `parseTariff`; the JSON that people write is described in docs/adding-a-tariff.md.
 */
export interface TariffDocument {
  readonly name: LocalText;
  readonly commodity: Commodity;
  /** What consumption is counted in: `kWh`, `m3`. */
  readonly unit: string;
  readonly currency: Currency;
  /** Where gas that is read as a volume is priced as energy. */
  readonly gasEnergy: GasConversion | undefined;
  readonly rounding: TariffRounding;
  readonly charges: readonly Charge[];
  readonly taxes: readonly Tax[];
  readonly sources: readonly TariffSource[];
}

/** Where the figures were published. */
export interface TariffSource {
  readonly title: string;
  readonly url?: string;
  readonly date?: string;
  readonly note?: string;
}

/**
 * How amounts become whole minor units. `line: "none"` keeps lines exact, rounds the net amount
 * once by `total`, and shares its minor units out to the lines by largest remainder.
 */
export interface TariffRounding {
  readonly line: "half-up" | "half-even" | "none";
  readonly tax: "half-up" | "half-even";
  readonly total: "half-up" | "half-even";
}

/** The kinds of charges, as a document names them. */
export const CHARGE_KINDS = [
  "consumption",
  "demand",
  "reactive",
  "series",
  "fixed",
  "percentage",
  "power-factor",
  "minimum",
  "maximum",
] as const;

export type Charge =
  | ConsumptionCharge
  | DemandCharge
  | ReactiveCharge
  | SeriesCharge
  | FixedCharge
  | PercentageCharge
  | PowerFactorCharge
  | MinimumCharge
  | MaximumCharge;

interface ChargeBase {
  /** Unique in the document; lines and taxes refer to it. */
  readonly id: string;
  readonly label: LocalText;
}

/** A price per unit of energy or volume. */
export interface ConsumptionCharge extends ChargeBase {
  readonly kind: "consumption";
  readonly calendar: TariffCalendar | undefined;
  readonly rates: readonly Rate[];
  /** What the prices are per; another unit of the same kind as the document's, or the same. */
  readonly unit: string;
  /** The share of the quantity that is charged: 0.9 where sewage is 90 % of the water. */
  readonly quantityFactor: Decimal;
  /** Present when a rate has more than one tier. */
  readonly ladder: Ladder | undefined;
  readonly flow: Flow;
  /** Charged at least, whatever is used. Rule R16. */
  readonly least: LeastQuantity | undefined;
}

/** Delivered to the customer, or received from it: what is sent back has a price of its own. */
export const FLOWS = ["delivered", "received"] as const;
export type Flow = (typeof FLOWS)[number];

export interface LeastQuantity {
  readonly quantity: Decimal;
  readonly per: Recurrence;
  readonly prorate: Proration;
}

/** An amount that recurs whatever is used. */
export interface FixedCharge extends ChargeBase {
  readonly kind: "fixed";
  readonly price: Decimal;
  /** What the price is for each of: 0.50 a month for each m2 of `area`. Undefined: for the point. */
  readonly times: LeaseTerm | undefined;
  readonly per: Recurrence;
  readonly prorate: Proration;
}

/** How the bands of a ladder are filled. */
export interface Ladder {
  /** The stretch of time after which counting starts again. */
  readonly counts: LadderWindow;
  /** `marginal`: each band at its own price. `volume`: everything at the price of the band reached. */
  readonly kind: "marginal" | "volume";
  readonly allocation: TierAllocation;
  /** `days`: a part of the window has its share of the limits and counts on its own. */
  readonly prorate: "days" | "none";
  /**
   * What the limits are for each of: 240 kWh for each of `dwellings`; 200 kWh for each kW of
   * `peak-demand`, the highest of the window (hours of use). Undefined: the limits as they stand.
   */
  readonly limitsPer: LadderLimitUnit | undefined;
  /** Minutes over which that demand is averaged; undefined: those of the readings. */
  readonly intervalMinutes: number | undefined;
  /** Every limit is higher by `by` for each of `per` above `above`: 100 for each person above 4. */
  readonly widen:
    | { readonly per: LeaseTerm; readonly above: Decimal | undefined; readonly by: Decimal }
    | undefined;
}

/** The highest average power of a ladder's window, by which its limits may count. */
export const PEAK_DEMAND = "peak-demand";
export type LadderLimitUnit = LeaseTerm | typeof PEAK_DEMAND;

export const LADDER_WINDOWS = ["month", "billing-period", "quarter", "year"] as const;
export type LadderWindow = (typeof LADDER_WINDOWS)[number];

/**
 * How a ladder with several TOU periods is filled. `proportional`: all periods count together and
 * each has its share of every band. `chronological`: in the order of use. `per-period`: each rate
 * counts for itself.
 */
export const TIER_ALLOCATIONS = ["proportional", "chronological", "per-period"] as const;
export type TierAllocation = (typeof TIER_ALLOCATIONS)[number];

export interface Tax {
  readonly id: string;
  readonly label: LocalText;
  /** In percent: 19. */
  readonly percent: Decimal;
  /** Whether the prices already contain it. */
  readonly included: boolean;
  /** Ids of the charges that it is levied on. */
  readonly on: readonly string[];
  /** Ids of the taxes before it that it is levied on as well. */
  readonly onTaxes: readonly string[];
}
