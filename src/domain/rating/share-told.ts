import { isSameNumber } from "#domain/core/decimal.ts";

/** Of what a line is billed for a part: `30/365` is 30 of the 365 days of a year. */
export interface ShareTold {
  readonly part: number;
  readonly whole: number;
  readonly of: ShareOf;
}

/** What is counted. */
export type ShareOf = "days-of-year" | "months-of-year" | "days-of-month" | "days";

/** A single share, and whether a twelfth of a year's amount follows it. */
const SHARE = / × (\d+)\/(\d+)( × 1\/12)?(?= −|$)/u;
const MONTHS_OF_YEAR = 12;
const [SHORTEST_MONTH, LONGEST_MONTH] = [28, 31];
const [SHORTEST_YEAR, LONGEST_YEAR] = [365, 366];

/**
 * What the share in a line's formula stands for, as windows of time are told by `timesDue`; undefined
 * where there is none, or a sum of several that says itself.
 */
export function shareTold(formula: string, unit: string): ShareTold | undefined {
  const [found, first = "", second = "", twelfth] = SHARE.exec(formula) ?? [];
  if (found === undefined) return undefined;
  const part = Number(first);
  const whole = Number(second);
  return { part, whole, of: countedIn(whole, { unit, isOfMonth: twelfth !== undefined }) };
}

/**
 * `31/365`, where a line is its price for that part of a year or month and for nothing more: as a
 * quantity its decimal digits would never end.
 */
export function shareOfOne(line: {
  readonly formula: string;
  readonly price: string;
}): string | undefined {
  const [, price = "", share] = /^(-?[\d.]+) × (\d+\/\d+)$/.exec(line.formula) ?? [];
  return share !== undefined && isSameNumber(price, line.price) ? share : undefined;
}

function countedIn(
  whole: number,
  { unit, isOfMonth }: { readonly unit: string; readonly isOfMonth: boolean },
): ShareOf {
  const isYearly = unit.endsWith("year") && !isOfMonth;
  if (isYearly && whole === MONTHS_OF_YEAR) return "months-of-year";
  if (isYearly) return isBetween(whole, SHORTEST_YEAR, LONGEST_YEAR) ? "days-of-year" : "days";
  const isMonth = unit !== "bill" && isBetween(whole, SHORTEST_MONTH, LONGEST_MONTH);
  return isMonth ? "days-of-month" : "days";
}

function isBetween(value: number, least: number, most: number): boolean {
  return least <= value && value <= most;
}
