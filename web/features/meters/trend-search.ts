import type { TrendRange } from "#api/contract/trends.ts";

export const TREND_RANGES = ["day", "week", "month", "year"] as const satisfies TrendRange[];
export const TREND_FORMS = ["bars", "curve"] as const;

/** Which trend a meter's page shows; part of the address, so that it can be shared. */
export interface TrendSearch {
  readonly range?: TrendRange;
  /** A local day in the range; today when it is left out. */
  readonly at?: string;
  readonly form?: (typeof TREND_FORMS)[number];
}

export function trendSearch(given: Record<string, unknown>): TrendSearch {
  const range = TREND_RANGES.find((name) => name === given["range"]);
  const form = TREND_FORMS.find((name) => name === given["form"]);
  const at = String(given["at"] ?? "");
  return {
    ...(range && { range }),
    ...(form && { form }),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(at) && { at }),
  };
}
