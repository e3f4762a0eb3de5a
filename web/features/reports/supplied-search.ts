import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { reportSearch } from "./report-search.ts";

/** What is compared; part of the address, so that it can be shared. */
export interface SuppliedSearch {
  /** First month: `2026-01`; the third before this one when left out. */
  readonly from?: string;
  /** Last month; this one when left out. */
  readonly to?: string;
  /** All when it is left out. */
  readonly commodity?: Commodity;
}

export function suppliedSearch(given: Record<string, unknown>): SuppliedSearch {
  const { from, to } = reportSearch(given);
  const commodity = COMMODITIES.find((name) => name === given["commodity"]);
  return { ...(from && { from }), ...(to && { to }), ...(commodity && { commodity }) };
}
