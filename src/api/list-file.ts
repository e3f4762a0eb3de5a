import type { csvRows } from "#domain/core/csv-rows.ts";
import { listRows } from "#jobs/list-rows.ts";
import { Refusal } from "#platform/refusal.ts";
import { ProblemError } from "./problem.ts";

/** The rows of a list that a person sends as CSV or Excel, its cells as text. */
export async function rowsOfList(
  { fileName, base64 }: { readonly fileName: string; readonly base64: string },
  atMost: number,
  hasHeading?: Parameters<typeof csvRows>[1],
): Promise<string[][]> {
  const rows = await rowsOf({ fileName, bytes: Buffer.from(base64, "base64") }, hasHeading);
  if (rows.length <= atMost) return rows;
  throw new ProblemError("not-possible", `at most ${atMost} rows in one file`);
}

async function rowsOf(...list: Parameters<typeof listRows>): Promise<string[][]> {
  try {
    return await listRows(...list);
  } catch (error) {
    if (error instanceof Refusal) throw new ProblemError("not-possible", error.message);
    throw error;
  }
}
