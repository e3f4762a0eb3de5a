import type { DateRange } from "#domain/core/instant-range.ts";
import type { Circumstances, LeaseTerms } from "./circumstances.ts";
import type { RatedLine } from "./rated-line.ts";
import type { GasEnergy } from "./gas-energy.ts";
import { localStretch, type LocalStretch } from "./local-midnight.ts";
import type { Usage } from "./usage.ts";

/** The days of a billing period that one tariff version prices. */
export interface PricedStretch {
  readonly days: DateRange;
  readonly billingPeriod: DateRange;
  /** Ladders count nothing before it. */
  readonly countsFrom: Temporal.PlainDate | undefined;
  readonly timeZone: string;
  /** `days` on the absolute time line. */
  readonly local: LocalStretch;
  readonly language: string;
  readonly usage: Usage;
  /** What was sent back, in the same unit. */
  readonly received: Usage | undefined;
  /** Where a volume of gas is priced as energy. */
  readonly gas: GasEnergy | undefined;
  /** Unit of the usage: that of the tariff document. */
  readonly unit: string;
  /** What the lease says on these days. */
  readonly terms: LeaseTerms;
  readonly around: Circumstances;
}

/** Days of the stretch on the absolute time line; worked out already where they are all of it. */
export function localOf({ days: all, local, timeZone }: PricedStretch, days: DateRange) {
  return days === all ? local : localStretch(days, timeZone);
}

/**
 * A line before its amount is rounded: `amountMinor` is 0 until then. It is set in the line itself, as
 * a copy of lines of many shapes, some with a tier and some with a season, takes 0.2 µs.
 */
export interface ExactLine extends RatedLine {
  amountMinor: bigint;
}
