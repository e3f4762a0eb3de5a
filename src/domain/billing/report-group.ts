/** What the bills of a report are taken together by. */
export const REPORT_GROUPS = ["month", "site", "tenant", "commodity", "tariff"] as const;

export type ReportGroup = (typeof REPORT_GROUPS)[number];
