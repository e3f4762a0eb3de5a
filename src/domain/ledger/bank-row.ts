import { Decimal } from "#domain/core/decimal.ts";

/** A payment as a row of a bank's file tells it. */
export interface BankPayment {
  readonly bookedOn: Temporal.PlainDate;
  /** In the account's currency, above zero. */
  readonly amount: Decimal;
  readonly payer: string;
  /** What the payer wrote. */
  readonly reference: string;
}

/** What is wrong with a row, by its column. */
export interface BankRowFault {
  readonly column: BankColumn;
  readonly message: string;
}

export const BANK_COLUMNS = ["Date", "Amount", "Name", "Reference"] as const;
export type BankColumn = (typeof BANK_COLUMNS)[number];

/** As banks name the columns, in small letters. */
const NAMES: Readonly<Record<BankColumn, readonly string[]>> = {
  Date: [
    "date",
    "booking date",
    "transaction date",
    "buchungstag",
    "buchungsdatum",
    "datum",
    "交易日期",
    "记账日期",
    "日期",
  ],
  Amount: ["amount", "credit", "betrag", "betrag (eur)", "umsatz", "交易金额", "收入金额", "金额"],
  Name: [
    "name",
    "payer",
    "counterparty",
    "auftraggeber",
    "zahlungspflichtiger",
    "begünstigter/zahlungspflichtiger",
    "beguenstigter/zahlungspflichtiger",
    "name zahlungsbeteiligter",
    "对方户名",
    "付款人",
  ],
  Reference: [
    "reference",
    "payment reference",
    "purpose",
    "description",
    "verwendungszweck",
    "附言",
    "用途",
    "摘要",
  ],
};

/** Where each column stands, by the first row of a file; those that it has not are left out. */
export function bankColumns(heading: readonly string[]): ReadonlyMap<BankColumn, number> {
  const written = heading.map((name) => name.trim().toLowerCase());
  return new Map(
    BANK_COLUMNS.flatMap((column) => {
      const at = written.findIndex((name) => NAMES[column].includes(name));
      return at < 0 ? [] : [[column, at] as const];
    }),
  );
}

/** Reads a row by its columns: the payment, or all that is wrong. */
export function bankPayment(
  cells: Readonly<Record<BankColumn, string>>,
  { digits }: { readonly digits: number },
): { readonly payment?: BankPayment; readonly faults: readonly BankRowFault[] } {
  const faults: BankRowFault[] = [];
  const bookedOn = bankDay(cells.Date);
  if (!bookedOn) {
    const message = `"${cells.Date}" is no day; write it like 2026-10-31 or 31.10.2026`;
    faults.push({ column: "Date", message });
  }
  const amount = bankAmount(cells.Amount);
  const message = amountFault(amount, { text: cells.Amount, digits });
  if (message !== undefined) faults.push({ column: "Amount", message });
  if (!bookedOn || !(amount instanceof Decimal) || faults.length > 0) return { faults };
  return { payment: { bookedOn, amount, payer: cells.Name, reference: cells.Reference }, faults };
}

function amountFault(
  amount: ReturnType<typeof bankAmount>,
  { text, digits }: { readonly text: string; readonly digits: number },
): string | undefined {
  if (amount === "none") return `"${text}" is no amount; write it like 412.50`;
  if (amount === "ambiguous") {
    return `"${text}" may be thousands or thousandths; write it with ${digits} digits after the point`;
  }
  if (amount.normalized().scale > digits) return `has more than ${digits} digits after the point`;
  if (amount.isNegative() || amount.isZero()) return "is no payment that was received";
  return undefined;
}

/** `2026-10-31`, `2026/10/31`, `20261031`, `31.10.2026` and `31.10.26`; days with `/` before the year could be months. */
function bankDay(text: string): Temporal.PlainDate | undefined {
  const [, year, month, day] = /^(\d{4})([-/]?)(\d\d)\2(\d\d)$/.exec(text)
    ? (/^(\d{4})[-/]?(\d\d)[-/]?(\d\d)$/.exec(text) ?? [])
    : germanDay(text);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  try {
    return Temporal.PlainDate.from(`${year}-${month}-${day}`);
  } catch {
    return undefined;
  }
}

const CENTURY = "20";

function germanDay(text: string): readonly (string | undefined)[] {
  const [all, day, month, year = ""] = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)$/.exec(text) ?? [];
  if (all === undefined) return [];
  const whole = year.length === 2 ? `${CENTURY}${year}` : year;
  return [all, whole, month?.padStart(2, "0"), day?.padStart(2, "0")];
}

const THOUSANDS = 3;

/**
 * An amount with a point or a comma before its decimals, and marks between thousands. One mark with
 * three digits after it may be either: nothing is guessed about money.
 */
function bankAmount(text: string): Decimal | "none" | "ambiguous" {
  const bare = text
    .replace(/^[A-Z]{3}\s|\s[A-Z]{3}$|[€$£¥]/g, "")
    .replaceAll(/[\s\u00a0\u202f'’]/g, "")
    .replace(/^[−–]/, "-")
    .replace(/^\+/, "");
  if (!/^-?\d[\d.,]*$/.test(bare)) return "none";
  const marks = bare.replaceAll(/[^.,]/g, "");
  const last = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  const after = bare.length - last - 1;
  const mark = bare[last] ?? "";
  const isSingle = marks.length === 1;
  if (isSingle && after === THOUSANDS) return "ambiguous";
  const hasDecimals = isSingle || (marks !== "" && marks.indexOf(mark) === marks.length - 1);
  const whole = hasDecimals ? bare.slice(0, last) : bare;
  if (!/^-?(\d+|\d{1,3}([.,]\d{3})+)$/.test(whole)) return "none";
  const digits = whole.replaceAll(/[.,]/g, "");
  return Decimal.tryParse(hasDecimals ? `${digits}.${bare.slice(last + 1)}` : digits) ?? "none";
}
