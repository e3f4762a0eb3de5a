import type { Bill, BillHistory } from "#domain/billing/bill.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type SheetSetting, unitText } from "./sheet-line.ts";

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
}

/** A year of a commodity as bars, each of them also in words. */
export function sheetChart(
  history: BillHistory,
  { words, format, bill }: SheetSetting & { readonly bill: Bill },
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
      tone: month === current ? "now" : month === first ? "year-before" : "between",
    };
  });
  const title = `${words.commodity[history.commodity]} (${unit})`;
  const description = `${title}: ${bars.map((bar) => `${bar.month} ${bar.value}`).join(", ")}`;
  return { commodity: history.commodity, title, description, bars };
}

/** `2026-11` to `2025-11`. */
function yearBefore(month: string): string {
  return Temporal.PlainYearMonth.from(month).subtract({ years: 1 }).toString();
}
