import type { Decimal } from "#domain/core/decimal.ts";
import type { LocalText } from "#domain/core/local-text.ts";

/** The price in some seasons and TOU periods of a charge's calendar. */
export interface Rate {
  /** Season × TOU period numbers of the calendar that it prices; `[0]` without a calendar. */
  readonly buckets: readonly number[];
  /** Whether it names TOU periods; a demand rate that does is a charge on the peak within them. */
  readonly byTouPeriod: boolean;
  /** The name of the one season or TOU period that it is for, if it is for one. */
  readonly season: LocalText | undefined;
  readonly touPeriod: LocalText | undefined;
  /** At least one; only the last has no upper end. */
  readonly tiers: readonly Tier[];
}

/** A band of quantity, up to and including `upTo`. */
export interface Tier {
  readonly upTo: Decimal | undefined;
  readonly price: Decimal;
}
