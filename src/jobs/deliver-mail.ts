import type { MailTransport, OutgoingMail } from "#delivery/mail-transport.ts";
import type { SendOutcome } from "#delivery/send-outcome.ts";
import { billMail } from "#documents/bill-mail.ts";
import { htmlPage, htmlParagraph } from "#documents/html-mail.ts";
import { reportFileName } from "#documents/monthly-report-sheet.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { findBillDocument } from "#storage/bill-documents.ts";
import { findReportPdf } from "#storage/monthly-reports.ts";
import {
  abandonSendingMails,
  claimMail,
  type ClaimedMail,
  giveUpMail,
  markMailSent,
  postponeMail,
  withDeliveryLock,
} from "#storage/outbox.ts";

/** Mails of one round; the rest waits for the next. */
const MAILS_PER_ROUND = 500;

/** Mails on their way at once, each over a connection of its own. */
const LANES = 4;

/** Minutes from one attempt to the next; after the last of them the mail has failed: two days. */
const RETRY_MINUTES = [1, 5, 15, 60, 180, 360, 720, 1440];

/** What a round did. */
export interface DeliveryRound {
  readonly sent: number;
  readonly postponed: number;
  readonly failed: number;
  /** Mails of which nobody knows whether they were taken, those of a process that ended included. */
  readonly unknown: number;
}

/**
 * Sends the mails that are due. A mail is in the state `sending`, committed, before the server hears
 * of it, so that one whose fate a crash has hidden is found as such and not sent twice. Only one
 * process delivers at a time; another one's round does nothing.
 */
export async function deliverMail(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly mail: MailTransport;
  /** Ends the round: no further mail is begun, and those on their way are given a moment. */
  readonly signal?: AbortSignal;
}): Promise<DeliveryRound> {
  const { database, clock, log } = options;
  const counts = { sent: 0, postponed: 0, failed: 0, unknown: 0 };
  await withDeliveryLock(database, async () => {
    counts.unknown = await abandonSendingMails(database);
    if (counts.unknown > 0) log.warn({ mails: counts.unknown }, "mails of unknown fate");
    let left = MAILS_PER_ROUND;
    let reachable = true;
    const lane = async () => {
      while (left > 0 && reachable && !options.signal?.aborted) {
        left -= 1;
        const mail = await claimMail(database, clock.now());
        if (!mail) return;
        const outcome = await sendOne(options, mail);
        if (outcome.kind === "unreachable") reachable = false;
        counts[await record(options, { mail, outcome })] += 1;
      }
    };
    // Settled, not all: a lane that fails must not leave the others without the lock.
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
    const failure = lanes.find((result) => result.status === "rejected");
    if (failure) throw failure.reason;
  });
  return counts;
}

interface Delivering {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly mail: MailTransport;
  readonly signal?: AbortSignal;
}

async function sendOne(
  { database, clock, mail: transport, signal }: Delivering,
  mail: ClaimedMail,
): Promise<SendOutcome> {
  const content = await contentOf(database, mail);
  if (!content) return { kind: "refused", reason: "what this mail is about has no document" };
  const { messageId, recipient, subject } = mail;
  const outgoing = { messageId, recipient, subject, date: clock.now(), ...content };
  return transport.send(outgoing, signal);
}

/** Text and HTML of a mail, and its bill or report; undefined when that has no document. */
async function contentOf(
  database: Database,
  mail: ClaimedMail,
): Promise<Pick<OutgoingMail, "text" | "html" | "attachments"> | undefined> {
  if (mail.billId === null) {
    const body = mail.body
      .split(/\n{2,}/)
      .map(htmlParagraph)
      .join("\n");
    const html = htmlPage({ language: "", title: mail.subject, body });
    const attachments = await reportOf(database, mail);
    return attachments && { text: mail.body, html, attachments };
  }
  const document = await findBillDocument(database, mail.billId);
  if (!document) return undefined;
  const { html, fileName } = billMail(document.content);
  const pdf = { fileName, mediaType: "application/pdf", bytes: document.pdf };
  return { text: mail.body, html, attachments: [pdf] };
}

/** The report that a mail brings, where it brings one; undefined when it is not there any more. */
async function reportOf(
  database: Database,
  { monthlyReportId }: ClaimedMail,
): Promise<OutgoingMail["attachments"] | undefined> {
  if (monthlyReportId === null) return [];
  const report = await findReportPdf(database, monthlyReportId);
  if (!report) return undefined;
  const { month, pdf } = report;
  return [{ fileName: reportFileName(month), mediaType: "application/pdf", bytes: pdf }];
}

/** Writes down what became of a mail; the count that it goes to. */
async function record(
  { database, clock, log }: Delivering,
  { mail, outcome }: { readonly mail: ClaimedMail; readonly outcome: SendOutcome },
): Promise<keyof DeliveryRound> {
  const { id, attempts } = mail;
  if (outcome.kind === "accepted") {
    await markMailSent(database, { id, sentAt: clock.now() });
    return "sent";
  }
  const error = outcome.reason;
  log.warn({ mailId: id, attempts, outcome: outcome.kind, error }, "mail not delivered");
  if (outcome.kind === "uncertain") {
    await giveUpMail(database, { id, state: "unknown", error });
    return "unknown";
  }
  const minutes = RETRY_MINUTES[attempts - 1];
  if (outcome.kind === "refused" || minutes === undefined) {
    await giveUpMail(database, { id, state: "failed", error });
    return "failed";
  }
  await postponeMail(database, { id, nextAttemptAt: clock.now().add({ minutes }), error });
  return "postponed";
}
