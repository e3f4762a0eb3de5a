import type { Ratio } from "./ratio.ts";
import type { DayNumber } from "./wall-clock.ts";
import type { WrittenTariff } from "./written-tariff.ts";

/** Days by number, the last one not included. */
export interface Days {
  readonly from: DayNumber;
  readonly to: DayNumber;
}

export interface NaiveLoad {
  /** Minutes since 1970, UTC. */
  readonly startMinute: number;
  readonly intervalMinutes: number;
  /** Whole counts. */
  readonly amounts: readonly bigint[];
  readonly perCount: string;
}

/** A line before it is rounded. */
export interface NaiveExactLine {
  readonly chargeId: string;
  readonly quantity: Ratio;
  readonly amount: Ratio;
}

/** Everything that pricing one version's days looks at. */
export interface Scene {
  readonly tariff: WrittenTariff;
  readonly days: Days;
  readonly billing: Days;
  readonly countsFrom: DayNumber;
  readonly timeZone: string;
  readonly load: NaiveLoad;
}
