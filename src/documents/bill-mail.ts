import type { Bill } from "#domain/billing/bill.ts";
import { billFormat } from "./bill-format.ts";
import { billSheet } from "./bill-sheet.ts";
import { escapeHtml, htmlPage, htmlParagraph } from "./html-mail.ts";

/** A mail that brings a bill, in the tenant's language. */
export interface BillMail {
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** The same, for mail programs that show it. */
  readonly html: string;
  /** Of the attached PDF. */
  readonly fileName: string;
}

const SENTENCES = {
  en: {
    greeting: "Dear tenant,",
    regular: "Your bill is attached.",
    final: "Your final bill is attached.",
    "credit-note": "A credit note is attached.",
    signed: "The attached PDF is signed; it is the bill.",
    consumption: "Consumption",
  },
  zh: {
    greeting: "尊敬的租户：",
    regular: "您的账单已附上。",
    final: "您的终期账单已附上。",
    "credit-note": "红字账单已附上。",
    signed: "附件 PDF 已电子签名，以其为准。",
    consumption: "用量",
  },
  de: {
    greeting: "Guten Tag,",
    regular: "im Anhang finden Sie Ihre Rechnung.",
    final: "im Anhang finden Sie Ihre Schlussrechnung.",
    "credit-note": "im Anhang finden Sie eine Gutschrift.",
    signed: "Das angehängte PDF ist signiert; es gilt als Rechnung.",
    consumption: "Verbrauch",
  },
} as const;

/** Words the mail from the bill alone, so that it always says what the document says. */
export function billMail(bill: Bill): BillMail {
  const sheet = billSheet(bill);
  const { day } = billFormat(bill);
  const sentences = SENTENCES[bill.language];
  const { words, headline } = sheet;
  const rows = [
    { label: words.billNumber, value: bill.number },
    { label: words.period, value: sheet.period },
    { label: words.premises, value: bill.premises },
    ...sheet.readings.map((row) => ({
      label: `${sentences.consumption}: ${row.name}`,
      value: `${row.consumption} ${row.unit}`,
    })),
    { label: headline.label, value: headline.amount },
    ...(headline.due ? [{ label: words.dueOn, value: day(bill.dueOn) }] : []),
  ].filter(({ value }) => value !== "");
  const paragraphs = [sentences.greeting, sentences[bill.kind]];
  const ending = [
    ...(sheet.payment
      ? [`${words.payment}: ${sheet.payment.text}\n${words.reference}: ${sheet.payment.reference}`]
      : []),
    sentences.signed,
    [bill.issuer.title, ...sheet.issuer.contacts].join("\n"),
  ];
  const figures = rows.map(({ label, value }) => `${label}: ${value}`).join("\n");
  return {
    subject: `${bill.issuer.title}: ${sheet.name}, ${headline.label} ${headline.amount}`,
    body: [...paragraphs, figures, ...ending].join("\n\n"),
    html: billHtml({ language: bill.language, title: sheet.name, paragraphs, rows, ending }),
    fileName: `${bill.number.replaceAll(/[^\w.-]/g, "_")}.pdf`,
  };
}

function billHtml(content: {
  readonly language: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly ending: readonly string[];
}): string {
  const cell = 'style="padding:6px 16px 6px 0;border-bottom:1px solid #d5dbe2;';
  const rows = content.rows.map(
    ({ label, value }) =>
      `<tr><td ${cell}color:#5b6675">${escapeHtml(label)}</td><td ${cell}text-align:right;font-weight:600">${escapeHtml(value)}</td></tr>`,
  );
  return htmlPage({
    language: content.language,
    title: content.title,
    body: [
      ...content.paragraphs.map(htmlParagraph),
      `<table role="presentation" style="border-collapse:collapse;margin:20px 0">${rows.join("")}</table>`,
      ...content.ending.map(htmlParagraph),
    ].join("\n"),
  });
}
