import type { MonthlyReportSettings } from "#api/contract/monthly-report.ts";
import { audited } from "#api/audited.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { pictureOf } from "#documents/bill-preview.ts";
import { reportFileName, reportMail } from "#documents/monthly-report-sheet.ts";
import type { TypesetJob } from "#documents/typeset-job.ts";
import { BILL_LANGUAGES, type BillLanguage } from "#domain/core/bill-language.ts";
import { type MonthlyReportQuery, monthlyReportJob } from "#jobs/monthly-report.ts";
import type { Queryable } from "#platform/database.ts";
import {
  findReportPdf,
  listSentReports,
  readReportSetting,
  storeMonthlyReport,
  storeReportSetting,
} from "#storage/monthly-reports.ts";
import { enqueueMail } from "#storage/outbox.ts";
import { listSites, type Site } from "#storage/sites.ts";

/** Early in the month, and late enough for bills of the first days. */
const USUAL_DAY = 3;

export const readMonthlyReport: Endpoint<"readMonthlyReport"> = async (
  { database },
  { params, caller },
) => {
  const site = await siteOf(database, params.id);
  return settingsOf(database, site, caller.user.language);
};

export const changeMonthlyReport: Endpoint<"changeMonthlyReport"> = async (
  context,
  { params, body, caller },
) => {
  const site = await siteOf(context.database, params.id);
  return audited(context, caller, async (tx, at) => {
    const stored = await readReportSetting(tx, site.id);
    const { enabled, sendDay, language } = body;
    const recipients = [...new Set(body.recipients)];
    // A change of the day or the addresses does not begin it anew.
    const enabledAt = enabled ? (stored?.enabledAt ?? at) : null;
    const { sent: _, ...before } = await settingsOf(tx, site, caller.user.language);
    await storeReportSetting(tx, site.id, { enabledAt, sendDay, language, recipients });
    const after = { enabled, sendDay, language, recipients };
    return {
      note: { action: "monthly-report.changed", subject: `site ${site.id}`, before, after },
      answer: await settingsOf(tx, site, caller.user.language),
    };
  });
};

export const previewMonthlyReport: Endpoint<"previewMonthlyReport"> = async (
  context,
  { params, query },
) => {
  const site = await siteOf(context.database, params.id);
  const { output } = await made(context, { site, ...query, as: "svg" });
  return { svg: pictureOf(output) };
};

export const sendMonthlyReport: Endpoint<"sendMonthlyReport"> = async (
  context,
  { params, body, caller },
) => {
  const site = await siteOf(context.database, params.id);
  const { output, report } = await made(context, { site, ...body, as: "pdf" });
  const recipient = caller.user.email;
  return audited(context, caller, async (tx, at) => {
    const { month, language } = report;
    const kept = { siteId: site.id, month, trial: true, language, pdf: output, madeAt: at };
    const monthlyReportId = await storeMonthlyReport(tx, kept);
    if (monthlyReportId === undefined) throw new Error("a trial is always kept");
    await enqueueMail(tx, {
      siteId: site.id,
      deliveryKey: `monthly-report-trial/${monthlyReportId}/${recipient}`,
      recipient,
      ...reportMail(report),
      monthlyReportId,
      createdAt: at,
    });
    const after = { month: body.month, recipient };
    return {
      note: { action: "monthly-report.tried", subject: `site ${site.id}`, before: null, after },
      answer: { recipient },
    };
  });
};

export const readSentReport: Endpoint<"readSentReport"> = async (
  { database },
  { params, reply },
) => {
  const report = await findReportPdf(database, params.id);
  if (!report) throw notFound(`report ${params.id}`);
  return reply
    .header("content-type", "application/pdf")
    .header("content-disposition", `inline; filename="${reportFileName(report.month)}"`)
    .send(report.pdf);
};

async function made(
  { database, clock, previewer }: ApiContext,
  asked: {
    readonly site: Site;
    readonly month: string;
    readonly language: BillLanguage;
    readonly as: TypesetJob["output"];
  },
) {
  const { site, language, as } = asked;
  const month = Temporal.PlainYearMonth.from(asked.month);
  const now = clock.now();
  const today = now.toZonedDateTimeISO(site.timeZone).toPlainDate();
  if (Temporal.PlainDate.compare(month.toPlainDate({ day: 1 }), today) > 0) {
    throw new ProblemError("not-possible", `${asked.month} has not begun: choose an earlier month`);
  }
  const query: MonthlyReportQuery = { site, month, language, now };
  const { job, report } = await monthlyReportJob(database, { ...query, output: as });
  return { report, output: await previewer.set(job) };
}

async function siteOf(db: Queryable, id: number): Promise<Site> {
  const site = (await listSites(db)).find((one) => one.id === id);
  if (!site) throw notFound(`site ${id}`);
  return site;
}

async function settingsOf(
  db: Queryable,
  site: Site,
  userLanguage: string,
): Promise<MonthlyReportSettings> {
  const stored = await readReportSetting(db, site.id);
  return {
    enabled: stored ? stored.enabledAt !== null : false,
    sendDay: stored?.sendDay ?? USUAL_DAY,
    language: stored?.language ?? BILL_LANGUAGES.find((one) => one === userLanguage) ?? "en",
    recipients: [...(stored?.recipients ?? [])],
    sent: wire(await listSentReports(db, site.id)),
  };
}
