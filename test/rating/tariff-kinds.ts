import { type HolidayPlace, placesIn } from "./naive-holidays.ts";

/** What a tariff of a case may be made of. */
export interface TariffKinds {
  readonly ladders: boolean;
  readonly demand: boolean;
  readonly minimum: boolean;
  /** Amounts that are charged whole, however short the period. */
  readonly unprorated: boolean;
  /** What is above a limit of the bill, of reactive energy or of the power factor. */
  readonly limits: boolean;
  /** Contracts that began before the readings. */
  readonly older: boolean;
  /** Ladders count on from what is told of before the readings. */
  readonly told: boolean;
  /** Whose public holidays a tariff may name. */
  readonly places: readonly HolidayPlace[];
}

export const EVERY_KIND: TariffKinds = {
  ladders: true,
  demand: true,
  minimum: true,
  unprorated: true,
  limits: true,
  older: true,
  told: false,
  places: placesIn(2026),
};
