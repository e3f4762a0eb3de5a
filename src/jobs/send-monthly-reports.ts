import type { BillRenderer } from "#documents/bill-renderer.ts";
import { reportMail } from "#documents/monthly-report-sheet.ts";
import { dueReportMonth } from "#domain/billing/report-due.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import {
  hasMonthlyReport,
  readReportSetting,
  storeMonthlyReport,
} from "#storage/monthly-reports.ts";
import { enqueueMail } from "#storage/outbox.ts";
import { listSites, type Site } from "#storage/sites.ts";
import { monthlyReportJob } from "./monthly-report.ts";

export interface ReportJobOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly renderer: Pick<BillRenderer, "set">;
}

/**
 * Makes the monthly reports that are due and puts their mails into the outbox: the report and its
 * mails are one transaction, and of a site and month there is one, so that whoever runs it twice, or
 * on two machines, sends it once. One that fails does not stop the others. The number of reports made.
 */
export async function sendMonthlyReports(options: ReportJobOptions): Promise<number> {
  let made = 0;
  for (const site of await listSites(options.database)) {
    try {
      if (await sendReport(options, site)) made += 1;
    } catch (error) {
      options.log.error({ err: error, site: site.name }, "the monthly report failed");
    }
  }
  return made;
}

async function sendReport(
  { database, clock, renderer }: ReportJobOptions,
  site: Site,
): Promise<boolean> {
  const setting = await readReportSetting(database, site.id);
  if (!setting?.enabledAt || setting.recipients.length === 0) return false;
  const { enabledAt, sendDay, language, recipients } = setting;
  const now = clock.now();
  const month = dueReportMonth({ enabledAt, sendDay, timeZone: site.timeZone }, now);
  if (!month || (await hasMonthlyReport(database, { siteId: site.id, month }))) return false;
  const query = { site, month, language, now, output: "pdf" } as const;
  const { report, job } = await monthlyReportJob(database, query);
  const pdf = await renderer.set(job);
  return database.transaction(async (tx) => {
    const kept = { siteId: site.id, month, trial: false, language, pdf, madeAt: now };
    const monthlyReportId = await storeMonthlyReport(tx, kept);
    if (monthlyReportId === undefined) return false;
    for (const recipient of new Set(recipients)) {
      await enqueueMail(tx, {
        siteId: site.id,
        deliveryKey: `monthly-report/${site.id}/${month.toString()}/${recipient}`,
        recipient,
        ...reportMail(report),
        monthlyReportId,
        createdAt: now,
      });
    }
    return true;
  });
}
