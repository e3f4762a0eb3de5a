import { csvCells, csvSeparator } from "#domain/consumption/readings-table.ts";
import { textOfFile } from "#platform/text-of-file.ts";
import { readWorkbook, type WorkbookCell } from "#platform/workbook.ts";
import type { TableRow } from "./import-table.ts";

/** The rows of a CSV file, line by line; empty lines are none. */
export async function* csvRows(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<TableRow> {
  let separator: string | undefined;
  let line = 0;
  for await (const raw of lines) {
    line += 1;
    const text = line === 1 ? raw.replace(/^\uFEFF/, "") : raw;
    if (text.trim() === "") continue;
    separator ??= csvSeparator(text);
    yield { line, cells: csvCells(text, separator) };
  }
}

/** The rows of the first sheet of a workbook, its cells as text. */
function* workbookRows(rows: readonly (readonly WorkbookCell[])[]): Generator<TableRow> {
  for (const [n, row] of rows.entries()) {
    const cells = row.map(cellText);
    if (cells.some((cell) => cell !== "")) yield { line: n + 1, cells };
  }
}

/** A date of Excel is wall time: it is told without an offset. */
function cellText(cell: WorkbookCell): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, "2026-10-31T08:15".length);
  return cell === null ? "" : String(cell);
}

/** A file's rows. */
export interface TableFile {
  readonly rows: AsyncIterable<TableRow> | Iterable<TableRow>;
  /** How many there are, the heading and empty ones among them. */
  readonly count: number;
}

/** The rows of a file by what its name ends in. */
export async function openTable(fileName: string, bytes: Buffer): Promise<TableFile> {
  if (fileName.toLowerCase().endsWith(".xlsx")) {
    const rows = await readWorkbook(bytes);
    return { rows: workbookRows(rows), count: rows.length };
  }
  const lines = textOfFile(bytes).split(/\r?\n/);
  return { rows: csvRows(lines), count: lines.at(-1) === "" ? lines.length - 1 : lines.length };
}

/** The rows without those before the first figures: the heading. */
export async function* withoutHeading(
  rows: TableFile["rows"],
  isHeading: (cells: readonly string[]) => boolean,
): AsyncGenerator<TableRow> {
  let isFirst = true;
  for await (const row of rows) {
    if (isFirst && isHeading(row.cells)) {
      isFirst = false;
      continue;
    }
    isFirst = false;
    yield row;
  }
}
