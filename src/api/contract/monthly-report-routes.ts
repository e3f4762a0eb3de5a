import {
  monthlyReportAsked,
  monthlyReportChosen,
  monthlyReportPicture,
  monthlyReportSent,
  monthlyReportSettings,
} from "./monthly-report.ts";
import { byId, MONEY, STAFF } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";

/** The report of a month by e-mail: when it goes to whom, how it looks, and what was sent. */
export const monthlyReportRoutes = {
  readMonthlyReport: {
    method: "GET",
    path: "/sites/:id/monthly-report",
    roles: STAFF,
    sites: { "params.id": "site" },
    summary: "How the report of a site's months is sent by itself, and what was sent.",
    params: byId,
    response: monthlyReportSettings,
  },
  changeMonthlyReport: {
    method: "PATCH",
    path: "/sites/:id/monthly-report",
    roles: MONEY,
    sites: { "params.id": "site" },
    summary: "Says to whom and on which day it goes from now on.",
    params: byId,
    body: monthlyReportAsked,
    response: monthlyReportSettings,
  },
  previewMonthlyReport: {
    method: "GET",
    path: "/sites/:id/monthly-report/preview",
    roles: STAFF,
    sites: { "params.id": "site" },
    summary: "The report of a month as it would be now; stores and sends nothing.",
    params: byId,
    query: monthlyReportChosen,
    response: monthlyReportPicture,
  },
  sendMonthlyReport: {
    method: "POST",
    path: "/sites/:id/monthly-report/send",
    roles: MONEY,
    sites: { "params.id": "site" },
    summary:
      "Sends the report of a month to whoever asks; the month's own still goes out by itself.",
    params: byId,
    body: monthlyReportChosen,
    response: monthlyReportSent,
  },
  readSentReport: {
    method: "GET",
    path: "/monthly-reports/:id",
    roles: STAFF,
    sites: { "params.id": "monthlyReport" },
    summary: "A report exactly as it was sent.",
    params: byId,
    response: { mediaType: "application/pdf" },
  },
} as const satisfies Readonly<Record<string, RouteContract>>;
