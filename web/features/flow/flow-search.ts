import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { TREND_RANGES } from "#web/features/meters/trend-search.ts";

/** Which flow is shown; part of the address, so that it can be shared. */
export interface FlowSearch {
  readonly range?: (typeof TREND_RANGES)[number];
  /** A local day in the range; today when it is left out. */
  readonly at?: string;
  /** All when it is left out. */
  readonly commodity?: Commodity;
}

export function flowSearch(given: Record<string, unknown>): FlowSearch {
  const range = TREND_RANGES.find((name) => name === given["range"]);
  const commodity = COMMODITIES.find((name) => name === given["commodity"]);
  const at = String(given["at"] ?? "");
  return {
    ...(range && { range }),
    ...(commodity && { commodity }),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(at) && { at }),
  };
}
