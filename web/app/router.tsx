import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { read } from "#web/api/queries.ts";
import { BrokenPage } from "#web/components/broken-page.tsx";
import { billSearch } from "#web/features/bills/bill-search.ts";
import { meterSearch } from "#web/features/meters/meter-search.ts";
import { outboxSearch } from "#web/features/outbox/outbox-search.ts";
import { verifySearch } from "#web/features/verify/verify-search.ts";
import { qualitySearch } from "#web/features/quality/quality-search.ts";
import { flowSearch } from "#web/features/flow/flow-search.ts";
import { suppliedSearch } from "#web/features/reports/supplied-search.ts";
import { reportSearch } from "#web/features/reports/report-search.ts";
import { readingsSearch } from "#web/features/readings/readings-search.ts";
import { trendSearch } from "#web/features/meters/trend-search.ts";
import { ask } from "./first-answers.ts";
import { overview, root } from "./first-routes.ts";

/** A path parameter that names a row. */
function idOf(text: string | undefined): number {
  const id = Number(text);
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
}

const alarms = createRoute({
  getParentRoute: () => root,
  path: "/alarms",
  component: lazyRouteComponent(() => import("#web/features/alarms/alarms-page.tsx"), "AlarmsPage"),
});

const meters = createRoute({
  getParentRoute: () => root,
  path: "/meters",
  validateSearch: meterSearch,
  loader: ({ cause }) => ask(cause, read("GET /meters", { query: {} })),
  component: lazyRouteComponent(() => import("#web/features/meters/meters-page.tsx"), "MetersPage"),
});

const meter = createRoute({
  getParentRoute: () => root,
  path: "/meters/$meterId",
  params: {
    parse: ({ meterId }) => ({ meterId: idOf(meterId) }),
    stringify: ({ meterId }) => ({ meterId: String(meterId) }),
  },
  validateSearch: trendSearch,
  component: lazyRouteComponent(() => import("#web/features/meters/meter-page.tsx"), "MeterPage"),
});

const readings = createRoute({
  getParentRoute: () => root,
  path: "/meters/$meterId/readings",
  params: {
    parse: ({ meterId }) => ({ meterId: idOf(meterId) }),
    stringify: ({ meterId }) => ({ meterId: String(meterId) }),
  },
  validateSearch: readingsSearch,
  component: lazyRouteComponent(
    () => import("#web/features/readings/readings-page.tsx"),
    "ReadingsPage",
  ),
});

const imports = createRoute({
  getParentRoute: () => root,
  path: "/imports",
  component: lazyRouteComponent(
    () => import("#web/features/imports/imports-page.tsx"),
    "ImportsPage",
  ),
});

const quality = createRoute({
  getParentRoute: () => root,
  path: "/quality",
  validateSearch: qualitySearch,
  component: lazyRouteComponent(
    () => import("#web/features/quality/quality-page.tsx"),
    "QualityPage",
  ),
});

const lines = createRoute({
  getParentRoute: () => root,
  path: "/lines",
  loader: ({ cause }) => ask(cause, read("GET /lines")),
  component: lazyRouteComponent(() => import("#web/features/lines/lines-page.tsx"), "LinesPage"),
});

const line = createRoute({
  getParentRoute: () => root,
  path: "/lines/$lineId",
  params: {
    parse: ({ lineId }) => ({ lineId: idOf(lineId) }),
    stringify: ({ lineId }) => ({ lineId: String(lineId) }),
  },
  component: lazyRouteComponent(() => import("#web/features/lines/line-page.tsx"), "LinePage"),
});

const meterTypes = createRoute({
  getParentRoute: () => root,
  path: "/meter-types",
  component: lazyRouteComponent(
    () => import("#web/features/meter-types/types-page.tsx"),
    "TypesPage",
  ),
});

const tenants = createRoute({
  getParentRoute: () => root,
  path: "/tenants",
  loader: ({ cause }) => ask(cause, read("GET /tenants")),
  component: lazyRouteComponent(
    () => import("#web/features/tenants/tenants-page.tsx"),
    "TenantsPage",
  ),
});

const tenant = createRoute({
  getParentRoute: () => root,
  path: "/tenants/$tenantId",
  params: {
    parse: ({ tenantId }) => ({ tenantId: idOf(tenantId) }),
    stringify: ({ tenantId }) => ({ tenantId: String(tenantId) }),
  },
  loader: ({ cause, params: { tenantId } }) =>
    ask(cause, read("GET /tenants/:id", { params: { id: tenantId } })),
  component: lazyRouteComponent(
    () => import("#web/features/tenants/tenant-page.tsx"),
    "TenantPage",
  ),
});

const property = createRoute({
  getParentRoute: () => root,
  path: "/property",
  component: lazyRouteComponent(
    () => import("#web/features/property/property-page.tsx"),
    "PropertyPage",
  ),
});

const system = createRoute({
  getParentRoute: () => root,
  path: "/system",
  component: lazyRouteComponent(() => import("#web/features/system/system-page.tsx"), "SystemPage"),
});

const users = createRoute({
  getParentRoute: () => root,
  path: "/users",
  component: lazyRouteComponent(() => import("#web/features/users/users-page.tsx"), "UsersPage"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(
    () => import("#web/features/welcome/welcome-page.tsx"),
    "WelcomePage",
  ),
});

const tariffs = createRoute({
  getParentRoute: () => root,
  path: "/tariffs",
  loader: ({ cause }) => ask(cause, read("GET /tariffs")),
  component: lazyRouteComponent(
    () => import("#web/features/tariffs/tariffs-page.tsx"),
    "TariffsPage",
  ),
});

const tariff = createRoute({
  getParentRoute: () => root,
  path: "/tariffs/$tariffId",
  params: {
    parse: ({ tariffId }) => ({ tariffId: idOf(tariffId) }),
    stringify: ({ tariffId }) => ({ tariffId: String(tariffId) }),
  },
  loader: ({ cause, params: { tariffId } }) =>
    ask(cause, read("GET /tariffs/:id", { params: { id: tariffId } })),
  component: lazyRouteComponent(
    () => import("#web/features/tariffs/tariff-page.tsx"),
    "TariffPage",
  ),
});

const ownAccount = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(
    () => import("#web/features/account/account-page.tsx"),
    "AccountPage",
  ),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(
    () => import("#web/features/settings/settings-page.tsx"),
    "SettingsPage",
  ),
});

const bills = createRoute({
  getParentRoute: () => root,
  path: "/bills",
  validateSearch: billSearch,
  component: lazyRouteComponent(() => import("#web/features/bills/bills-page.tsx"), "BillsPage"),
});

const bill = createRoute({
  getParentRoute: () => root,
  path: "/bills/$billId",
  params: {
    parse: ({ billId }) => ({ billId: idOf(billId) }),
    stringify: ({ billId }) => ({ billId: String(billId) }),
  },
  loader: ({ cause, params: { billId } }) =>
    ask(cause, read("GET /bills/:id", { params: { id: billId } })),
  component: lazyRouteComponent(() => import("#web/features/bills/bill-page.tsx"), "BillPage"),
});

const billRuns = createRoute({
  getParentRoute: () => root,
  path: "/bill-runs",
  component: lazyRouteComponent(
    () => import("#web/features/bills/bill-runs-page.tsx"),
    "BillRunsPage",
  ),
});

const billRun = createRoute({
  getParentRoute: () => root,
  path: "/bill-runs/$runId",
  params: {
    parse: ({ runId }) => ({ runId: idOf(runId) }),
    stringify: ({ runId }) => ({ runId: String(runId) }),
  },
  component: lazyRouteComponent(
    () => import("#web/features/bills/bill-run-page.tsx"),
    "BillRunPage",
  ),
});

const accounts = createRoute({
  getParentRoute: () => root,
  path: "/accounts",
  loader: ({ cause }) => ask(cause, read("GET /accounts")),
  component: lazyRouteComponent(
    () => import("#web/features/accounts/accounts-page.tsx"),
    "AccountsPage",
  ),
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/accounts/$leaseId",
  params: {
    parse: ({ leaseId }) => ({ leaseId: idOf(leaseId) }),
    stringify: ({ leaseId }) => ({ leaseId: String(leaseId) }),
  },
  component: lazyRouteComponent(
    () => import("#web/features/accounts/account-page.tsx"),
    "AccountPage",
  ),
});

const sharedCosts = createRoute({
  getParentRoute: () => root,
  path: "/shared-costs",
  component: lazyRouteComponent(
    () => import("#web/features/accounts/shared-costs-page.tsx"),
    "SharedCostsPage",
  ),
});

const reports = createRoute({
  getParentRoute: () => root,
  path: "/reports",
  validateSearch: reportSearch,
  component: lazyRouteComponent(
    () => import("#web/features/reports/reports-page.tsx"),
    "ReportsPage",
  ),
});

const supplied = createRoute({
  getParentRoute: () => root,
  path: "/reports/supplied",
  validateSearch: suppliedSearch,
  component: lazyRouteComponent(
    () => import("#web/features/reports/supplied-page.tsx"),
    "SuppliedPage",
  ),
});

const monthlyReport = createRoute({
  getParentRoute: () => root,
  path: "/reports/monthly",
  component: lazyRouteComponent(
    () => import("#web/features/reports/monthly-report-page.tsx"),
    "MonthlyReportPage",
  ),
});

const flow = createRoute({
  getParentRoute: () => root,
  path: "/reports/flow",
  validateSearch: flowSearch,
  component: lazyRouteComponent(() => import("#web/features/flow/flow-page.tsx"), "FlowPage"),
});

const billSettings = createRoute({
  getParentRoute: () => root,
  path: "/settings/bills",
  component: lazyRouteComponent(
    () => import("#web/features/bill-settings/bill-settings-page.tsx"),
    "BillSettingsPage",
  ),
});

const verify = createRoute({
  getParentRoute: () => root,
  path: "/verify",
  validateSearch: verifySearch,
  component: lazyRouteComponent(() => import("#web/features/verify/verify-page.tsx"), "VerifyPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(
    () => import("#web/features/session/invitation-page.tsx"),
    "InvitationPage",
  ),
});

const outbox = createRoute({
  getParentRoute: () => root,
  path: "/outbox",
  validateSearch: outboxSearch,
  component: lazyRouteComponent(() => import("#web/features/outbox/outbox-page.tsx"), "OutboxPage"),
});

/** Every screen by its address; each is loaded when it is first opened, or pointed at. */
export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    alarms,
    meters,
    meter,
    meterTypes,
    lines,
    line,
    readings,
    quality,
    imports,
    property,
    ownAccount,
    settings,
    system,
    users,
    welcome,
    tariffs,
    tariff,
    tenants,
    tenant,
    bills,
    bill,
    billRuns,
    billRun,
    accounts,
    account,
    sharedCosts,
    reports,
    supplied,
    monthlyReport,
    flow,
    billSettings,
    verify,
    invitation,
    outbox,
  ]),
  defaultPreload: "intent",
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
