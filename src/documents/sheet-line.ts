import type { Bill, BillLine } from "#domain/billing/bill.ts";
import { isSameNumber } from "#domain/core/decimal.ts";
import { tellFormula } from "#domain/rating/formula-told.ts";
import { shareOfOne, shareTold } from "#domain/rating/share-told.ts";
import { tellUnit } from "#domain/rating/unit-told.ts";
import { type BillFormat, isShownInFull } from "./bill-format.ts";
import type { BillWords } from "./bill-words.ts";

/** A line of a bill in print. */
export interface SheetLine {
  readonly label: string;
  readonly detail: string;
  readonly quantity: string;
  readonly unit: string;
  readonly price: string;
  readonly amount: string;
}

/** In which words and numbers a bill is set. */
export interface SheetSetting {
  readonly words: BillWords;
  readonly format: BillFormat;
}

/** Those texts that are there. */
export function present(texts: readonly (string | false | undefined)[]): string[] {
  return texts.flatMap((text) => (text && text.trim() !== "" ? [text] : []));
}

/**
 * Sets a line so that a reader can do its sum: what the columns of quantity and price do not show
 * stands below the label.
 */
export function sheetLine(
  line: BillLine,
  { words, format, bill }: SheetSetting & { readonly bill: Bill },
): SheetLine {
  const tier = line.tier === undefined ? undefined : `${words.tier} ${line.tier}`;
  const names = present([line.season, line.touPeriod, tier]);
  const share = shareOfOne(line);
  const formula = isPlain(line.formula, line) || share ? undefined : line.formula;
  return {
    label: [line.label, ...names].join(" · "),
    detail: present([
      partOfPeriod(line, { format, bill }),
      shareText(line, words),
      formula && formulaText(formula, { words, format }),
    ]).join("; "),
    quantity: share ?? format.quantity(line.quantity),
    unit: unitText(line.unit, words, share ? "1" : line.quantity),
    price: format.price(line.price),
    amount: format.amount(line.amountMinor),
  };
}

/** The days of a line that is not for the whole billing period. */
function partOfPeriod(
  line: BillLine,
  { format, bill }: { readonly format: BillFormat; readonly bill: Bill },
): string | undefined {
  const dayOf = (iso: string) =>
    iso.includes("T")
      ? Temporal.Instant.from(iso).toZonedDateTimeISO(bill.timeZone).toPlainDate()
      : Temporal.PlainDate.from(iso);
  const from = dayOf(line.from).toString();
  const to = dayOf(line.to);
  if (from === bill.periodFrom && to.toString() === bill.periodTo) return undefined;
  return `${format.shortDay(from)} – ${format.shortDay(to.subtract({ days: 1 }).toString())}`;
}

/** `30 of the 365 days of the year`, where a line is for such a part. */
function shareText({ formula, unit }: BillLine, words: BillWords): string | undefined {
  const share = shareTold(formula, unit);
  if (!share) return undefined;
  const { part, whole, of } = share;
  return words.share[of].replace("{part}", String(part)).replace("{whole}", String(whole));
}

/** Whether a formula says no more than quantity times price, which the columns show in full. */
function isPlain(formula: string, { quantity, price }: BillLine): boolean {
  if (!isShownInFull({ quantity, price })) return false;
  const [, first = "", second = ""] = /^(-?[\d.]+)(?: \S+)? × (-?[\d.]+)$/.exec(formula) ?? [];
  return (
    (isSameNumber(first, quantity) && isSameNumber(second, price)) ||
    (isSameNumber(first, price) && isSameNumber(second, quantity))
  );
}

/** A formula with its numbers as the locale writes them, every digit kept, and its units in words. */
function formulaText(formula: string, { words, format }: SheetSetting): string {
  return tellFormula(formula, {
    number: format.register,
    unit: (text, before) => unitText(text, words, before),
  });
}

/** As written behind a quantity; behind none it is the one of several. */
export function unitText(unit: string, words: BillWords, quantity = ""): string {
  return tellUnit(unit, quantity, (part, isOne) => {
    const texts = Object.hasOwn(words.unit, part) ? words.unit[part] : undefined;
    return texts?.[isOne ? 0 : 1] ?? part;
  });
}
