import type { z } from "zod";
import type { billingReport, reportQuery } from "#api/contract/reports.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { reportCsv, reportWorkbook } from "#api/report-file.ts";
import { wire } from "#api/wire.ts";
import type { Queryable } from "#platform/database.ts";
import {
  listUnbilledLeases,
  readBillingReport as readRows,
  readReportTotals,
} from "#storage/billing-report.ts";

export const readBillingReport: Endpoint<"readBillingReport"> = ({ database }, { query }) =>
  reportOf(database, query);

export const readBillingReportFile: Endpoint<"readBillingReportFile"> = async (
  { database },
  { query, reply },
) => {
  const { from, to, by, format } = query;
  const { rows } = await reportOf(database, query);
  const isWorkbook = format === "xlsx";
  return reply
    .header("content-type", isWorkbook ? WORKBOOK_TYPE : "text/csv; charset=utf-8")
    .header("content-disposition", `attachment; filename="billed-${from}-${to}-${by}.${format}"`)
    .send(isWorkbook ? await reportWorkbook(rows, by) : reportCsv(rows, by));
};

const WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const readUnbilledReport: Endpoint<"readUnbilledReport"> = async ({ database, clock }) => ({
  leases: await listUnbilledLeases(database, clock.now()),
});

async function reportOf(
  db: Queryable,
  { from, to, by }: z.output<typeof reportQuery>,
): Promise<z.output<typeof billingReport>> {
  const first = Temporal.PlainDate.from(`${from}-01`);
  const months = { from: first, to: Temporal.PlainDate.from(`${to}-01`).add({ months: 1 }) };
  const rows = await readRows(db, { ...months, by });
  const totals = await readReportTotals(db, months);
  return { rows: rows.map((row) => wire(row)), totals: totals.map((total) => wire(total)) };
}
