import { createHash } from "node:crypto";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { MailState } from "./outbox-views.ts";

/** How the report of a site's months is sent by itself. */
export interface MonthlyReportSetting {
  /** Null: it is not. */
  readonly enabledAt: Temporal.Instant | null;
  /** Local day of the month. */
  readonly sendDay: number;
  readonly language: BillLanguage;
  readonly recipients: readonly string[];
}

/** Undefined where nobody has chosen yet. */
export async function readReportSetting(
  db: Queryable,
  siteId: number,
): Promise<MonthlyReportSetting | undefined> {
  const { rows } = await db.query<MonthlyReportSetting>(
    `select enabled_at as "enabledAt", send_day as "sendDay", language, recipients
       from monthly_report_setting
      where site_id = $1`,
    [siteId],
  );
  return rows[0];
}

export async function storeReportSetting(
  tx: Queryable,
  siteId: number,
  { enabledAt, sendDay, language, recipients }: MonthlyReportSetting,
): Promise<void> {
  await tx.query(
    `insert into monthly_report_setting (site_id, enabled_at, send_day, language, recipients)
     values ($1, $2, $3, $4, $5)
     on conflict (site_id) do update
        set enabled_at = excluded.enabled_at,
            send_day = excluded.send_day,
            language = excluded.language,
            recipients = excluded.recipients`,
    [siteId, enabledAt?.toString() ?? null, sendDay, language, recipients],
  );
}

/** A report that was made. */
export interface NewMonthlyReport {
  readonly siteId: SiteId;
  readonly month: Temporal.PlainYearMonth;
  readonly trial: boolean;
  readonly language: BillLanguage;
  readonly pdf: Uint8Array;
  readonly madeAt: Temporal.Instant;
}

/** Keeps a report; undefined, without keeping it, where that of the month is there already. */
export async function storeMonthlyReport(
  tx: Queryable,
  { siteId, month, trial, language, pdf, madeAt }: NewMonthlyReport,
): Promise<number | undefined> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into monthly_report (site_id, month, trial, language, pdf, sha256, made_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (site_id, month) where not trial do nothing
     returning id`,
    [
      siteId,
      firstDay(month),
      trial,
      language,
      Buffer.from(pdf),
      createHash("sha256").update(pdf).digest("hex"),
      madeAt.toString(),
    ],
  );
  return rows[0]?.id;
}

/** Whether the report of a month has been sent by itself. */
export async function hasMonthlyReport(
  db: Queryable,
  { siteId, month }: { readonly siteId: number; readonly month: Temporal.PlainYearMonth },
): Promise<boolean> {
  const { rowCount } = await db.query(
    "select from monthly_report where site_id = $1 and month = $2 and not trial",
    [siteId, firstDay(month)],
  );
  return rowCount === 1;
}

function firstDay(month: Temporal.PlainYearMonth): string {
  return month.toPlainDate({ day: 1 }).toString();
}

/** A report that was sent, with what has become of its mails. */
export interface SentReport {
  readonly id: number;
  /** `2026-10`. */
  readonly month: string;
  readonly trial: boolean;
  readonly madeAt: Temporal.Instant;
  readonly mails: readonly { readonly recipient: string; readonly state: MailState }[];
}

const SHOWN_AT_MOST = 24;

/** The newest reports of a site that were sent, the newest first. */
export async function listSentReports(db: Queryable, siteId: number): Promise<SentReport[]> {
  const { rows } = await db.query<SentReport>(
    `select r.id, to_char(r.month, 'YYYY-MM') as month, r.trial, r.made_at as "madeAt",
            (select coalesce(json_agg(json_build_object('recipient', o.recipient, 'state', o.state)
                             order by o.recipient), '[]')
               from outbox_mail o
              where o.monthly_report_id = r.id) as mails
       from monthly_report r
      where r.site_id = $1
      order by r.id desc
      limit $2`,
    [siteId, SHOWN_AT_MOST],
  );
  return rows;
}

/** The document of a report. */
export async function findReportPdf(
  db: Queryable,
  id: number,
): Promise<{ readonly pdf: Buffer; readonly month: string } | undefined> {
  const { rows } = await db.query<{ pdf: Buffer; month: string }>(
    `select pdf, to_char(month, 'YYYY-MM') as month
       from monthly_report
      where id = $1`,
    [id],
  );
  return rows[0];
}
