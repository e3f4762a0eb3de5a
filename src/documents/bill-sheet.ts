import type { Bill, BilledPoint, BilledReading, BillLine, BillTax } from "#domain/billing/bill.ts";
import { type BillDesign, type OptionalPart, USUAL_DESIGN } from "#domain/billing/bill-design.ts";
import { BILL_TEXTS } from "#domain/billing/bill-profile.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { instantsOf } from "#domain/core/instant-range.ts";
import { sha256OfText } from "#domain/core/sha256.ts";
import { hasQuality } from "#domain/metering/reading-quality.ts";
import { type BillFormat, billFormat, isSameNumber } from "./bill-format.ts";
import { BILL_WORDS, type BillWords } from "./bill-words.ts";
import { paymentCode } from "./payment-code.ts";
import { type SheetChart, sheetChart } from "./sheet-chart.ts";
import {
  type SheetComparison,
  sheetComparisons,
  type SheetEmission,
  sheetEmissions,
} from "./sheet-comparison.ts";
import { type SheetWidths, sheetWidths } from "./sheet-widths.ts";
import { type SheetAccount, sheetAccount, type SheetShare, sheetShares } from "./sheet-shares.ts";
import { present, type SheetLine, sheetLine, type SheetSetting, unitText } from "./sheet-line.ts";

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

interface Fact {
  readonly label: string;
  readonly value: string;
}

interface ReadingRow {
  readonly commodity: Commodity;
  readonly name: string;
  readonly meter: string;
  readonly opening: ReadingCell;
  readonly closing: ReadingCell;
  readonly multiplier: string;
  readonly consumption: string;
  readonly unit: string;
  readonly dailyAverage: string;
}

interface ReadingCell {
  readonly value: string;
  readonly day: string;
  readonly estimated: boolean;
}

interface LineGroup {
  readonly commodity: Commodity;
  readonly title: string;
  readonly tariff: string;
  readonly note: string;
  readonly lines: readonly SheetLine[];
  readonly subtotal: string;
}

/** Sets a bill in its language and locale. Throws when a line belongs to no point of the bill. */
export function billSheet(
  bill: Bill,
  { design = USUAL_DESIGN, publicUrl }: SheetOptions = {},
): BillSheet {
  const words = BILL_WORDS[bill.language];
  const shows = (part: OptionalPart) => design.parts.includes(part);
  const comparisons = sheetComparisons(bill, { words, format: billFormat(bill) });
  const format = billFormat(bill);
  const { issuer } = bill;
  const toPay = bill.kind !== "credit-note" && BigInt(bill.totalMinor) > 0n;
  const estimated = bill.points.some((point) => hasEstimate(point));
  const sheet = {
    language: bill.language,
    words,
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
    readings: bill.points.map((point) => readingRow(point, { words, format })),
    groups: lineGroups(bill, { words, format }),
    shares: sheetShares(bill, { words, format }),
    account: shows("account") ? sheetAccount(bill, { words, format }) : null,
    net: format.amount(bill.netMinor),
    taxes: bill.taxes.map((tax) => ({
      label: `${taxLabel(tax, format)} ${words.taxOn} ${format.amount(tax.baseMinor)}`,
      amount: format.amount(tax.amountMinor),
    })),
    total: format.money(bill.totalMinor),
    currency: bill.currency,
    charts: shows("history")
      ? bill.history.map((history) => sheetChart(history, { words, format, bill }))
      : [],
    comparisons: shows("comparison") ? comparisons : [],
    hasPeers: shows("comparison") && comparisons.some(({ peersPerM2 }) => peersPerM2 !== ""),
    emissions: shows("emissions") ? sheetEmissions(bill, { words, format }) : [],
    intro: bill.texts?.["intro"] ?? "",
    notes: notesOf(bill, words),
    terms: shows("terms") ? words.terms : [],
    contact: present([issuer.email, issuer.telephone]).join(" · "),
    verification:
      shows("verification") && publicUrl !== undefined ? verificationOf(bill, publicUrl) : null,
    paymentCode: shows("payment-code") ? (paymentCode(bill) ?? "") : "",
    hasEstimates: estimated,
    look: {
      paper: design.paper,
      colour: design.colour,
      multiplier: design.columns.includes("multiplier"),
      dailyAverage: design.columns.includes("daily-average"),
    },
  };
  return { ...sheet, widths: sheetWidths(sheet) };
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

/** With its rate, unless the tariff's own label says it. */
function taxLabel({ label, rate }: BillTax, format: BillFormat): string {
  const percent = Decimal.parse(rate).normalized().toString();
  const said = label.match(/[\d.,]+(?=\s?%)/g) ?? [];
  if (said.some((number) => isSameNumber(number.replace(",", "."), percent))) return label;
  return `${label} ${format.percent(rate)}`;
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
    { label: words.period, value: periodText(bill, format) },
    { label: words.premises, value: bill.premises },
    { label: words.yourTaxNumber, value: bill.recipient.taxNumber },
    { label: words.corrects, value: bill.corrects?.number ?? "" },
    { label: words.reason, value: bill.corrects?.reason ?? "" },
  ];
  return all.filter(({ value }) => value.trim() !== "");
}

/** Both days included, as people say it. */
function periodText({ periodFrom, periodTo }: Bill, format: BillFormat): string {
  const lastDay = Temporal.PlainDate.from(periodTo).subtract({ days: 1 }).toString();
  return `${format.day(periodFrom)} – ${format.day(lastDay)}`;
}

function hasEstimate({ opening, closing, estimatedShare }: BilledPoint): boolean {
  return (
    hasQuality(opening.quality, "estimated") ||
    hasQuality(closing.quality, "estimated") ||
    !Decimal.parse(estimatedShare).isZero()
  );
}

function readingRow(point: BilledPoint, { words, format }: SheetSetting): ReadingRow {
  const cell = (reading: BilledReading): ReadingCell => ({
    value: format.register(reading.value),
    day: format.shortDay(reading.measuredAt),
    estimated: hasQuality(reading.quality, "estimated"),
  });
  const unit = unitText(point.unit, words);
  return {
    commodity: point.commodity,
    name: point.name,
    meter: point.meterSerialNumber,
    opening: cell(point.opening),
    closing: cell(point.closing),
    multiplier: format.quantity(point.multiplier),
    consumption: format.quantity(point.consumption),
    unit,
    dailyAverage: `${format.quantity(point.dailyAverage)} ${unit}`,
  };
}

function lineGroups(bill: Bill, setting: SheetSetting): LineGroup[] {
  const { words, format } = setting;
  const known = new Set(bill.points.map((point) => point.servicePointId));
  const stray = bill.lines.find((line) => !known.has(line.servicePointId));
  if (stray)
    throw new Error(`bill ${bill.number}: line "${stray.label}" belongs to no service point`);
  return bill.points.flatMap((point) => {
    const own = bill.lines.filter((line) => isOf(line, point, bill));
    const byTariff = Map.groupBy(own, ({ tariff = point.tariffName }) => tariff);
    const isEstimated = !Decimal.parse(point.estimatedShare).isZero();
    return Array.from(byTariff, ([tariff, lines]): LineGroup => {
      const subtotal = lines.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n);
      return {
        commodity: point.commodity,
        title: titleOf(point, words),
        tariff,
        note: isEstimated ? `${format.share(point.estimatedShare)} ${words.estimatedShare}` : "",
        lines: lines.map((line) => sheetLine(line, { ...setting, bill })),
        subtotal: format.amount(String(subtotal)),
      };
    });
  });
}

/** A point whose tariff changed stands on the bill once for each, with the lines of its days. */
function isOf(line: BillLine, { servicePointId, days }: BilledPoint, { timeZone }: Bill): boolean {
  if (line.servicePointId !== servicePointId) return false;
  if (!days) return true;
  const own = instantsOf(
    { from: Temporal.PlainDate.from(days.from), to: Temporal.PlainDate.from(days.to) },
    timeZone,
  );
  const from = Temporal.Instant.from(line.from);
  const { compare } = Temporal.Instant;
  return compare(own.from, from) <= 0 && compare(from, own.to) < 0;
}

/** Names often say the commodity already. */
function titleOf({ name, commodity }: BilledPoint, words: BillWords): string {
  const word = words.commodity[commodity];
  return name.toLowerCase().includes(word.toLowerCase()) ? name : `${word} · ${name}`;
}
