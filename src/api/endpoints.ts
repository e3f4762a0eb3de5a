import type { Endpoints } from "./endpoint.ts";
import { acknowledgeAlarm, listAlarms } from "./endpoints/alarms.ts";
import { listBillRuns, startBillRun } from "./endpoints/bill-runs.ts";
import { listBills, readBill, readBillPdf } from "./endpoints/bills.ts";
import { listEvents } from "./endpoints/events.ts";
import { listLines } from "./endpoints/lines.ts";
import { listMeters, readMeter } from "./endpoints/meters.ts";
import { listOutbox, readMessage, resendMail } from "./endpoints/outbox.ts";
import { readOverview } from "./endpoints/overview.ts";
import {
  changeSession,
  readSession,
  readSetup,
  setUp,
  signIn,
  signOut,
} from "./endpoints/session.ts";
import { listMeterModels, readHealth, readOpenApi } from "./endpoints/system.ts";
import { listTenants, readTenant } from "./endpoints/tenants.ts";
import { readTrend } from "./endpoints/trends.ts";

/** What serves each route of the contract. */
export const endpoints: Endpoints = {
  acknowledgeAlarm,
  changeSession,
  listAlarms,
  listBillRuns,
  listBills,
  listEvents,
  listLines,
  listMeterModels,
  listMeters,
  listOutbox,
  listTenants,
  readBill,
  readBillPdf,
  readHealth,
  readMessage,
  readMeter,
  readOpenApi,
  readOverview,
  readSession,
  readSetup,
  readTenant,
  readTrend,
  resendMail,
  setUp,
  signIn,
  signOut,
  startBillRun,
};
