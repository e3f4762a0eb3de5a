import type { Bill, BillHistory } from "#domain/billing/bill.ts";
import type { BillDesign } from "#domain/billing/bill-design.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type LabelRun, labelRow } from "./label-row.ts";
import { type SheetSetting, unitText } from "./sheet-line.ts";
import { CHART_MM } from "./sheet-widths.ts";
import type { TypeWeight } from "./type-width.ts";

/** A year of consumption in print. */
export interface SheetChart {
  readonly commodity: Commodity;
  readonly title: string;
  /** All in words, for those who cannot see it. */
  readonly description: string;
  readonly bars: readonly SheetBar[];
  /** The bars' months and values, as two rows below them. */
  readonly monthRow: readonly LabelRun<SheetTone>[];
  readonly valueRow: readonly LabelRun<SheetTone>[];
}

type SheetTone = "now" | "year-before" | "between";

interface SheetBar {
  readonly month: string;
  readonly value: string;
  /** Of the highest bar, in per mille; null where nothing is known. */
  readonly height: number | null;
  readonly tone: SheetTone;
}

/** Labels are set in 6 pt. */
const LABEL_POINTS = 6;

/** A year of a commodity as bars, each of them also in words. */
export function sheetChart(
  history: BillHistory,
  {
    words,
    format,
    bill,
    paper,
  }: SheetSetting & { readonly bill: Bill; readonly paper: BillDesign["paper"] },
): SheetChart {
  const unit = unitText(history.unit, words);
  const known = history.months.flatMap(({ consumption }) =>
    consumption === null ? [] : [Decimal.parse(consumption).toDisplayNumber()],
  );
  const highest = Math.max(0, ...known);
  const current = bill.periodFrom.slice(0, 7);
  const first = yearBefore(current);
  const bars = history.months.map(({ month, consumption }): SheetBar => {
    const value = consumption === null ? null : Decimal.parse(consumption).toDisplayNumber();
    return {
      month: format.month(month),
      value: consumption === null ? "–" : format.short(consumption),
      height:
        value === null ? null : highest > 0 ? Math.max(0, Math.round((value / highest) * 1000)) : 0,
      tone: toneOf(month, { current, first }),
    };
  });
  const title = `${words.commodity[history.commodity]} (${unit})`;
  const description = `${title}: ${bars.map((bar) => `${bar.month} ${bar.value}`).join(", ")}`;
  const row = (textOf: (bar: SheetBar) => string) =>
    labelRow(
      bars.map((bar) => ({ text: textOf(bar), tone: bar.tone, weight: weightOf(bar) })),
      { pitchMm: CHART_MM[paper] / bars.length, points: LABEL_POINTS },
    );
  return {
    commodity: history.commodity,
    title,
    description,
    bars,
    monthRow: row(({ month }) => month),
    valueRow: row(({ value }) => value),
  };
}

/** As the template sets the tone. */
function weightOf({ tone }: SheetBar): TypeWeight {
  return tone === "now" ? "bold" : "regular";
}

function toneOf(
  month: string,
  { current, first }: { readonly current: string; readonly first: string },
): SheetTone {
  if (month === current) return "now";
  return month === first ? "year-before" : "between";
}

/** `2026-11` to `2025-11`. */
function yearBefore(month: string): string {
  return Temporal.PlainYearMonth.from(month).subtract({ years: 1 }).toString();
}
