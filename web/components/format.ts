/**
 * Figures as people read them. All times are the site's, never the browser's; exact figures
 * arrive as decimal text and are shown with their digits.
 */
import i18next, { t } from "i18next";
import { ageFormat, dateFormat, numberFormat } from "./kept-formats.ts";

let siteLocale = "en-GB";

/** The site's locale: its region decides how figures and days are written, in either language. */
export function writeAsAtSite(locale: string): void {
  siteLocale = locale;
}

let worked:
  { readonly language: string; readonly site: string; readonly locale: string } | undefined;

/** The reader's language with the conventions of the site's region: `en-DE`, `zh-CN`. */
function locale(): string {
  const { language } = i18next;
  if (worked?.language === language && worked.site === siteLocale) return worked.locale;
  const region = regionOf(siteLocale);
  const tag = region === undefined ? language : `${language}-${region}`;
  worked = { language, site: siteLocale, locale: tag };
  return tag;
}

/** The region that a locale names, `DE` of `en-DE`, or else the one where its language is spoken most. */
function regionOf(locale: string): string | undefined {
  const named = new Intl.Locale(locale);
  // What is likely is slow to find out, and the first screen waits for it.
  return named.region ?? named.maximize().region;
}

/** Decimal text with the language's separators; keeps every digit unless `digits` is given. */
export function formatDecimal(text: string, digits?: number): string {
  const fraction = text.split(".")[1]?.length ?? 0;
  const shown = digits ?? fraction;
  const format = numberFormat(locale(), {
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  });
  return format.format(exact(text));
}

/**
 * Decimal text for Intl, which formats it digit by digit. Guaranteed by the contract, whose
 * figures are decimal text.
 */
function exact(text: string): Intl.StringNumericLiteral {
  return text as Intl.StringNumericLiteral;
}

/** How many of something, with the separators of thousands. */
export function formatCount(count: number): string {
  return numberFormat(locale()).format(count);
}

/** A quantity for reading at a glance: about three significant digits after 100, unit behind. */
export function formatQuantity(text: string | number | null, unit: string): string {
  if (text === null) return "–";
  const size = Math.abs(Number(text));
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  const number = numberFormat(locale(), { maximumFractionDigits: digits });
  return `${number.format(exact(`${text}`))} ${unitSign(unit)}`.trim();
}

/** A quantity with every digit, as a bill has it. */
export function formatExact(quantity: string, unit: string): string {
  return `${formatDecimal(quantity)} ${unitSign(unit)}`;
}

/** A unit's code as people write it: `m3/h` -> m³/h. */
export function unitSign(unit: string): string {
  return unit.replace("m3", "m³").replace("m2", "m²");
}

/**
 * Whole minor units as money: `"123456"`, EUR -> €1,234.56. English in Germany writes figures with a
 * comma, but by the Unicode tables money with a point: here all figures are written alike.
 */
export function formatMoney(amountMinor: string, currency: string): string {
  const format = numberFormat(locale(), { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const negative = amountMinor.startsWith("-");
  const padded = amountMinor.replace("-", "").padStart(digits + 1, "0");
  const whole = padded.slice(0, padded.length - digits);
  const text = digits > 0 ? `${whole}.${padded.slice(-digits)}` : whole;
  const parts = format.formatToParts(exact(`${negative ? "-" : ""}${text}`));
  const first = parts.findIndex(({ type }) => type === "integer");
  return parts
    .map(({ type, value }, n) => {
      if (n === first) return formatDecimal(whole, 0);
      if (type === "decimal") return decimalSign();
      return type === "group" || type === "integer" ? "" : value;
    })
    .join("");
}

function decimalSign(): string {
  const parts = numberFormat(locale()).formatToParts(1.5);
  return parts.find(({ type }) => type === "decimal")?.value ?? ".";
}

/** A UTC instant as date and time at the site. */
export function formatInstant(instant: string, timeZone: string): string {
  return dateFormat(locale(), {
    timeZone,
    dateStyle: "medium",
    timeStyle: "short",
  }).format(new Date(instant));
}

/** A UTC instant as time of day at the site. */
export function formatTime(instant: string, timeZone: string): string {
  return dateFormat(locale(), { timeZone, timeStyle: "short" }).format(new Date(instant));
}

/** An ISO day as the reader writes days. */
export function formatDay(day: string, style: "medium" | "full" = "medium"): string {
  const format = dateFormat(locale(), { timeZone: "UTC", dateStyle: style });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** An ISO month, `2026-11`, in words. */
export function formatMonth(month: string): string {
  return dateFormat(locale(), {
    timeZone: "UTC",
    year: "numeric",
    month: "long",
  }).format(new Date(`${month}-01T00:00:00Z`));
}

/** How long ago, in the largest fitting unit: `3 min ago`. Both in epoch milliseconds. */
export function formatAge(thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - thenMs) / 1000));
  const format = ageFormat(locale(), { numeric: "auto", style: "short" });
  if (seconds < 60) return format.format(-seconds, "second");
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3600), "hour");
  return format.format(-Math.floor(seconds / 86_400), "day");
}

/** How long something lasts: `2 h 5 min`, `< 1 min`. Whole minutes, rounded down. */
export function formatDuration(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const parts = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor(minutes / 60) % 24, "hour"],
    [minutes % 60, "minute"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return `<\u00a0${lasting(1, "minute")}`;
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([value, unit]) => lasting(value, unit))
    .join(" ");
}

function lasting(value: number, unit: "day" | "hour" | "minute"): string {
  return numberFormat(locale(), { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** Decimal text of hundredths with its sign, which stays on the figure's line: 99.1 %. */
export function formatPercent(text: string): string {
  return `${formatDecimal(text)}\u00a0%`;
}

/** A share as whole percent with its sign: 0.123 -> +12 %. */
export function formatChange(share: number): string {
  return numberFormat(locale(), {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: 0,
  }).format(share);
}

/** Parts of an instant at the site, as the given options word them. */
export function formatParts(
  instant: string,
  options: Intl.DateTimeFormatOptions & { readonly timeZone: string },
): string {
  return dateFormat(locale(), options).format(new Date(instant));
}

/** A name and what it stands for, parted as the reader's language does it: `Gas: 5`, `燃气：5`. */
export function formatNamed(name: string, value: string | number): string {
  return t("common.named", { name, value });
}

/** Words one after another: `gas, heat`; in Chinese `燃气、供热`. */
export function formatList(words: readonly string[]): string {
  return words.join(t("common.comma"));
}

/** Bytes in the unit people expect of files and disks: 123 kB, 4.5 MB, 67.3 GB. */
export function formatBytes(bytes: number): string {
  const [unit, size, digits] =
    bytes < 1e6
      ? (["kilobyte", 1e3, 0] as const)
      : bytes < 1e9
        ? (["megabyte", 1e6, 1] as const)
        : (["gigabyte", 1e9, 1] as const);
  const amount = bytes < 1e6 ? Math.ceil(bytes / size) : bytes / size;
  const style = { style: "unit", unit, maximumFractionDigits: digits } as const;
  return numberFormat(locale(), style).format(amount);
}
