import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";

export const METER_STATES = ["answering", "silent", "unknown", "unread"] as const;
export type ShownState = (typeof METER_STATES)[number];

/** What the list of meters is narrowed to; part of the address, so that it can be shared. */
export interface MeterSearch {
  readonly find?: string;
  readonly commodity?: Commodity;
  readonly state?: ShownState;
}

export function meterSearch(given: Record<string, unknown>): MeterSearch {
  const commodity = COMMODITIES.find((name) => name === given["commodity"]);
  const state = METER_STATES.find((name) => name === given["state"]);
  const find = given["find"];
  return {
    ...(typeof find === "string" && find !== "" && { find }),
    ...(commodity && { commodity }),
    ...(state && { state }),
  };
}
