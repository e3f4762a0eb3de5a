import type { SiteId } from "#domain/core/id.ts";
import type { Bill } from "./bill.ts";

const DIGITS = 6;

/**
 * The series that a bill is numbered in: its own per site, year of issue and letter, so that the
 * numbers of one series run without gaps. Credit notes have their own letter.
 */
export function billSeries(bill: {
  readonly siteId: SiteId;
  readonly kind: Bill["kind"];
  /** Local day of issue at the site. */
  readonly issuedOn: Temporal.PlainDate;
}): string {
  const letter = bill.kind === "credit-note" ? "C" : "B";
  return `${letter}${bill.siteId}-${bill.issuedOn.year}`;
}

/** The `count`-th number of a series, from 1: `B1-2026-000042`. */
export function billNumber(series: string, count: number): string {
  return `${series}-${String(count).padStart(DIGITS, "0")}`;
}
