import { csvRows } from "#domain/core/csv-rows.ts";
import { textOfFile } from "#platform/text-of-file.ts";
import { readWorkbook, type WorkbookCell } from "#platform/workbook.ts";

/**
 * The rows of a list as CSV or Excel, told by what its name ends in, its cells as text. Throws a Refusal for
 * a workbook that is none.
 */
export async function listRows(
  { fileName, bytes }: { readonly fileName: string; readonly bytes: Buffer },
  hasHeading?: Parameters<typeof csvRows>[1],
): Promise<string[][]> {
  if (!fileName.toLowerCase().endsWith(".xlsx")) return csvRows(textOfFile(bytes), hasHeading);
  return (await readWorkbook(bytes)).map((row) => row.map(textOf));
}

/** A day of Excel is midnight of no time zone. */
function textOf(cell: WorkbookCell): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, "2026-10-31".length);
  return cell === null ? "" : String(cell);
}
