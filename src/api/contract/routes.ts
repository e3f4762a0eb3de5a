import { z } from "zod";
import { ROLES } from "#domain/core/role.ts";
import { accountRoutes } from "./account-routes.ts";
import { administrationRoutes } from "./administration-routes.ts";
import { alarmRoutes } from "./alarm-routes.ts";
import {
  billRun,
  billRunList,
  billRunRequest,
  leaveOutRequest,
  runActionRequest,
  runLeaseList,
  runLeaseQuery,
} from "./bill-runs.ts";
import { bill, billList, billQuery } from "./bills.ts";
import { meter, meterList } from "./meters.ts";
import { mail, outbox, outboxQuery, receivedMessage } from "./outbox.ts";
import { flows, overview } from "./overview.ts";
import { pushRoutes } from "./push-routes.ts";
import { commissioningRoutes } from "./commissioning-routes.ts";
import { billSettingsRoutes } from "./bill-settings-routes.ts";
import { moneyRoutes } from "./money-routes.ts";
import { propertyRoutes } from "./property-routes.ts";
import { readingsRoutes } from "./readings-routes.ts";
import { byId, MONEY, STAFF } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";
import { idInAddress, noContent } from "./scalars.ts";
import { session, sessionChange, setup, setupState, signIn } from "./session.ts";
import { tariffInputRoutes } from "./tariff-input-routes.ts";
import { tariffRoutes } from "./tariff-routes.ts";
import { tenantRoutes } from "./tenant-routes.ts";
import { tenant, tenantList } from "./tenants.ts";
import { profile, profileQuery, tableQuery, trend, trendQuery } from "./trends.ts";

/** Every route under /api: the server serves these and no others. */
export const routes = {
  readHealth: {
    method: "GET",
    path: "/healthz",
    roles: "anyone",
    summary: "Whether the server and its database work.",
    response: z.object({ status: z.literal("ok") }),
  },
  readSetup: {
    method: "GET",
    path: "/setup",
    roles: "anyone",
    summary: "Whether the installation still waits for its first administrator.",
    response: setupState,
  },
  setUp: {
    method: "POST",
    path: "/setup",
    roles: "anyone",
    summary: "Creates the first administrator and signs in; refused once there is any user.",
    body: setup,
    status: 201,
    response: session,
  },
  readSession: {
    method: "GET",
    path: "/session",
    roles: "anyone",
    summary: "Who is signed in.",
    response: session,
  },
  signIn: {
    method: "POST",
    path: "/session",
    roles: "anyone",
    summary: "Signs in; sets the session cookie.",
    body: signIn,
    response: session,
  },
  changeSession: {
    method: "PATCH",
    path: "/session",
    roles: ROLES,
    isOwnAccount: true,
    summary: "Changes the language of the signed-in user.",
    body: sessionChange,
    response: session,
  },
  ...accountRoutes,
  signOut: {
    method: "DELETE",
    path: "/session",
    roles: "anyone",
    summary: "Signs out; the session is worthless from then on.",
    status: 204,
    response: noContent,
  },
  readOverview: {
    method: "GET",
    path: "/overview",
    roles: STAFF,
    summary: "The main screen: alarms, consumption by commodity, lines, billing.",
    response: overview,
  },
  readFlows: {
    method: "GET",
    path: "/overview/flows",
    roles: STAFF,
    summary: "What flows at every site now, by commodity: power or flow.",
    response: flows,
  },
  ...commissioningRoutes,
  ...propertyRoutes,
  ...billSettingsRoutes,
  ...moneyRoutes,
  ...readingsRoutes,
  ...alarmRoutes,
  ...pushRoutes,
  ...tenantRoutes,
  ...tariffRoutes,
  ...tariffInputRoutes,
  ...administrationRoutes,
  listMeters: {
    method: "GET",
    path: "/meters",
    roles: ROLES,
    summary: "All meters with live value and register; a tenant's own for a tenant.",
    response: meterList,
  },
  readMeter: {
    method: "GET",
    path: "/meters/:id",
    roles: ROLES,
    summary: "One meter: all live values, communication, installations, channels, alarms.",
    params: byId,
    response: meter,
  },
  readTrend: {
    method: "GET",
    path: "/meters/:id/trend",
    roles: ROLES,
    summary: "Consumption of a local day, week, month or year as bars and as a curve.",
    params: byId,
    query: trendQuery,
    response: trend,
  },
  readProfile: {
    method: "GET",
    path: "/meters/:id/profile",
    roles: ROLES,
    summary: "Load duration, heat map, base load and daily peaks of a day, week, month or year.",
    params: byId,
    query: profileQuery,
    response: profile,
  },
  readTable: {
    method: "GET",
    path: "/meters/:id/consumption",
    roles: ROLES,
    summary: "Consumption and registers row by row, as a CSV or Excel file.",
    params: byId,
    query: tableQuery,
    response: { mediaType: "text/csv" },
  },
  listTenants: {
    method: "GET",
    path: "/tenants",
    roles: ROLES,
    summary: "All tenants; itself for a tenant.",
    response: tenantList,
  },
  readTenant: {
    method: "GET",
    path: "/tenants/:id",
    roles: ROLES,
    summary: "One tenant with leases, points, tariffs and newest bills.",
    params: byId,
    response: tenant,
  },
  listBills: {
    method: "GET",
    path: "/bills",
    roles: ROLES,
    summary: "Bills, newest first; a tenant's own for a tenant.",
    query: billQuery,
    response: billList,
  },
  readBill: {
    method: "GET",
    path: "/bills/:id",
    roles: ROLES,
    summary: "One bill with its whole content and what became of its mails.",
    params: byId,
    response: bill,
  },
  readBillPdf: {
    method: "GET",
    path: "/bills/:id/pdf",
    roles: ROLES,
    summary: "The signed PDF exactly as delivered.",
    params: byId,
    response: { mediaType: "application/pdf" },
  },
  listBillRuns: {
    method: "GET",
    path: "/bill-runs",
    roles: STAFF,
    summary: "The newest bill runs.",
    response: billRunList,
  },
  startBillRun: {
    method: "POST",
    path: "/bill-runs",
    roles: MONEY,
    summary: "Drafts the bills of a period; nothing is issued before the run is approved.",
    body: billRunRequest,
    status: 201,
    response: billRun,
  },
  readBillRun: {
    method: "GET",
    path: "/bill-runs/:id",
    roles: STAFF,
    summary: "One bill run with how far it is and what may be done with it.",
    params: byId,
    response: billRun,
  },
  actOnBillRun: {
    method: "POST",
    path: "/bill-runs/:id/actions",
    roles: MONEY,
    summary: "Approves, repeats, stops, resumes or discards a run, as its availableActions allow.",
    params: byId,
    body: runActionRequest,
    response: billRun,
  },
  listBillRunLeases: {
    method: "GET",
    path: "/bill-runs/:id/leases",
    roles: STAFF,
    summary: "What the run does with each lease: what is blocked or unusual first.",
    params: byId,
    query: runLeaseQuery,
    response: runLeaseList,
  },
  leaveOutOfBillRun: {
    method: "PATCH",
    path: "/bill-runs/:id/leases/:leaseId",
    roles: MONEY,
    summary: "Leaves a lease out of a run that waits for approval, or takes it in again.",
    params: byId.extend({ leaseId: idInAddress }),
    body: leaveOutRequest,
    response: billRun,
  },
  listOutbox: {
    method: "GET",
    path: "/outbox",
    roles: STAFF,
    summary: "Mails and what became of them.",
    query: outboxQuery,
    response: outbox,
  },
  readMessage: {
    method: "GET",
    path: "/outbox/:id/message",
    roles: STAFF,
    summary: "A mail as the demo's receiver took it in.",
    params: byId,
    response: receivedMessage,
  },
  resendMail: {
    method: "POST",
    path: "/outbox/:id/resend",
    roles: MONEY,
    summary: "Sends a mail that failed or is of unknown fate again.",
    params: byId,
    response: mail,
  },
  listEvents: {
    method: "GET",
    path: "/events",
    roles: ROLES,
    summary: "Server-sent events of events.ts; of its own meters only for a tenant.",
    response: { mediaType: "text/event-stream" },
  },
  readOpenApi: {
    method: "GET",
    path: "/documents/openapi.json",
    roles: ROLES,
    summary: "This interface as an OpenAPI 3.1 document.",
    response: z.record(z.string(), z.unknown()),
  },
} as const satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof routes;
