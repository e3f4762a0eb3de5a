import { REPORT_GROUPS, type ReportGroup } from "#domain/billing/report-group.ts";

/** What is reported; part of the address, so that it can be shared. */
export interface ReportSearch {
  /** First month: `2026-01`; the eleventh before this one when left out. */
  readonly from?: string;
  /** Last month; this one when left out. */
  readonly to?: string;
  readonly by?: ReportGroup;
}

export function reportSearch(given: Record<string, unknown>): ReportSearch {
  const from = monthOf(given["from"]);
  const to = monthOf(given["to"]);
  const by = REPORT_GROUPS.find((name) => name === given["by"]);
  return { ...(from && { from }), ...(to && { to }), ...(by && { by }) };
}

function monthOf(given: unknown): string | undefined {
  const text = String(given ?? "");
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined;
}
