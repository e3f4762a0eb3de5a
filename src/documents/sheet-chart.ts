import type { Bill, BillHistory } from "#domain/billing/bill.ts";
import type { BillDesign } from "#domain/billing/bill-design.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type SheetSetting, unitText } from "./sheet-line.ts";
import { CHART_MM } from "./sheet-widths.ts";
import { textMm } from "./type-width.ts";

/** A year of consumption in print. */
export interface SheetChart {
  readonly commodity: Commodity;
  readonly title: string;
  /** All in words, for those who cannot see it. */
  readonly description: string;
  readonly bars: readonly SheetBar[];
}

interface SheetBar {
  readonly month: string;
  readonly value: string;
  /** Of the highest bar, in per mille; null where nothing is known. */
  readonly height: number | null;
  readonly tone: "now" | "year-before" | "between";
  /** Between the end of the label before it, or the chart's edge, and this one, in mm. */
  readonly valueGap: number;
  readonly monthGap: number;
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
  const bars = history.months.map(({ month, consumption }) => {
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
  const pitchMm = CHART_MM[paper] / bars.length;
  const valueGaps = gapsOf(
    bars.map(({ value, tone }) => ({ text: value, tone })),
    pitchMm,
  );
  const monthGaps = gapsOf(
    bars.map(({ month, tone }) => ({ text: month, tone })),
    pitchMm,
  );
  return {
    commodity: history.commodity,
    title,
    description,
    bars: bars.map((bar, n) => ({
      ...bar,
      valueGap: valueGaps[n] ?? 0,
      monthGap: monthGaps[n] ?? 0,
    })),
  };
}

/** So that each label stands in the middle of its bar's place; below zero where two would overlap. */
function gapsOf(
  labels: readonly { readonly text: string; readonly tone: SheetBar["tone"] }[],
  pitchMm: number,
): number[] {
  let end = 0;
  return labels.map(({ text, tone }, n) => {
    const mm = textMm(text, LABEL_POINTS, tone === "now" ? "bold" : "regular");
    const start = (n + 0.5) * pitchMm - mm / 2;
    const gap = start - end;
    end = start + mm;
    return Math.round(gap * PARTS_OF_MM) / PARTS_OF_MM;
  });
}

const PARTS_OF_MM = 10_000;

function toneOf(
  month: string,
  { current, first }: { readonly current: string; readonly first: string },
): SheetBar["tone"] {
  if (month === current) return "now";
  return month === first ? "year-before" : "between";
}

/** `2026-11` to `2025-11`. */
function yearBefore(month: string): string {
  return Temporal.PlainYearMonth.from(month).subtract({ years: 1 }).toString();
}
