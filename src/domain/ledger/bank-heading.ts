import { type BankColumn, bankColumns } from "./bank-row.ts";

/** Without these there are no payments. */
export const REQUIRED_COLUMNS: readonly BankColumn[] = ["Date", "Amount"];

/** Banks put the account, its holder and balances above the heading: some ten rows. */
const HEADING_WITHIN_ROWS = 30;

/** Whether a row names the columns of a list of payments. */
function isBankHeading(cells: readonly string[]): boolean {
  const columns = bankColumns(cells);
  return REQUIRED_COLUMNS.every((column) => columns.has(column));
}

/** Whether one of the first rows of a file names the columns of a list of payments. */
export function hasBankHeading(rows: readonly (readonly string[])[]): boolean {
  return rows.slice(0, HEADING_WITHIN_ROWS).some(isBankHeading);
}

/**
 * Which row of a file, counted from 0, names its columns: the first that names those that are needed. Where
 * none does it is the one that names most, so that it can be said what it lacks.
 */
export function bankHeadingAt(rows: readonly (readonly string[])[]): number {
  const first = rows.slice(0, HEADING_WITHIN_ROWS);
  const right = first.findIndex(isBankHeading);
  if (right >= 0) return right;
  const named = first.map((cells) => bankColumns(cells).size);
  return Math.max(0, named.indexOf(Math.max(...named)));
}
