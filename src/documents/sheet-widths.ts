import type { BillDesign } from "#domain/billing/bill-design.ts";
import { columnWidth } from "./column-width.ts";
import type { BillWords } from "./bill-words.ts";
import { textMm } from "./type-width.ts";
import type { LineGroup, ReadingRow } from "./sheet-rows.ts";
import type { SheetAccount, SheetShare } from "./sheet-shares.ts";

/** Widths of columns of figures, in mm; what is left belongs to the names. */
export interface SheetWidths {
  readonly readings: readonly number[];
  readonly charges: readonly number[];
  readonly shares: readonly number[];
  readonly sum: number;
  /** Of the labels of the facts about the bill. */
  readonly facts: number;
  readonly chart: number;
}

/** What it is, and of this bill. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** The parts of a sheet that have columns of figures. */
export interface SheetFigures {
  readonly words: BillWords;
  readonly currency: string;
  readonly facts: readonly Fact[];
  readonly readings: readonly ReadingRow[];
  readonly groups: readonly LineGroup[];
  readonly shares: readonly SheetShare[];
  readonly account: SheetAccount | null;
  readonly net: string;
  readonly taxes: readonly { readonly label: string; readonly amount: string }[];
  readonly total: string;
  readonly look: {
    readonly paper: BillDesign["paper"];
    readonly multiplier: boolean;
    readonly dailyAverage: boolean;
  };
}

/** Two of them stand side by side. */
export const CHART_MM: Readonly<Record<BillDesign["paper"], number>> = {
  a4: 81,
  "us-letter": 83.9,
};

/** Most is set in 9 pt. */
const USUAL = 9;
/** Heads are set in 7.5 pt. */
const HEAD = 0.84;
const BOLD = 1.1;
/** The total is bold, in 12 pt. */
const TOTAL = 1.45;

/** The widths that a sheet's figures need: its template need not measure them. */
export function sheetWidths(sheet: SheetFigures): SheetWidths {
  const { words, shares, currency } = sheet;
  const money = (head: string, texts: readonly string[]) =>
    columnOf(`${head} (${currency})`, texts, { least: 28, scale: BOLD });
  const lines = sheet.groups.flatMap((group) => group.lines);
  const quantities = lines.map(({ quantity, unit }) => `${quantity} ${unit}`);
  const prices = lines.map(({ price }) => price);
  const amounts = lines.map(({ amount }) => amount);
  const subtotals = sheet.groups.map(({ subtotal }) => subtotal);
  return {
    readings: readingWidths(sheet),
    charges: [
      columnOf(words.quantity, quantities, { least: 28 }),
      columnOf(words.price, prices, { least: 22 }),
      money(words.amount, [...amounts, ...subtotals]),
    ],
    shares: [
      money(
        words.wholeCost,
        shares.map(({ cost }) => cost),
      ),
      money(
        words.yourShare,
        shares.map(({ amount }) => amount),
      ),
    ],
    sum: sumWidth(sheet),
    facts: Math.ceil(Math.max(0, ...sheet.facts.map(({ label }) => textMm(label, USUAL)))),
    chart: CHART_MM[sheet.look.paper],
  };
}

function readingWidths({ words, readings, look }: SheetFigures): number[] {
  const opening = readings.map((row) => `${row.opening.value} E`);
  const closing = readings.map((row) => `${row.closing.value} E`);
  const multipliers = readings.map(({ multiplier }) => `× ${multiplier}`);
  const consumption = readings.map((row) => `${row.consumption} ${row.unit}`);
  const averages = readings.map(({ dailyAverage }) => dailyAverage);
  return [
    columnOf(words.opening, opening, { least: 22 }),
    columnOf(words.closing, closing, { least: 22 }),
    ...(look.multiplier ? [columnOf(words.multiplier, multipliers, { least: 16 })] : []),
    columnOf(words.consumption, consumption, { least: 24, scale: BOLD }),
    ...(look.dailyAverage ? [columnOf(words.dailyAverage, averages, { least: 24 })] : []),
  ];
}

function sumWidth({ total, account, net, taxes }: SheetFigures): number {
  const large = [total, account?.balance.amount ?? ""];
  return Math.max(
    columnWidth(large, { least: 30, scale: TOTAL }),
    columnWidth([net, ...taxes.map(({ amount }) => amount)], { least: 30 }),
  );
}

function columnOf(
  head: string,
  texts: readonly string[],
  options: { readonly least: number; readonly scale?: number },
): number {
  const ofHead = columnWidth([head], { least: options.least, scale: HEAD });
  return Math.max(ofHead, columnWidth(texts, options));
}
