import { reportJob } from "#documents/monthly-report-sheet.ts";
import type {
  MonthlyReport,
  ReportBorne,
  ReportEnergy,
  ReportMoney,
} from "#documents/monthly-report.ts";
import type { TypesetJob } from "#documents/typeset-job.ts";
import { UNBILLED } from "#domain/balance/borne-use.ts";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import { convertQuantity } from "#domain/core/convert-quantity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type DateRange, instantsOf } from "#domain/core/instant-range.ts";
import { accountState } from "#domain/ledger/open-items.ts";
import type { Queryable } from "#platform/database.ts";
import { listMeteredChannels, type MeteredChannel } from "#storage/channel-consumption.ts";
import { listAccountChanges } from "#storage/ledger.ts";
import {
  listFactorsOn,
  listMonthAlarms,
  listMonthsBilled,
  readPaid,
} from "#storage/month-figures.ts";
import { readIssuer, readLogo, type Site } from "#storage/sites.ts";
import { readUsedBetween } from "#storage/used-between.ts";
import { readingCompleteness } from "./reading-completeness.ts";
import { suppliedReport } from "./supplied-billed.ts";
import { siteFlow } from "./zone-flows.ts";

export interface MonthlyReportQuery {
  readonly site: Site;
  readonly month: Temporal.PlainYearMonth;
  readonly language: BillLanguage;
  readonly now: Temporal.Instant;
}

const CO2_DIGITS = 3;

/** What sets the report of a month. */
export async function monthlyReportJob(
  db: Queryable,
  query: MonthlyReportQuery & { readonly output: TypesetJob["output"] },
): Promise<{ readonly report: MonthlyReport; readonly job: TypesetJob }> {
  const report = await monthlyReport(db, query);
  const logo = await readLogo(db, query.site.id);
  return { report, job: reportJob(report, { output: query.output, logo }) };
}

/**
 * The figures of a site's month beside the month and the year before. What is owed is told as of
 * now; all else is of the month's local days, of one that is not over as far as it has come.
 */
export async function monthlyReport(
  db: Queryable,
  { site, month, language, now }: MonthlyReportQuery,
): Promise<MonthlyReport> {
  const { id: siteId, timeZone } = site;
  const days = daysOf(month);
  const { zones } = await siteFlow(db, { site, range: "month", day: days.from, now });
  const issuer = await readIssuer(db, siteId);
  const channels = await listMeteredChannels(db, { siteId, billing: true });
  const range = until(instantsOf(days, timeZone), now);
  return {
    language,
    locale: site.locale,
    currency: site.currency,
    timeZone,
    organisation: issuer.name,
    site: site.name,
    month,
    madeAt: now,
    energy: await energyOf(db, { site, month, now }),
    borne: await borneOf(db, { site, days, now }),
    money: await moneyOf(db, { site, month, now }),
    zones,
    alarms: await listMonthAlarms(db, { siteId, range }),
    readings: await readingCompleteness(db, channels, range),
  };
}

function daysOf(month: Temporal.PlainYearMonth): DateRange {
  const from = month.toPlainDate({ day: 1 });
  return { from, to: from.add({ months: 1 }) };
}

function until<Range extends { readonly from: Temporal.Instant; readonly to: Temporal.Instant }>(
  { from, to }: Range,
  now: Temporal.Instant,
) {
  const end = Temporal.Instant.compare(now, to) < 0 ? now : to;
  return { from, to: Temporal.Instant.compare(end, from) < 0 ? from : end };
}

interface OfMonth {
  readonly site: Site;
  readonly month: Temporal.PlainYearMonth;
  readonly now: Temporal.Instant;
}

/** By commodity: where it is measured as it enters the site, by that; else all points together. */
async function energyOf(db: Queryable, { site, month, now }: OfMonth): Promise<ReportEnergy[]> {
  const { id: siteId, timeZone } = site;
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const metered = await listMeteredChannels(db, { siteId, billing: true, supplyBefore: true });
  const channels = metered.filter(({ parts }) => !parts);
  const { from } = instantsOf(daysOf(month), timeZone);
  // Of a month that is not over, as much of the others as has passed of it.
  const usedIn = async (asked: Temporal.PlainYearMonth) => {
    const whole = instantsOf(daysOf(asked), timeZone);
    const isOver = Temporal.PlainDate.compare(daysOf(month).to, today) <= 0;
    const range = isOver ? whole : until(whole, whole.from.add(from.until(now)));
    return readUsedBetween(db, channels, range);
  };
  const used = await usedIn(month);
  const monthBefore = await usedIn(month.subtract({ months: 1 }));
  const yearBefore = await usedIn(month.subtract({ years: 1 }));
  const lastDay = daysOf(month).to.subtract({ days: 1 });
  const factors = await listFactorsOn(db, { siteId, day: lastDay });
  const groups = Map.groupBy(channels, ({ commodity }) => commodity);
  return Array.from(groups, ([commodity, own]) => {
    const unit = own[0]?.unit ?? "";
    const factor = factors.find((one) => one.commodity === commodity);
    const now = sumOf(own, used, unit);
    const inFactorsUnit = now && factor && convertQuantity(now, unit, factor.unit);
    return {
      commodity,
      unit,
      used: now,
      // A month of which some meters are not known is not compared with.
      monthBefore: isWhole(own, monthBefore) ? sumOf(own, monthBefore, unit) : undefined,
      yearBefore: isWhole(own, yearBefore) ? sumOf(own, yearBefore, unit) : undefined,
      co2Kg: inFactorsUnit
        ?.times(Decimal.parse(factor?.kgPerUnit ?? "0"))
        .rounded(CO2_DIGITS, "half-up"),
    };
  });
}

type Used = Awaited<ReturnType<typeof readUsedBetween>>;

function sumOf(channels: readonly MeteredChannel[], used: Used, unit: string): Decimal | undefined {
  const known = channels.flatMap((channel) => {
    const quantity = used.get(channel.id)?.quantity;
    return quantity ? (convertQuantity(quantity, channel.unit, unit) ?? []) : [];
  });
  return known.length > 0 ? Decimal.sum(known) : undefined;
}

function isWhole(channels: readonly MeteredChannel[], used: Used): boolean {
  return channels.every(({ id }) => used.get(id)?.quantity !== undefined);
}

async function borneOf(
  db: Queryable,
  {
    site,
    days,
    now,
  }: { readonly site: Site; readonly days: DateRange; readonly now: Temporal.Instant },
): Promise<ReportBorne[]> {
  const { months } = await suppliedReport(db, { siteId: site.id, months: days, now });
  return months.map(({ commodity, unit, supplied, borne, estimated, loss }) => ({
    commodity,
    unit,
    supplied,
    billed: borne.billed.plus(borne.elsewhere),
    estimated,
    notBilled: Decimal.sum(UNBILLED.map((bearer) => borne[bearer])),
    own: borne.own,
    loss,
  }));
}

async function moneyOf(db: Queryable, { site, month, now }: OfMonth): Promise<ReportMoney> {
  const siteId = site.id;
  const billedIn = async (asked: Temporal.PlainYearMonth) =>
    (await listMonthsBilled(db, { siteId, days: daysOf(asked) }))[0];
  const nothing = { bills: 0, netMinor: 0n, taxMinor: 0n, totalMinor: 0n };
  const today = now.toZonedDateTimeISO(site.timeZone).toPlainDate();
  const changes = await listAccountChanges(db, { siteId });
  const accounts = Array.from(
    Map.groupBy(changes, ({ leaseId }) => leaseId).values(),
    accountState,
  );
  const open = accounts.flatMap(({ items }) => items);
  const overdue = open.filter(({ dueOn }) => Temporal.PlainDate.compare(dueOn, today) < 0);
  const owed = (items: typeof open) => items.reduce((sum, { openMinor }) => sum + openMinor, 0n);
  return {
    billed: (await billedIn(month)) ?? nothing,
    monthBefore: await billedIn(month.subtract({ months: 1 })),
    yearBefore: await billedIn(month.subtract({ years: 1 })),
    paidMinor: await readPaid(db, { siteId, days: daysOf(month) }),
    openMinor: owed(open),
    overdueMinor: owed(overdue),
  };
}
