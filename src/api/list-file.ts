import { csvRows } from "#domain/core/csv-rows.ts";
import { Refusal } from "#platform/refusal.ts";
import { readWorkbook, type WorkbookCell } from "#platform/workbook.ts";
import { ProblemError } from "./problem.ts";

/** The rows of a list that a person sends as CSV or Excel, its cells as text. */
export async function rowsOfList(
  { fileName, base64 }: { readonly fileName: string; readonly base64: string },
  atMost: number,
): Promise<string[][]> {
  const bytes = Buffer.from(base64, "base64");
  const isWorkbook = fileName.toLowerCase().endsWith(".xlsx");
  const rows = isWorkbook ? await rowsOfWorkbook(bytes) : csvRows(bytes.toString("utf8"));
  if (rows.length <= atMost) return rows;
  throw new ProblemError("not-possible", `at most ${atMost} rows in one file`);
}

async function rowsOfWorkbook(bytes: Buffer): Promise<string[][]> {
  try {
    return (await readWorkbook(bytes)).map((row) => row.map(textOf));
  } catch (error) {
    if (error instanceof Refusal) throw new ProblemError("not-possible", error.message);
    throw error;
  }
}

/** A day of Excel is midnight of no time zone. */
function textOf(cell: WorkbookCell): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, "2026-10-31".length);
  return cell === null ? "" : String(cell);
}
