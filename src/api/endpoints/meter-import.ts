import { audited } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { meterTypes } from "#api/meter-types.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { csvRows } from "#domain/core/csv-rows.ts";
import { type ImportedRow, importMeters as enter } from "#jobs/import-meters.ts";
import { Refusal } from "#platform/refusal.ts";
import { readWorkbook } from "#platform/workbook.ts";
import { listSiteViews } from "#storage/site-views.ts";

const ROWS_AT_MOST = 5_000;

/** What was done is taken back: it was only looked, or a row was wrong. */
class NotEntered extends Error {
  readonly rows: readonly ImportedRow[];

  constructor(rows: readonly ImportedRow[]) {
    super("no meter was entered");
    this.rows = rows;
  }
}

export const importMeters: Endpoint<"importMeters"> = async (context, { body, caller }) => {
  const rows = await rowsOf(body.fileName, Buffer.from(body.base64, "base64"));
  if (rows.length > ROWS_AT_MOST) {
    throw new ProblemError("not-possible", `at most ${ROWS_AT_MOST} meters in one file`);
  }
  try {
    return await audited(context, caller, async (tx, at) => {
      const site = (await listSiteViews(tx)).find(({ id }) => id === body.siteId);
      if (!site) throw notFound(`site ${body.siteId}`);
      const models = [...(await meterTypes(context, tx)).values()];
      const imported = await enter(tx, { siteId: site.id, models, rows, at });
      const isRight = imported.length > 0 && imported.every(({ faults }) => faults.length === 0);
      if (body.action === "look" || !isRight) throw new NotEntered(imported);
      return {
        note: {
          action: "meters.imported",
          subject: `site ${site.id}`,
          after: { file: body.fileName, meters: imported.length },
        },
        answer: { rows: onWire(imported), entered: imported.length },
      };
    });
  } catch (error) {
    if (error instanceof NotEntered) return { rows: onWire(error.rows), entered: 0 };
    throw error;
  }
};

function onWire(rows: readonly ImportedRow[]) {
  return rows.map((row) => ({ ...row, faults: [...row.faults] }));
}

async function rowsOf(fileName: string, bytes: Buffer): Promise<string[][]> {
  if (!fileName.toLowerCase().endsWith(".xlsx")) return csvRows(bytes.toString("utf8"));
  try {
    const rows = await readWorkbook(bytes);
    return rows.map((row) => row.map((cell) => (cell === null ? "" : String(cell))));
  } catch (error) {
    if (error instanceof Refusal) throw new ProblemError("not-possible", error.message);
    throw error;
  }
}
