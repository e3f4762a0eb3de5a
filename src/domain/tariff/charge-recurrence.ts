export const RECURRENCES = ["day", "month", "year", "billing-period"] as const;
export type Recurrence = (typeof RECURRENCES)[number];

/**
 * What becomes of a recurring amount when only part of its month or year is billed. `days`: the
 * share of the days. `months`: a year is twelve months, a part of a month by its days. `none`:
 * the whole amount.
 */
export const PRORATIONS = ["days", "months", "none"] as const;
export type Proration = (typeof PRORATIONS)[number];
