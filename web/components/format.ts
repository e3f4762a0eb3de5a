/**
 * Figures as people read them. All times are the site's, never the browser's; exact figures
 * arrive as decimal text and are shown with their digits.
 */
import i18next from "i18next";

/** Decimal text with the language's separators; keeps every digit unless `digits` is given. */
export function formatDecimal(text: string, digits?: number): string {
  const fraction = text.split(".")[1]?.length ?? 0;
  const shown = digits ?? fraction;
  const format = new Intl.NumberFormat(i18next.language, {
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  });
  return format.format(text as Intl.StringNumericLiteral);
}

/** A quantity for reading at a glance: about three significant digits after 100, unit behind. */
export function formatQuantity(text: string | number | null, unit: string): string {
  if (text === null) return "–";
  const size = Math.abs(Number(text));
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  const number = new Intl.NumberFormat(i18next.language, { maximumFractionDigits: digits });
  return `${number.format(text as Intl.StringNumericLiteral)} ${unit}`.trim();
}

/** Whole minor units as money: `"123456"`, EUR -> €1,234.56. */
export function formatMoney(amountMinor: string, currency: string): string {
  const format = new Intl.NumberFormat(i18next.language, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const negative = amountMinor.startsWith("-");
  const padded = amountMinor.replace("-", "").padStart(digits + 1, "0");
  const whole = padded.slice(0, padded.length - digits);
  const text = digits > 0 ? `${whole}.${padded.slice(-digits)}` : whole;
  return format.format(`${negative ? "-" : ""}${text}` as Intl.StringNumericLiteral);
}

/** A UTC instant as date and time at the site. */
export function formatInstant(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat(i18next.language, {
    timeZone,
    dateStyle: "medium",
    timeStyle: "short",
  }).format(new Date(instant));
}

/** A UTC instant as time of day at the site. */
export function formatTime(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat(i18next.language, { timeZone, timeStyle: "short" }).format(
    new Date(instant),
  );
}

/** An ISO day as the reader writes days. */
export function formatDay(day: string, style: "medium" | "full" = "medium"): string {
  const format = new Intl.DateTimeFormat(i18next.language, { timeZone: "UTC", dateStyle: style });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** An ISO month, `2026-11`, in words. */
export function formatMonth(month: string): string {
  return new Intl.DateTimeFormat(i18next.language, {
    timeZone: "UTC",
    year: "numeric",
    month: "long",
  }).format(new Date(`${month}-01T00:00:00Z`));
}

/** How long ago, in the largest fitting unit: `3 min ago`. Both in epoch milliseconds. */
export function formatAge(thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - thenMs) / 1000));
  const format = new Intl.RelativeTimeFormat(i18next.language, { numeric: "auto", style: "short" });
  if (seconds < 60) return format.format(-seconds, "second");
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3600), "hour");
  return format.format(-Math.floor(seconds / 86_400), "day");
}
