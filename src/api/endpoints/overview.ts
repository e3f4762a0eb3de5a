import type { Overview } from "#api/contract/overview.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { wire } from "#api/wire.ts";
import { type BillingCycle, nextRunDay } from "#domain/tenancy/billing-cycle.ts";
import { countOpenAlarms, listOpenAlarms } from "#storage/alarms.ts";
import { readBillingSummary } from "#storage/billing-summary.ts";
import { type LineView, listLines } from "#storage/line-views.ts";
import { countMails } from "#storage/outbox-views.ts";
import { readSiteConsumption } from "#storage/site-consumption.ts";
import { listSiteFlows } from "#storage/site-flows.ts";
import { listSiteViews, type SiteView } from "#storage/site-views.ts";

export const readOverview: Endpoint<"readOverview"> = async (context) => {
  const { database, clock } = context;
  const now = clock.now();
  const [alarms, lines, sites] = await Promise.all([
    countOpenAlarms(database, now),
    listLines(database, { now }),
    listSiteViews(database),
  ]);
  const [overviews, collector] = await Promise.all([
    Promise.all(sites.map((site) => siteOverview(context, site, lines))),
    collectorState(context, { sites, lines }),
  ]);
  return { at: now.toString(), alarms, sites: overviews, collector };
};

export const readFlows: Endpoint<"readFlows"> = async ({ database, clock }) => ({
  flows: await listSiteFlows(database, clock.now()),
});

async function siteOverview(
  { database, clock }: ApiContext,
  site: SiteView,
  lines: readonly LineView[],
): Promise<Overview["sites"][number]> {
  const now = clock.now();
  const { id: siteId, timeZone } = site;
  const [consumption, billing, mails] = await Promise.all([
    readSiteConsumption(database, { siteId, timeZone, now }),
    readBillingSummary(database, siteId),
    countMails(database, siteId),
  ]);
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  return {
    site: wire(site),
    today: today.toString(),
    consumption: consumption.map((one) => ({
      commodity: one.commodity,
      unit: one.unit,
      basis: one.basis,
      until: one.until?.toString() ?? null,
      today: one.today?.toString() ?? null,
      yesterday: one.yesterday?.toString() ?? null,
      thisMonth: one.thisMonth?.toString() ?? null,
      lastMonth: one.lastMonth?.toString() ?? null,
      hours: one.hours.map(({ from, quantity }) => ({
        from: from.toString(),
        quantity: quantity?.toString() ?? null,
      })),
    })),
    lines: wire(lines.filter((line) => line.siteId === siteId)),
    billing: {
      nextRunOn: nextRunOn(billing.cycles, today)?.toString() ?? null,
      month: billing.month,
      bills: billing.bills,
      totalMinor: billing.totalMinor.toString(),
      previousTotalMinor: billing.previousTotalMinor?.toString() ?? null,
      mails: {
        waiting: mails.waiting + mails.sending,
        sent: mails.sent,
        failed: mails.failed + mails.unknown,
      },
    },
    tenants: billing.tenants,
    meters: billing.meters,
  };
}

/** The first day after today on which a lease is billed. */
function nextRunOn(
  cycles: readonly BillingCycle[],
  today: Temporal.PlainDate,
): Temporal.PlainDate | undefined {
  return cycles.map((cycle) => nextRunDay(cycle, today)).toSorted(Temporal.PlainDate.compare)[0];
}

async function collectorState(
  { database, clock }: ApiContext,
  { sites, lines }: { readonly sites: readonly SiteView[]; readonly lines: readonly LineView[] },
): Promise<Overview["collector"]> {
  if (lines.every(({ lastAttemptAt }) => lastAttemptAt === null)) return "unknown";
  for (const { id: siteId } of sites) {
    const gone = await listOpenAlarms(database, {
      siteId,
      rules: ["collector-gone"],
      now: clock.now(),
    });
    if (gone.length > 0) return "gone";
  }
  return "running";
}
