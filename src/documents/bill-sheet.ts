import type { Bill, BillTax } from "#domain/billing/bill.ts";
import { type BillDesign, type OptionalPart, USUAL_DESIGN } from "#domain/billing/bill-design.ts";
import { BILL_TEXTS } from "#domain/billing/bill-profile.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { saysRate } from "#domain/billing/tax-told.ts";
import { sha256OfText } from "#domain/core/sha256.ts";
import { type BillFormat, billFormat } from "./bill-format.ts";
import type { BillWords } from "./bill-words.ts";
import { BILL_WORDS } from "./words-by-language.ts";
import { paymentCode } from "./payment-code.ts";
import { type SheetChart, sheetChart } from "./sheet-chart.ts";
import {
  type SheetComparison,
  sheetComparisons,
  type SheetEmission,
  sheetEmissions,
} from "./sheet-comparison.ts";
import { type SheetFits, sheetFits } from "./sheet-fits.ts";
import { type Fact, type SheetWidths, sheetWidths } from "./sheet-widths.ts";
import { type SheetAccount, sheetAccount, type SheetShare, sheetShares } from "./sheet-shares.ts";
import { present, type SheetSetting } from "./sheet-line.ts";
import {
  hasEstimate,
  type LineGroup,
  lineGroups,
  type ReadingRow,
  readingRow,
} from "./sheet-rows.ts";

/** A bill in print: every text as it appears, so that the template sets and computes nothing. */
export interface BillSheet {
  readonly language: Bill["language"];
  readonly words: BillWords;
  /** `Bill B1-2026-000001`. */
  readonly name: string;
  readonly kind: string;
  readonly number: string;
  /** ISO: for the document's properties. */
  readonly issuedOn: string;
  readonly period: string;
  readonly issuer: {
    readonly title: string;
    readonly name: string;
    readonly addressLines: readonly string[];
    readonly contacts: readonly string[];
  };
  readonly recipientLines: readonly string[];
  readonly facts: readonly Fact[];
  /** The large box: what, how much, and until when, unless nothing is to be paid. */
  readonly headline: {
    readonly label: string;
    readonly amount: string;
    readonly due: Fact | null;
  };
  readonly payment: { readonly text: string; readonly reference: string } | null;
  readonly readings: readonly ReadingRow[];
  readonly groups: readonly LineGroup[];
  readonly shares: readonly SheetShare[];
  readonly account: SheetAccount | null;
  readonly net: string;
  readonly taxes: readonly { readonly label: string; readonly amount: string }[];
  readonly total: string;
  readonly currency: string;
  readonly charts: readonly SheetChart[];
  readonly comparisons: readonly SheetComparison[];
  /** Whether any of them knows like tenants. */
  readonly hasPeers: boolean;
  readonly emissions: readonly SheetEmission[];
  /** Above the readings; empty where the site has none. */
  readonly intro: string;
  /** Texts of the site, each under its title. */
  readonly notes: readonly { readonly title: string; readonly text: string }[];
  readonly terms: BillWords["terms"];
  /** Who answers, by the issuer's mail and telephone. */
  readonly contact: string;
  readonly verification: SheetVerification | null;
  /** The text of the code that banking apps read; empty where there is none. */
  readonly paymentCode: string;
  readonly hasEstimates: boolean;
  readonly look: SheetLook;
  /** Of the columns of figures, in mm. */
  readonly widths: SheetWidths;
  readonly fits: SheetFits;
}

/** Where and with what the bill can be verified. */
interface SheetVerification {
  readonly digest: string;
  /** The page with number and digest filled in. */
  readonly address: string;
}

interface SheetLook {
  readonly paper: BillDesign["paper"];
  readonly colour: string;
  readonly multiplier: boolean;
  readonly dailyAverage: boolean;
}

/** What shapes a sheet beside the bill. */
export interface SheetOptions {
  /** As USUAL_DESIGN where it is left out. */
  readonly design?: BillDesign | undefined;
  /** Where people reach this installation, `https://bills.example.org`: no code without it. */
  readonly publicUrl?: string | undefined;
}

/** Sets a bill in its language and locale. Throws when a line belongs to no point of the bill. */
export function billSheet(
  bill: Bill,
  { design = USUAL_DESIGN, publicUrl }: SheetOptions = {},
): BillSheet {
  const words = BILL_WORDS[bill.language];
  const setting = { words, format: billFormat(bill) };
  const sheet = {
    language: bill.language,
    words,
    ...headOf(bill, setting),
    ...chargesOf(bill, setting),
    ...explanationsOf(bill, setting),
    ...chosenParts(bill, setting, { design, publicUrl }),
    look: {
      paper: design.paper,
      colour: design.colour,
      multiplier: design.columns.includes("multiplier"),
      dailyAverage: design.columns.includes("daily-average"),
    },
  };
  const widths = sheetWidths(sheet);
  return { ...sheet, widths, fits: sheetFits(sheet, widths) };
}

/** Who sends it to whom, what about, and what is to be paid until when. */
function headOf(bill: Bill, { words, format }: SheetSetting) {
  const { issuer } = bill;
  const toPay = bill.kind !== "credit-note" && BigInt(bill.totalMinor) > 0n;
  return {
    name: `${words.kind[bill.kind]} ${bill.number}`,
    kind: words.kind[bill.kind],
    number: bill.number,
    issuedOn: bill.issuedOn,
    period: periodText(bill, format),
    issuer: {
      title: issuer.title,
      name: issuer.name,
      addressLines: issuer.addressLines,
      contacts: present([
        issuer.telephone,
        issuer.email,
        issuer.taxNumber && `${words.taxNumber} ${issuer.taxNumber}`,
      ]),
    },
    recipientLines: recipientLines(bill),
    facts: facts(bill, { words, format }),
    headline: {
      label: toPay ? words.amountDue : words.amountCredited,
      amount: format.money(toPay ? bill.totalMinor : bill.totalMinor.replace(/^-/, "")),
      due: toPay ? { label: words.payBy, value: format.day(bill.dueOn) } : null,
    },
    payment:
      toPay && issuer.paymentInstructions !== ""
        ? { text: issuer.paymentInstructions, reference: bill.number }
        : null,
  };
}

/** The registers, what they cost, and the sums. */
function chargesOf(bill: Bill, setting: SheetSetting) {
  const { format } = setting;
  return {
    readings: bill.points.map((point) => readingRow(point, setting)),
    hasEstimates: bill.points.some((point) => hasEstimate(point)),
    groups: lineGroups(bill, setting),
    shares: sheetShares(bill, setting),
    net: format.amount(bill.netMinor),
    taxes: bill.taxes.map((tax) => ({
      label: taxText(tax, setting),
      amount: format.amount(tax.amountMinor),
    })),
    total: format.money(bill.totalMinor),
    currency: bill.currency,
  };
}

/** What the site says, and whom to ask. */
function explanationsOf(bill: Bill, { words }: SheetSetting) {
  return {
    intro: bill.texts?.["intro"] ?? "",
    notes: notesOf(bill, words),
    contact: present([bill.issuer.email, bill.issuer.telephone]).join(" · "),
  };
}

/** The parts that the design has; empty where it has them not. */
function chosenParts(
  bill: Bill,
  setting: SheetSetting,
  { design, publicUrl }: Required<SheetOptions> & { readonly design: BillDesign },
) {
  const shows = (part: OptionalPart) => design.parts.includes(part);
  const comparisons = shows("comparison") ? sheetComparisons(bill, setting) : [];
  const charts = shows("history") ? bill.history : [];
  return {
    account: shows("account") ? sheetAccount(bill, setting) : null,
    charts: charts.map((history) => sheetChart(history, { ...setting, bill, paper: design.paper })),
    comparisons,
    hasPeers: comparisons.some(({ peersPerM2 }) => peersPerM2 !== ""),
    emissions: shows("emissions") ? sheetEmissions(bill, setting) : [],
    terms: shows("terms") ? setting.words.terms : [],
    verification:
      shows("verification") && publicUrl !== undefined ? verificationOf(bill, publicUrl) : null,
    paymentCode: shows("payment-code") ? (paymentCode(bill) ?? "") : "",
  };
}

/** The texts that are there, in the order of BILL_TEXTS; the greeting stands elsewhere. */
function notesOf({ texts = {} }: Bill, words: BillWords): BillSheet["notes"] {
  return BILL_TEXTS.filter((name) => name !== "intro").flatMap((name) => {
    const text = texts[name]?.trim() ?? "";
    return text === "" ? [] : [{ title: words.text[name], text }];
  });
}

/** The digest is that of the bill's canonical text, which the database keeps. */
function verificationOf(bill: Bill, publicUrl: string): SheetVerification {
  const digest = sha256OfText(canonicalJson(bill));
  const address = new URL("/verify", publicUrl);
  address.search = new URLSearchParams({ number: bill.number, sha256: digest }).toString();
  return { digest, address: address.href };
}

/** With what it is reckoned from, so that a reader can do its sum. */
function taxText(tax: BillTax, { words, format }: SheetSetting): string {
  const { baseMinor, containedInMinor } = tax;
  const label = taxLabel(tax, format);
  return containedInMinor === undefined
    ? `${label} ${words.taxOn} ${format.amount(baseMinor)}`
    : `${label} ${words.taxIn} ${format.amount(containedInMinor)}`;
}

/** With its rate, unless the tariff's own label says it. */
function taxLabel({ label, rate }: BillTax, format: BillFormat): string {
  return saysRate(label, rate) ? label : `${label} ${format.percent(rate)}`;
}

/** Without a line that repeats the one before it: a name that is also the company, or the unit. */
function recipientLines({ recipient }: Bill): string[] {
  const lines = present([recipient.company, recipient.name, ...recipient.addressLines]);
  return lines.filter((line, n) => line !== lines[n - 1]);
}

function facts(bill: Bill, { words, format }: SheetSetting): Fact[] {
  const all = [
    { label: words.billNumber, value: bill.number },
    { label: words.issuedOn, value: format.day(bill.issuedOn) },
    // Where it takes two lines, each has a date of its own.
    { label: words.period, value: keptTogether(periodText(bill, format)) },
    { label: words.premises, value: bill.premises },
    { label: words.yourTaxNumber, value: bill.recipient.taxNumber },
    { label: words.corrects, value: bill.corrects?.number ?? "" },
    { label: words.reason, value: bill.corrects?.reason ?? "" },
  ];
  return all.filter(({ value }) => value.trim() !== "");
}

/** Breaks after the dash alone. */
function keptTogether(period: string): string {
  return period.replace(/(?<!–) /gu, "\u00A0");
}

/** Both days included, as people say it. */
function periodText({ periodFrom, periodTo }: Bill, format: BillFormat): string {
  const lastDay = Temporal.PlainDate.from(periodTo).subtract({ days: 1 }).toString();
  return `${format.day(periodFrom)} – ${format.day(lastDay)}`;
}
