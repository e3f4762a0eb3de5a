import {
  bookOnAccount,
  listAccounts,
  readAccount,
  reverseEntry,
  settleAccount,
} from "./endpoints/accounts.ts";
import {
  changeCostPool,
  createCostPool,
  divideCost,
  listCostPools,
} from "./endpoints/cost-pools.ts";
import { importPayments, undoPaymentImport } from "./endpoints/payment-import.ts";
import {
  correctBill,
  creditBill,
  readBillEvidence,
  readRecalculation,
  verifyDocument,
} from "./endpoints/bill-corrections.ts";
import { changeChannel } from "./endpoints/channels.ts";
import type { Endpoints } from "./endpoint.ts";
import { estateEndpoints } from "./estate-endpoints.ts";
import { tariffInputEndpoints } from "./tariff-input-endpoints.ts";
import {
  changeAlarmSetting,
  deleteAlarmSetting,
  listAlarmSettings,
  previewAlarmSetting,
} from "./endpoints/alarm-settings.ts";
import { acknowledgeAlarm, listAlarms, shelveAlarm, unshelveAlarm } from "./endpoints/alarms.ts";
import {
  actOnBillRun,
  leaveOutOfBillRun,
  listBillRunLeases,
  listBillRuns,
  readBillRun,
  startBillRun,
} from "./endpoints/bill-runs.ts";
import { listBills, readBill, readBillArchive, readBillPdf } from "./endpoints/bills.ts";
import { decideException, listExceptions, readException } from "./endpoints/exceptions.ts";
import { listEvents } from "./endpoints/events.ts";
import {
  readBillingReport,
  readBillingReportFile,
  readUnbilledReport,
} from "./endpoints/reports.ts";
import { importReadings, listImports, previewImport, undoImport } from "./endpoints/imports.ts";
import {
  changeOwnPassword,
  confirmPassword,
  endOtherSessions,
  endOwnSession,
  listOwnSessions,
} from "./endpoints/own-account.ts";
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  readSecondFactor,
} from "./endpoints/own-second-factor.ts";
import {
  createOwnToken,
  listOwnTokens,
  listTokens,
  revokeOwnToken,
  revokeToken,
} from "./endpoints/api-tokens.ts";
import { traceLine } from "./endpoints/line-trace.ts";
import { createPushToken, removePushToken, pushReadings } from "./endpoints/push.ts";
import {
  askLine,
  changeLine,
  createLine,
  listCollectors,
  listLines,
  readLine,
  readLineCommand,
  removeLine,
  stopLineCommand,
} from "./endpoints/lines.ts";
import {
  changeMonthlyReport,
  previewMonthlyReport,
  readMonthlyReport,
  readSentReport,
  sendMonthlyReport,
} from "./endpoints/monthly-report.ts";
import { readSuppliedFile, readSuppliedReport } from "./endpoints/supplied.ts";
import { readZoneFlows } from "./endpoints/zone-flows.ts";
import { listSavedViews, removeSavedView, saveView } from "./endpoints/saved-views.ts";
import { changeMeters } from "./endpoints/meter-changes.ts";
import { changeMeter, createMeter } from "./endpoints/meter-entry.ts";
import { importMeters, removeMeters } from "./endpoints/meter-import.ts";
import {
  checkMeterModel,
  confirmMeterModel,
  listMeterModels,
  readMeterModel,
  removeMeterModel,
  saveMeterModel,
  tryMessage,
} from "./endpoints/meter-models.ts";
import { listMeters, readMeter } from "./endpoints/meters.ts";
import {
  changeNotificationRule,
  createNotificationRule,
  deleteNotificationRule,
  listNotificationRules,
  testNotification,
} from "./endpoints/notification-rules.ts";
import {
  changeBillSettings,
  previewBillSettings,
  readBillSettings,
  readBillTemplate,
  readSiteLogo,
  removeSiteLogo,
  storeSiteLogo,
} from "./endpoints/bill-settings.ts";
import { listOutbox, readMessage, resendMail } from "./endpoints/outbox.ts";
import { readFlows, readOverview } from "./endpoints/overview.ts";
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
import {
  readHealth,
  readMetrics,
  readOpenApi,
  readReadiness,
  readSystem,
} from "./endpoints/system.ts";
import { listTenants, readCostsSoFar, readTenant } from "./endpoints/tenants.ts";
import { readProfile, readTable, readTrend } from "./endpoints/trends.ts";
import {
  changeVirtualPoint,
  createVirtualPoint,
  removeVirtualPoint,
} from "./endpoints/virtual-points.ts";
import { changeValidationRules, readValidationRules } from "./endpoints/validation-rules.ts";
import { createWebhook, listWebhooks, removeWebhook, testWebhook } from "./endpoints/webhooks.ts";

/** What serves each route of the contract. */
export const endpoints: Endpoints = {
  readBillingReport,
  readBillingReportFile,
  changeMonthlyReport,
  previewMonthlyReport,
  readMonthlyReport,
  readSentReport,
  sendMonthlyReport,
  readSuppliedFile,
  readSuppliedReport,
  readUnbilledReport,
  readZoneFlows,
  changeCostPool,
  createCostPool,
  importPayments,
  undoPaymentImport,
  divideCost,
  listCostPools,
  ...estateEndpoints,
  bookOnAccount,
  correctBill,
  creditBill,
  listAccounts,
  readAccount,
  readBillEvidence,
  readRecalculation,
  reverseEntry,
  settleAccount,
  verifyDocument,
  ...tariffInputEndpoints,
  changeOwnPassword,
  listOwnSessions,
  confirmPassword,
  endOtherSessions,
  endOwnSession,
  listOwnTokens,
  createOwnToken,
  revokeOwnToken,
  listTokens,
  revokeToken,
  readSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  acknowledgeAlarm,
  actOnBillRun,
  askLine,
  changeBalanceZone,
  changeLine,
  changeMeter,
  changeAlarmSetting,
  deleteAlarmSetting,
  listAlarmSettings,
  createWebhook,
  listWebhooks,
  removeWebhook,
  testWebhook,
  previewAlarmSetting,
  changeMeters,
  changeNotificationRule,
  changeOrganisation,
  changeServicePoint,
  changeSession,
  changeSite,
  changeSpace,
  changeValidationRules,
  checkMeterModel,
  checkReading,
  confirmMeterModel,
  correctReading,
  createVirtualPoint,
  changeVirtualPoint,
  removeVirtualPoint,
  createBalanceZone,
  createLine,
  createMeter,
  createNotificationRule,
  createPushToken,
  removePushToken,
  createServicePoint,
  createSite,
  createSpace,
  decideException,
  deleteNotificationRule,
  enterReading,
  changeChannel,
  exchangeMeter,
  importMeters,
  removeMeters,
  leaveOutOfBillRun,
  listAlarms,
  listBillRunLeases,
  listBillRuns,
  listBills,
  listCollectors,
  listEvents,
  listExceptions,
  listLines,
  listMeterModels,
  listMeters,
  listNotificationRules,
  listOutbox,
  listReadings,
  listSavedViews,
  removeSavedView,
  saveView,
  listTenants,
  pushReadings,
  readBill,
  readBillArchive,
  readBillPdf,
  readBillRun,
  readException,
  readHealth,
  readMetrics,
  readReadiness,
  readSystem,
  readLine,
  readLineCommand,
  changeBillSettings,
  previewBillSettings,
  readBillSettings,
  readBillTemplate,
  readSiteLogo,
  removeSiteLogo,
  storeSiteLogo,
  readLogo,
  readMessage,
  readMeter,
  readMeterModel,
  readOpenApi,
  readOrganisation,
  readFlows,
  readOverview,
  readProfile,
  readProperty,
  readSession,
  readSetup,
  readTable,
  readTenant,
  readCostsSoFar,
  readTrend,
  readValidationRules,
  removeBalanceZone,
  removeLine,
  removeLogo,
  removeMeterModel,
  removeServicePoint,
  removeSpace,
  resendMail,
  saveMeterModel,
  tryMessage,
  setUp,
  shelveAlarm,
  signIn,
  signOut,
  startBillRun,
  stopLineCommand,
  storeLogo,
  testNotification,
  traceLine,
  unshelveAlarm,
  importReadings,
  listImports,
  previewImport,
  undoImport,
};
