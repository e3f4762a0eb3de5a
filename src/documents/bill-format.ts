import { Decimal } from "#domain/core/decimal.ts";
import { minorDigits, fromMinor, type Currency } from "#domain/core/money.ts";
import type { Bill } from "#domain/billing/bill.ts";

/** Digits after the point that quantities show; the attached data has them all. */
const QUANTITY_DIGITS = 3;

/** Prices are shown as the tariff has them, up to this many digits. */
const PRICE_DIGITS = 10;

const HUNDREDTH = Decimal.parse("0.01");

/** How a bill writes numbers and dates; numbers as its locale does, dates in its language. */
export interface BillFormat {
  /** Money with its currency, from minor units: `€1,234.50`. */
  money(amountMinor: string): string;
  /** Money without the currency, for columns. */
  amount(amountMinor: string): string;
  /** A price per unit: at least the currency's digits, no more than it has. */
  price(decimal: string): string;
  /** Exact decimal text, half-even to three digits. */
  quantity(decimal: string): string;
  /** A register as the meter shows it: every digit that was given. */
  register(decimal: string): string;
  /** Few digits, for charts: `1.2K`. */
  short(decimal: string): string;
  /** A share from 0 to 1 in percent: `1.3 %`. */
  share(decimal: string): string;
  /** A percentage: `"19"` as `19 %`. */
  percent(decimal: string): string;
  /** An ISO date or instant, as the local day it falls on. */
  day(iso: string): string;
  /** The same, short: for tables. */
  shortDay(iso: string): string;
  /** `2026-11` as the month's short name. */
  month(yearMonth: string): string;
}

type Formatted = Pick<Bill, "locale" | "language" | "currency" | "timeZone">;

/** Making one takes longer than to write all of a bill's figures, and most bills have the same. */
const formats = new Map<string, BillFormat>();
const FORMATS_AT_MOST = 100;

/** The formats of a bill. */
export function billFormat(bill: Formatted): BillFormat {
  const key = [bill.locale, bill.language, bill.currency, bill.timeZone].join(" ");
  const known = formats.get(key);
  if (known) return known;
  if (formats.size === FORMATS_AT_MOST) formats.clear();
  const format = newFormat(bill);
  formats.set(key, format);
  return format;
}

/** Intl takes decimal text without a detour over binary numbers. */
function newFormat(bill: Formatted): BillFormat {
  const { locale, currency } = bill;
  const digits = minorDigits(currency);
  const money = numberFormat(locale, { style: "currency", currency, ...digitsOf(digits, digits) });
  const amount = numberFormat(locale, digitsOf(digits, digits));
  const price = numberFormat(locale, digitsOf(digits, PRICE_DIGITS));
  const quantity = numberFormat(locale, digitsOf(0, QUANTITY_DIGITS));
  const short = numberFormat(locale, { notation: "compact", maximumSignificantDigits: 3 });
  const share = numberFormat(locale, { style: "percent", maximumSignificantDigits: 2 });
  const percent = numberFormat(locale, { style: "percent", ...digitsOf(0, PRICE_DIGITS) });
  const dates = dateLocale(bill);
  const long = dateFormat(dates, { dateStyle: "long" });
  const numeric = dateFormat(dates, { day: "2-digit", month: "2-digit", year: "numeric" });
  const month = dateFormat(dates, { month: "short" });
  const months = new Map<string, string>();
  const dayOf = (iso: string) =>
    iso.includes("T")
      ? Temporal.Instant.from(iso).toZonedDateTimeISO(bill.timeZone).toPlainDate()
      : Temporal.PlainDate.from(iso);
  const registers = new Map<number, (decimal: string) => string>();
  return {
    money: (minor) => money(minorText(minor, currency)),
    amount: (minor) => amount(minorText(minor, currency)),
    price,
    quantity,
    register: (decimal) => {
      const shown = decimal.split(".")[1]?.length ?? 0;
      const format = registers.getOrInsertComputed(shown, () =>
        numberFormat(locale, digitsOf(shown, shown)),
      );
      return format(decimal);
    },
    short,
    share,
    percent: (decimal) => percent(Decimal.parse(decimal).times(HUNDREDTH).toString()),
    day: (iso) => long(dayOf(iso)),
    shortDay: (iso) => numeric(dayOf(iso)),
    month: (yearMonth) =>
      months.getOrInsertComputed(yearMonth.slice(-2), () =>
        month(Temporal.PlainDate.from(`${yearMonth}-01`)),
      ),
  };
}

function minorText(amountMinor: string, currency: Currency): string {
  return fromMinor(BigInt(amountMinor), currency).toString();
}

function digitsOf(least: number, most: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: least, maximumFractionDigits: Math.max(least, most) };
}

function numberFormat(locale: string, options: Intl.NumberFormatOptions) {
  const format = new Intl.NumberFormat(locale, { roundingMode: "halfEven", ...options });
  return (decimal: string) => format.format(decimal as Intl.StringNumericLiteral);
}

/** By way of an instant: Node 26 writes a long PlainDate in Chinese as `2026/11/2`. */
function dateFormat(locale: Intl.Locale, options: Intl.DateTimeFormatOptions) {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  return (day: Temporal.PlainDate) => format.format(day.toZonedDateTime("UTC").epochMilliseconds);
}

/** The bill's language with the country of its locale, so that no two languages mix. */
function dateLocale({ language, locale }: Pick<Bill, "locale" | "language">): Intl.Locale {
  const { region } = new Intl.Locale(locale).maximize();
  return new Intl.Locale(language, region === undefined ? {} : { region });
}

/** Whether the columns of quantity and price have all digits of a line's. */
export function isShownInFull(line: {
  readonly quantity: string;
  readonly price: string;
}): boolean {
  return scaleOf(line.quantity) <= QUANTITY_DIGITS && scaleOf(line.price) <= PRICE_DIGITS;
}

function scaleOf(decimal: string): number {
  return Decimal.parse(decimal).normalized().scale;
}
