/** A cell of ours, or one whose text somebody has typed. */
export type CsvCell = string | { readonly typed: string };

/** Spreadsheets take what begins like this for a formula, and would run it. */
const FORMULA_START = /^[=+\-@\t\r\0]/;

/** Rows for spreadsheets and programs: UTF-8 with its mark, commas, lines that end as Excel's do. */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${rows.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("")}`;
}

/** An apostrophe before what somebody typed keeps a spreadsheet from running it. */
function quoted(cell: CsvCell): string {
  const text = typeof cell === "string" ? cell : safe(cell.typed);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function safe(typed: string): string {
  return FORMULA_START.test(typed) ? `'${typed}` : typed;
}
