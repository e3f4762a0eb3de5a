import { billingReport, reportFileQuery, reportQuery, unbilledReport } from "./reports.ts";
import { byId, STAFF } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";
import { suppliedFileQuery, suppliedQuery, suppliedReport } from "./supplied.ts";
import { siteZoneFlow, zoneFlowQuery } from "./zone-flows.ts";

/** What was billed, looked at in sums. */
export const reportRoutes = {
  readBillingReport: {
    method: "GET",
    path: "/reports/billing",
    roles: STAFF,
    sites: "own-rows",
    summary:
      "What was billed and used in some months, by month, site, tenant, commodity or tariff.",
    query: reportQuery,
    response: billingReport,
  },
  readBillingReportFile: {
    method: "GET",
    path: "/reports/billing/file",
    roles: STAFF,
    sites: "own-rows",
    summary: "The same as a CSV or Excel file.",
    query: reportFileQuery,
    response: { mediaType: "text/csv" },
  },
  readSuppliedReport: {
    method: "GET",
    path: "/reports/supplied",
    roles: STAFF,
    sites: "own-rows",
    summary:
      "What supply meters measured beside what was billed, by site, commodity and month; and what was used and billed to nobody.",
    query: suppliedQuery,
    response: suppliedReport,
  },
  readSuppliedFile: {
    method: "GET",
    path: "/reports/supplied/file",
    roles: STAFF,
    sites: "own-rows",
    summary: "The same as a CSV or Excel file: the months, or what was billed to nobody.",
    query: suppliedFileQuery,
    response: { mediaType: "text/csv" },
  },
  readZoneFlows: {
    method: "GET",
    path: "/sites/:id/zone-flows",
    roles: STAFF,
    sites: { "params.id": "site" },
    summary:
      "What flowed through each balance zone in a day, week, month or year: supply, use, loss.",
    params: byId,
    query: zoneFlowQuery,
    response: siteZoneFlow,
  },
  readUnbilledReport: {
    method: "GET",
    path: "/reports/unbilled",
    roles: STAFF,
    sites: "own-rows",
    summary: "Leases with days that are over and on no bill, the most days first.",
    response: unbilledReport,
  },
} as const satisfies Record<string, RouteContract>;
