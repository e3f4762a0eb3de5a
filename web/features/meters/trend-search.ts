import type { TrendRange } from "#api/contract/trends.ts";

export const TREND_RANGES = ["day", "week", "month", "year"] as const satisfies TrendRange[];
/** How the load behaves rather than what was used. */
export const PROFILE_FORMS = ["heat", "duration", "peaks"] as const;
export type ProfileForm = (typeof PROFILE_FORMS)[number];
export const TREND_FORMS = ["bars", "curve", ...PROFILE_FORMS] as const;
export const TREND_COMPARISONS = ["previous", "last-year"] as const;

/** Which trend a meter's page shows; part of the address, so that it can be shared. */
export interface TrendSearch {
  readonly range?: TrendRange;
  /** A local day in the range; today when it is left out. */
  readonly at?: string | undefined;
  readonly form?: (typeof TREND_FORMS)[number];
  /** What it is shown beside. */
  readonly compare?: (typeof TREND_COMPARISONS)[number] | undefined;
}

/** Whether a form shows what was used, step by step, rather than how the load behaves. */
export function isTrend(form: (typeof TREND_FORMS)[number]): form is "bars" | "curve" {
  return form === "bars" || form === "curve";
}

export function trendSearch(given: Record<string, unknown>): TrendSearch {
  const range = TREND_RANGES.find((name) => name === given["range"]);
  const form = TREND_FORMS.find((name) => name === given["form"]);
  const compare = TREND_COMPARISONS.find((name) => name === given["compare"]);
  const at = String(given["at"] ?? "");
  return {
    ...(range && { range }),
    ...(form && { form }),
    ...(compare && { compare }),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(at) && { at }),
  };
}
