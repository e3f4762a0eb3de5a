import type { BillLanguage } from "#domain/core/bill-language.ts";
import { billFormat } from "./bill-format.ts";
import { htmlPage, htmlParagraph } from "./html-mail.ts";

/** What a reminder is about. */
export interface ReminderFacts {
  readonly language: BillLanguage;
  readonly locale: string;
  readonly issuer: string;
  readonly tenant: string;
  readonly number: string;
  /** ISO. */
  readonly dueOn: string;
  readonly openMinor: bigint;
  readonly feeMinor: bigint;
  readonly currency: string;
  /** From 1. */
  readonly step: number;
  readonly paymentInstructions: string;
}

/** A mail that reminds of an overdue bill, in the tenant's language. */
export interface ReminderMail {
  readonly subject: string;
  readonly body: string;
  readonly html: string;
}

const SENTENCES = {
  en: (facts: Worded) => ({
    subject: `Reminder ${facts.step}: bill ${facts.number}`,
    lines: [
      `Dear ${facts.tenant},`,
      `of bill ${facts.number}, due on ${facts.dueOn}, ${facts.open} is still open.`,
      ...(facts.fee ? [`A late fee of ${facts.fee} has been added to your account.`] : []),
      "If you have paid meanwhile, please regard this mail as settled.",
    ],
  }),
  zh: (facts: Worded) => ({
    subject: `第 ${facts.step} 次催款：账单 ${facts.number}`,
    lines: [
      `尊敬的${facts.tenant}：`,
      `账单 ${facts.number} 应于 ${facts.dueOn} 付款，尚有 ${facts.open} 未付。`,
      ...(facts.fee ? [`已计收滞纳金 ${facts.fee}。`] : []),
      "如您已付款，请忽略本邮件。",
    ],
  }),
  de: (facts: Worded) => ({
    subject: `${facts.step}. Erinnerung: Rechnung ${facts.number}`,
    lines: [
      `Guten Tag ${facts.tenant},`,
      `von der Rechnung ${facts.number}, fällig am ${facts.dueOn}, sind noch ${facts.open} offen.`,
      ...(facts.fee ? [`Ihrem Konto wurden Verzugskosten von ${facts.fee} belastet.`] : []),
      "Falls Sie inzwischen gezahlt haben, betrachten Sie diese Nachricht bitte als erledigt.",
    ],
  }),
} as const;

interface Worded {
  readonly tenant: string;
  readonly number: string;
  readonly dueOn: string;
  readonly open: string;
  readonly fee: string;
  readonly step: number;
}

/** Words a reminder from its facts. */
export function reminderMail(facts: ReminderFacts): ReminderMail {
  // The zone matters to instants alone, and there are none.
  const format = billFormat({ ...facts, timeZone: "UTC" });
  const money = (minor: bigint) => format.money(minor.toString());
  const { subject, lines } = SENTENCES[facts.language]({
    ...facts,
    dueOn: format.day(facts.dueOn),
    open: money(facts.openMinor),
    fee: facts.feeMinor > 0n ? money(facts.feeMinor) : "",
  });
  const paragraphs = [...lines, facts.paymentInstructions, facts.issuer].filter(Boolean);
  return {
    subject: `${facts.issuer}: ${subject}`,
    body: paragraphs.join("\n\n"),
    html: htmlPage({
      language: facts.language,
      title: subject,
      body: paragraphs.map(htmlParagraph).join("\n"),
    }),
  };
}
