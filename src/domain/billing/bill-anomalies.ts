import { Decimal } from "#domain/core/decimal.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { Bill, BilledPoint, BillHistory } from "./bill.ts";

/** What a person should look at before a bill is issued, with the figures that say why. */
export type BillAnomaly =
  | { readonly kind: "estimated"; readonly point: string; readonly percent: number }
  | { readonly kind: "no-consumption"; readonly point: string }
  | {
      readonly kind: "unusual-consumption";
      readonly point: string;
      /** Against the tenant's own usual. */
      readonly percent: number;
    }
  | { readonly kind: "negative-total" }
  | { readonly kind: "first-bill" }
  | { readonly kind: "remark"; readonly message: string; readonly remedy: string };

/** Daily consumption that differs by more is shown before a bill is approved. */
const UNUSUAL_PERCENT = 30;
/** Less than so much on estimated readings is usual: a lost reading at night. */
const ESTIMATED_PERCENT = 1;
const MONTHS_FOR_USUAL = 3;
const SHOWN_PERCENT_AT_MOST = 9_999;

/**
 * What is unusual about a bill: estimates, no consumption at all, daily consumption far from the
 * tenant's own months before (their median).
 */
export function billAnomalies(bill: Bill, remarks: readonly Fault[]): readonly BillAnomaly[] {
  const found: BillAnomaly[] = remarks.map(({ message, remedy = "" }) => ({
    kind: "remark",
    message,
    remedy,
  }));
  for (const point of bill.points) {
    const percent = Math.round(Number(point.estimatedShare) * 100);
    if (percent >= ESTIMATED_PERCENT) {
      found.push({ kind: "estimated", point: point.name, percent });
    }
    if (Decimal.parse(point.consumption).isZero()) {
      found.push({ kind: "no-consumption", point: point.name });
    }
  }
  for (const history of bill.history) found.push(...unusualOf(bill, history));
  if (BigInt(bill.totalMinor) < 0n) found.push({ kind: "negative-total" });
  const known = bill.history.flatMap(({ months }) => months.slice(0, -1));
  if (known.length > 0 && known.every(({ consumption }) => consumption === null)) {
    found.push({ kind: "first-bill" });
  }
  return found;
}

function unusualOf(bill: Bill, { commodity, months }: BillHistory): BillAnomaly[] {
  const points = bill.points.filter((point) => point.commodity === commodity);
  const now = dailyOf(points);
  const before = months.slice(0, -1).flatMap(({ month, consumption }) => {
    if (consumption === null) return [];
    return [Number(consumption) / Temporal.PlainYearMonth.from(month).daysInMonth];
  });
  if (before.length < MONTHS_FOR_USUAL) return [];
  const usual = before.toSorted((a, b) => a - b)[before.length >> 1] ?? 0;
  const percent = changePercent(usual, now);
  if (Math.abs(percent) <= UNUSUAL_PERCENT) return [];
  const point = points.map(({ name }) => name).join(", ");
  return [{ kind: "unusual-consumption", point, percent }];
}

function dailyOf(points: readonly BilledPoint[]): number {
  return points.reduce((sum, { dailyAverage }) => sum + Number(dailyAverage), 0);
}

function changePercent(before: number, now: number): number {
  if (before <= 0) return now > 0 ? SHOWN_PERCENT_AT_MOST : 0;
  return Math.min(SHOWN_PERCENT_AT_MOST, Math.round((now / before - 1) * 100));
}
