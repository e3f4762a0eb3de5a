import type { BillDesign } from "#domain/billing/bill-design.ts";
import type { SheetFigures, SheetWidths } from "./sheet-widths.ts";
import { textMm, type TypeWeight } from "./type-width.ts";

/** In which tables no text breaks: their rows have heights that the template knows beforehand. */
export interface SheetFits {
  readonly facts: boolean;
  readonly readings: boolean;
  /** By group of charges. */
  readonly groups: readonly boolean[];
  /** The sums, and the account. */
  readonly sums: boolean;
}

/** Millimetres between the margins. */
const TEXT_MM: Readonly<Record<BillDesign["paper"], number>> = { a4: 170, "us-letter": 175.9 };
const SWATCH_MM = 11 * (25.4 / 72);
const FACTS_MM = 84;
const GUTTER_MM = 5;
const SUMS_MM = 100;
/** Beyond it, the template sets figures in smaller type. */
const FIGURES_MM = 125;

/** Type sizes, in points. */
const USUAL = 9;
const SMALL = 7.5;
const TOTAL = 12;
/** So that a text that just fits is not taken to do so by a rounding. */
const SLACK_MM = 0.5;

/** A text that is to stand on one line of a cell. */
interface Cell {
  readonly text: string;
  readonly mm: number;
  readonly points?: number;
  readonly weight?: TypeWeight;
}

function standIn(cells: readonly Cell[]): boolean {
  return cells.every(
    ({ text, mm, points = USUAL, weight }) => textMm(text, points, weight) + SLACK_MM <= mm,
  );
}

/** Looks at every text of the tables. */
export function sheetFits(sheet: SheetFigures, widths: SheetWidths): SheetFits {
  const { facts, groups } = sheet;
  return {
    facts: standIn(
      facts.map(({ value }) => ({ text: value, mm: FACTS_MM - widths.facts - GUTTER_MM })),
    ),
    readings: readingsFit(sheet, widths),
    groups: groups.map((group) => groupFits(sheet, { group, widths })),
    sums: sumsFit(sheet, widths),
  };
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, mm) => sum + mm, 0);
}

function readingsFit(
  { words, readings, look }: SheetFigures,
  { readings: widths }: SheetWidths,
): boolean {
  const taken = sumOf(widths);
  if (taken > FIGURES_MM) return false;
  const name = TEXT_MM[look.paper] - SWATCH_MM - taken;
  const figures = [...widths];
  const [opening = 0, closing = 0] = figures.splice(0, 2);
  const [multiplier = 0] = look.multiplier ? figures.splice(0, 1) : [];
  const [consumption = 0, average = 0] = figures;
  return standIn([
    { text: `${words.point}, ${words.meter}`, mm: name, points: SMALL },
    { text: words.opening, mm: opening, points: SMALL },
    { text: words.closing, mm: closing, points: SMALL },
    ...(look.multiplier ? [{ text: words.multiplier, mm: multiplier, points: SMALL }] : []),
    { text: words.consumption, mm: consumption, points: SMALL },
    ...(look.dailyAverage ? [{ text: words.dailyAverage, mm: average, points: SMALL }] : []),
    ...readings.flatMap((row): Cell[] => [
      { text: row.name, mm: name },
      { text: row.meter, mm: name, points: SMALL },
      { text: `${row.opening.value} ${words.estimatedMark}`, mm: opening },
      { text: row.opening.day, mm: opening, points: SMALL },
      { text: `${row.closing.value} ${words.estimatedMark}`, mm: closing },
      { text: row.closing.day, mm: closing, points: SMALL },
      ...(look.multiplier ? [{ text: `× ${row.multiplier}`, mm: multiplier }] : []),
      { text: `${row.consumption} ${row.unit}`, mm: consumption, weight: "bold" },
      ...(look.dailyAverage ? [{ text: row.dailyAverage, mm: average }] : []),
    ]),
  ]);
}

function groupFits(
  { words, currency, look }: SheetFigures,
  {
    group,
    widths,
  }: { readonly group: SheetFigures["groups"][number]; readonly widths: SheetWidths },
): boolean {
  const taken = sumOf(widths.charges);
  if (taken > FIGURES_MM) return false;
  const whole = TEXT_MM[look.paper];
  const label = whole - taken;
  const [quantity = 0, price = 0, amount = 0] = widths.charges;
  const head = textMm(group.title, USUAL, "bold") + SWATCH_MM;
  const foot = textMm(words.subtotal, USUAL) + GUTTER_MM;
  return standIn([
    { text: `${words.tariff}: ${group.tariff}`, mm: whole - head - GUTTER_MM, points: SMALL },
    { text: words.charge, mm: label, points: SMALL },
    { text: words.quantity, mm: quantity, points: SMALL },
    { text: words.price, mm: price, points: SMALL },
    { text: `${words.amount} (${currency})`, mm: amount, points: SMALL },
    ...group.lines.flatMap((line): Cell[] => [
      { text: line.label, mm: label },
      { text: line.detail, mm: label, points: SMALL },
      { text: `${line.quantity} ${line.unit}`, mm: quantity },
      { text: line.price, mm: price },
      { text: line.amount, mm: amount },
    ]),
    { text: group.note, mm: whole - amount - foot, points: SMALL },
    { text: group.subtotal, mm: amount, weight: "bold" },
  ]);
}

function sumsFit(
  { words, net, taxes, total, account }: SheetFigures,
  { sum }: SheetWidths,
): boolean {
  const label = SUMS_MM - sum;
  const heavy = { points: TOTAL, weight: "bold" } as const;
  return standIn([
    { text: words.net, mm: label },
    { text: net, mm: sum },
    ...taxes.flatMap((tax): Cell[] => [
      { text: tax.label, mm: label },
      { text: tax.amount, mm: sum },
    ]),
    { text: words.total, mm: label, ...heavy },
    { text: total, mm: sum, ...heavy },
    ...(account ? [...account.rows, account.balance] : []).flatMap((row): Cell[] => [
      { text: row.label, mm: label, weight: "bold" },
      { text: row.amount, mm: sum, weight: "bold" },
    ]),
  ]);
}
