import { Decimal } from "#domain/core/decimal.ts";
import { breakableText } from "./breakable-text.ts";
import { type BillFormat, billFormat } from "./bill-format.ts";
import { BILL_WORDS } from "./words-by-language.ts";
import type { BillLogo } from "./make-typeset-job.ts";
import { logoOf } from "./make-typeset-job.ts";
import type { MonthlyReport, ReportBilled, ReportEnergy } from "./monthly-report.ts";
import { REPORT_WORDS, type ReportWords } from "./monthly-report-words.ts";
import { reportTemplate } from "./own-template.ts";
import { unitText } from "./sheet-line.ts";
import type { TypesetJob } from "./typeset-job.ts";

/** A bar of a chart: what it is called, how long it is, and what it stands for. */
interface SheetBar {
  readonly name: string;
  /** From 0 to 1. */
  readonly length: number;
  readonly value: string;
  /** Against this month: `+4 %`; empty where there is nothing to compare. */
  readonly change: string;
}

/** The figures of a report as texts, for monthly-report.typ to place. */
interface ReportSheet {
  readonly language: string;
  /** ISO. */
  readonly madeOn: string;
  readonly madeText: string;
  readonly organisation: string;
  readonly site: string;
  readonly month: string;
  readonly words: ReportWords;
  readonly energy: readonly {
    readonly commodity: string;
    readonly name: string;
    readonly co2: string;
    readonly bars: readonly SheetBar[];
  }[];
  readonly co2: { readonly total: string; readonly lacking: string } | null;
  readonly borne: readonly (readonly string[])[];
  readonly money: readonly (readonly string[])[];
  readonly accounts: readonly (readonly [name: string, amount: string])[];
  readonly zones: readonly (readonly string[])[];
  readonly alarms: readonly (readonly string[])[];
  readonly readings: {
    readonly of: string;
    readonly shares: readonly {
      readonly name: string;
      readonly value: string;
      readonly share: number;
    }[];
  };
}

const SHOWN_DIGITS = 1;
const PERCENT = Decimal.of(100);
const HUNDREDTHS = 2;

/** Everything that sets a report; as a document, or as one drawing to look at. */
export function reportJob(
  report: MonthlyReport,
  { output, logo }: { readonly output: TypesetJob["output"]; readonly logo?: BillLogo | undefined },
): TypesetJob {
  return {
    output,
    sheet: JSON.stringify(reportSheet(report), (key, value: unknown) =>
      typeof value === "string" && !EXACT.has(key) ? breakableText(value) : value,
    ),
    bill: "",
    evidence: "",
    codes: { payment: "", verification: "" },
    template: reportTemplate(),
    logo: logoOf(logo),
  };
}

/** What is no text to be set. */
const EXACT = new Set(["commodity", "madeOn", "language"]);

/** The texts of a report's mail. */
export function reportMail(
  report: Pick<MonthlyReport, "language" | "locale" | "site" | "month" | "organisation">,
): { readonly subject: string; readonly body: string } {
  const { mailSubject, mailBody } = REPORT_WORDS[report.language];
  const filled = (text: string) =>
    text.replace("{site}", () => report.site).replace("{month}", () => monthName(report));
  return { subject: filled(mailSubject), body: `${filled(mailBody)}\n\n${report.organisation}` };
}

/** How the attached file is called: ASCII, as every mail program takes it. */
export function reportFileName(month: string): string {
  return `smartpm-report-${month}.pdf`;
}

function monthName({ language, month }: Pick<MonthlyReport, "language" | "month">): string {
  const format = new Intl.DateTimeFormat(language, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return format.format(month.toPlainDate({ day: 1 }).toZonedDateTime("UTC").epochMilliseconds);
}

interface Setting {
  readonly words: ReportWords;
  readonly format: BillFormat;
  readonly quantity: (value: Decimal | undefined, unit: string) => string;
  readonly commodity: (name: ReportEnergy["commodity"]) => string;
}

function settingOf(report: MonthlyReport): Setting {
  const words = REPORT_WORDS[report.language];
  const format = billFormat(report);
  const billWords = BILL_WORDS[report.language];
  return {
    words,
    format,
    quantity: (value, unit) =>
      value
        ? `${format.quantity(value.rounded(SHOWN_DIGITS, "half-even").toString())} ${unitText(unit, billWords)}`
        : words.unknown,
    commodity: (name) => billWords.commodity[name],
  };
}

function reportSheet(report: MonthlyReport): ReportSheet {
  const setting = settingOf(report);
  const { words, format } = setting;
  const madeOn = report.madeAt.toZonedDateTimeISO(report.timeZone).toPlainDate().toString();
  return {
    language: report.language,
    madeOn,
    madeText: `${words.madeOn} ${format.day(madeOn)}`,
    organisation: report.organisation,
    site: report.site,
    month: monthName(report),
    words,
    energy: report.energy.map((energy) => energyRow(energy, setting)),
    co2: co2Of(report, setting),
    borne: borneRows(report, setting),
    money: moneyRows(report, setting),
    accounts: [
      [words.paid, format.money(report.money.paidMinor.toString())],
      [
        words.open.replace("{day}", format.day(madeOn)),
        format.money(report.money.openMinor.toString()),
      ],
      [words.overdue, format.money(report.money.overdueMinor.toString())],
    ],
    zones: report.zones.map((zone) => [
      zone.name,
      setting.quantity(zone.supplied, zone.unit),
      setting.quantity(zone.used, zone.unit),
      setting.quantity(zone.loss, zone.unit),
      zone.lossPercent ? format.percent(zone.lossPercent.toString()) : "",
    ]),
    alarms: report.alarms.map(({ kind, raised, cleared, standing }) => [
      words.kinds[kind],
      ...[raised, cleared, standing].map((count) => format.quantity(String(count))),
    ]),
    readings: readingsOf(report, setting),
  };
}

function energyRow(
  energy: ReportEnergy,
  { words, quantity, commodity, format }: Setting,
): ReportSheet["energy"][number] {
  const { used, monthBefore, yearBefore, unit } = energy;
  const known = [used, monthBefore, yearBefore].flatMap((value) => value ?? []);
  const most = known.reduce((a, b) => Decimal.max(a, b), Decimal.ZERO).toDisplayNumber();
  const bar = (name: string, value: Decimal | undefined, before?: Decimal): SheetBar => ({
    name,
    length: value && most > 0 ? Math.max(0, value.toDisplayNumber() / most) : 0,
    value: quantity(value, unit),
    change: changeOf(used, before, format),
  });
  return {
    commodity: energy.commodity,
    name: commodity(energy.commodity),
    co2: energy.co2Kg ? `${words.co2} ${quantity(energy.co2Kg, "kg")}` : "",
    bars: [
      bar(words.thisMonth, used),
      bar(words.monthBefore, monthBefore, monthBefore),
      bar(words.yearBefore, yearBefore, yearBefore),
    ],
  };
}

/** How much more than before this month has: `+4 %`, `−12.5 %`. */
function changeOf(
  now: Decimal | undefined,
  before: Decimal | undefined,
  format: BillFormat,
): string {
  if (!now || !before || before.compare(Decimal.ZERO) <= 0) return "";
  const percent = now.minus(before).times(PERCENT).dividedBy(before, SHOWN_DIGITS, "half-even");
  const text = format.percent(percent.absolute().toString());
  if (percent.isZero()) return `±${text}`;
  return `${percent.isNegative() ? "−" : "+"}${text}`;
}

function co2Of(
  { energy }: MonthlyReport,
  { words, quantity, commodity }: Setting,
): ReportSheet["co2"] {
  const known = energy.flatMap(({ co2Kg }) => co2Kg ?? []);
  if (known.length === 0) return null;
  const lacking = energy.filter(({ co2Kg }) => co2Kg === undefined);
  const names = lacking.map((one) => commodity(one.commodity)).join(", ");
  return {
    total: quantity(Decimal.sum(known), "kg"),
    lacking: names === "" ? "" : words.co2Lacking.replace("{names}", () => names),
  };
}

function borneRows(
  { borne }: MonthlyReport,
  { quantity, commodity, format }: Setting,
): ReportSheet["borne"] {
  return borne.map((one) => {
    const share = one.billed.isZero()
      ? undefined
      : one.estimated.times(PERCENT).dividedBy(one.billed, HUNDREDTHS, "half-even");
    return [
      commodity(one.commodity),
      ...[one.supplied, one.billed, one.notBilled, one.own, one.loss].map((value) =>
        quantity(value, one.unit),
      ),
      share ? format.percent(share.toString()) : "",
    ];
  });
}

function moneyRows({ money }: MonthlyReport, { words, format }: Setting): ReportSheet["money"] {
  const months = [money.billed, money.monthBefore, money.yearBefore];
  const amount = (of: (billed: ReportBilled) => bigint) =>
    months.map((billed) => (billed ? format.money(of(billed).toString()) : "–"));
  return [
    [words.bills, ...months.map((one) => (one ? format.quantity(String(one.bills)) : "–"))],
    [words.net, ...amount(({ netMinor }) => netMinor)],
    [words.tax, ...amount(({ taxMinor }) => taxMinor)],
    [words.total, ...amount(({ totalMinor }) => totalMinor)],
  ];
}

function readingsOf(
  { readings }: MonthlyReport,
  { words, format }: Setting,
): ReportSheet["readings"] {
  const { channels, expected, measured, estimated } = readings;
  const missing = expected - measured - estimated;
  const shareOf = (name: string, count: number) => ({
    name,
    share: expected === 0 ? 0 : count / expected,
    value: expected === 0 ? "–" : percentOf(count, expected, format),
  });
  return {
    of: words.readingsOf
      .replace("{expected}", format.quantity(String(expected)))
      .replace("{channels}", format.quantity(String(channels))),
    shares: [
      shareOf(words.measured, measured),
      shareOf(words.estimated, estimated),
      shareOf(words.missing, missing),
    ],
  };
}

/** Rounded, but never to all or nothing where it is not. */
function percentOf(count: number, of: number, format: BillFormat): string {
  const exact = Decimal.of(count).times(PERCENT).dividedBy(Decimal.of(of), HUNDREDTHS, "half-even");
  if (count > 0 && exact.isZero()) return `< ${format.percent("0.01")}`;
  if (count < of && exact.equals(PERCENT)) return `> ${format.percent("99.99")}`;
  return format.percent(exact.toString());
}
