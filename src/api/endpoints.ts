import type { Endpoints } from "./endpoint.ts";
import { acknowledgeAlarm, listAlarms, shelveAlarm, unshelveAlarm } from "./endpoints/alarms.ts";
import {
  actOnBillRun,
  leaveOutOfBillRun,
  listBillRunLeases,
  listBillRuns,
  readBillRun,
  startBillRun,
} from "./endpoints/bill-runs.ts";
import { listBills, readBill, readBillPdf } from "./endpoints/bills.ts";
import { decideException, listExceptions, readException } from "./endpoints/exceptions.ts";
import { listEvents } from "./endpoints/events.ts";
import { traceLine } from "./endpoints/line-trace.ts";
import { listLines } from "./endpoints/lines.ts";
import { createPushToken, pushReadings } from "./endpoints/push.ts";
import { listMeters, readMeter } from "./endpoints/meters.ts";
import {
  changeNotificationRule,
  createNotificationRule,
  deleteNotificationRule,
  listNotificationRules,
  testNotification,
} from "./endpoints/notification-rules.ts";
import { listOutbox, readMessage, resendMail } from "./endpoints/outbox.ts";
import { readOverview } from "./endpoints/overview.ts";
import {
  changeOrganisation,
  changeSite,
  createSite,
  readLogo,
  readOrganisation,
  removeLogo,
  storeLogo,
} from "./endpoints/organisation.ts";
import {
  changeBalanceZone,
  changeServicePoint,
  changeSpace,
  createBalanceZone,
  createServicePoint,
  createSpace,
  readProperty,
  removeBalanceZone,
  removeServicePoint,
  removeSpace,
} from "./endpoints/property.ts";
import {
  checkReading,
  correctReading,
  enterReading,
  exchangeMeter,
  listReadings,
} from "./endpoints/readings.ts";
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
import { readProfile, readTable, readTrend } from "./endpoints/trends.ts";
import { changeValidationRules, readValidationRules } from "./endpoints/validation-rules.ts";

/** What serves each route of the contract. */
export const endpoints: Endpoints = {
  acknowledgeAlarm,
  shelveAlarm,
  unshelveAlarm,
  changeNotificationRule,
  createNotificationRule,
  deleteNotificationRule,
  listNotificationRules,
  testNotification,
  changeBalanceZone,
  changeOrganisation,
  changeServicePoint,
  changeSite,
  changeSpace,
  createBalanceZone,
  createServicePoint,
  createSite,
  createSpace,
  readLogo,
  readOrganisation,
  readProperty,
  removeBalanceZone,
  removeLogo,
  removeServicePoint,
  removeSpace,
  storeLogo,
  actOnBillRun,
  changeSession,
  leaveOutOfBillRun,
  listAlarms,
  listBillRunLeases,
  listBillRuns,
  listBills,
  listEvents,
  createPushToken,
  pushReadings,
  listLines,
  listMeterModels,
  listMeters,
  listOutbox,
  listTenants,
  readBill,
  readBillPdf,
  readBillRun,
  readHealth,
  readMessage,
  readMeter,
  readOpenApi,
  readOverview,
  readSession,
  readSetup,
  readTenant,
  readTrend,
  readProfile,
  readTable,
  resendMail,
  setUp,
  signIn,
  signOut,
  startBillRun,
  decideException,
  listExceptions,
  readException,
  checkReading,
  correctReading,
  enterReading,
  exchangeMeter,
  listReadings,
  changeValidationRules,
  readValidationRules,
  traceLine,
};
