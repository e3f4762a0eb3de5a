import { columnWidth } from "./column-width.ts";
import type { BillSheet } from "./bill-sheet.ts";

/** Widths of columns of figures, in mm; what is left belongs to the names. */
export interface SheetWidths {
  readonly readings: readonly number[];
  readonly charges: readonly number[];
  readonly shares: readonly number[];
  readonly sum: number;
}

/** Heads are set in 7.5 pt. */
const HEAD = 0.84;
const BOLD = 1.1;
/** The total is bold, in 12 pt. */
const TOTAL = 1.45;

/** The widths that a sheet's figures need: its template need not measure them. */
export function sheetWidths(sheet: Omit<BillSheet, "widths">): SheetWidths {
  const { words, readings, shares, look, account, currency } = sheet;
  const lines = sheet.groups.flatMap((group) => group.lines);
  const column = (
    head: string,
    texts: readonly string[],
    options: { least: number; scale?: number },
  ) =>
    Math.max(
      columnWidth([head], { least: options.least, scale: HEAD }),
      columnWidth(texts, options),
    );
  const money = (head: string, texts: readonly string[]) =>
    column(`${head} (${currency})`, texts, { least: 28, scale: BOLD });
  return {
    readings: [
      column(
        words.opening,
        readings.map(({ opening }) => `${opening.value} E`),
        { least: 22 },
      ),
      column(
        words.closing,
        readings.map(({ closing }) => `${closing.value} E`),
        { least: 22 },
      ),
      ...(look.multiplier
        ? [
            column(
              words.multiplier,
              readings.map(({ multiplier }) => `× ${multiplier}`),
              { least: 16 },
            ),
          ]
        : []),
      column(
        words.consumption,
        readings.map(({ consumption, unit }) => `${consumption} ${unit}`),
        {
          least: 24,
          scale: BOLD,
        },
      ),
      ...(look.dailyAverage
        ? [
            column(
              words.dailyAverage,
              readings.map(({ dailyAverage }) => dailyAverage),
              { least: 24 },
            ),
          ]
        : []),
    ],
    charges: [
      column(
        words.quantity,
        lines.map(({ quantity, unit }) => `${quantity} ${unit}`),
        { least: 28 },
      ),
      column(
        words.price,
        lines.map(({ price }) => price),
        { least: 22 },
      ),
      money(words.amount, [
        ...lines.map(({ amount }) => amount),
        ...sheet.groups.map((group) => group.subtotal),
      ]),
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
    sum: Math.max(
      columnWidth([sheet.total, account?.balance.amount ?? ""], { least: 30, scale: TOTAL }),
      columnWidth([sheet.net, ...sheet.taxes.map(({ amount }) => amount)], { least: 30 }),
    ),
  };
}
