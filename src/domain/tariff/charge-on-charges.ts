import type { Decimal } from "#domain/core/decimal.ts";
import type { LocalText } from "#domain/core/local-text.ts";
import type { Proration, Recurrence } from "./charge-recurrence.ts";

/** What every charge has that is levied on charges before it. */
interface OnCharges {
  readonly id: string;
  readonly label: LocalText;
  /** Ids of charges before it. */
  readonly on: readonly string[];
}

/** Tops up the charges before it to a least amount. */
export interface MinimumCharge extends OnCharges {
  readonly kind: "minimum";
  readonly amount: Decimal;
  readonly per: Recurrence;
  readonly prorate: Proration;
}

/** Cuts the charges before it to a greatest amount. */
export interface MaximumCharge extends OnCharges {
  readonly kind: "maximum";
  readonly amount: Decimal;
  readonly per: Recurrence;
  readonly prorate: Proration;
}

/** A share of the charges before it: a surcharge, or a discount where it is below zero. */
export interface PercentageCharge extends OnCharges {
  readonly kind: "percentage";
  /** 5 adds 5 %, -5 takes them off. */
  readonly percent: Decimal;
}

/** A share of the charges before it by the average power factor of the billing period. Rule R24. */
export interface PowerFactorCharge extends OnCharges {
  readonly kind: "power-factor";
  /** From the highest power factor down; the last begins at 0. */
  readonly table: readonly PowerFactorStep[];
}

/** From this power factor on, up to the step above. */
export interface PowerFactorStep {
  readonly from: Decimal;
  readonly percent: Decimal;
}

/** A price per kvarh of reactive energy above a free share of the active energy. */
export interface ReactiveCharge {
  readonly kind: "reactive";
  readonly id: string;
  readonly label: LocalText;
  readonly price: Decimal;
  /** Of the active energy in kWh, so much is free, in percent. */
  readonly freePercent: Decimal;
  readonly flow: ReactiveFlow;
  /** The stretch of time of which the free share is taken. */
  readonly counts: "month" | "billing-period";
}

/** Drawn from the grid (inductive load), sent back to it (capacitive), or both together. */
export const REACTIVE_FLOWS = ["import", "export", "both"] as const;
export type ReactiveFlow = (typeof REACTIVE_FLOWS)[number];
