import type { z } from "zod";
import type { SuppliedReportOnWire, suppliedQuery } from "#api/contract/supplied.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { suppliedFile, unbilledFile } from "#api/supplied-file.ts";
import { wire } from "#api/wire.ts";
import { suppliedReport } from "#jobs/supplied-billed.ts";
import type { Queryable } from "#platform/database.ts";

export const readSuppliedReport: Endpoint<"readSuppliedReport"> = (
  { database, clock },
  { query },
) => reportOf(database, { ...query, now: clock.now() });

export const readSuppliedFile: Endpoint<"readSuppliedFile"> = async (
  { database, clock },
  { query, reply },
) => {
  const { from, to, of, format } = query;
  const report = await reportOf(database, { from, to, now: clock.now() });
  const isOfMonths = of === "months";
  const name = isOfMonths ? "supplied" : "unbilled";
  return reply
    .header("content-type", format === "xlsx" ? WORKBOOK_TYPE : "text/csv; charset=utf-8")
    .header("content-disposition", `attachment; filename="${name}-${from}-${to}.${format}"`)
    .send(
      await (isOfMonths
        ? suppliedFile(report.months, format)
        : unbilledFile(report.unbilled, format)),
    );
};

const WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async function reportOf(
  db: Queryable,
  { from, to, now }: z.output<typeof suppliedQuery> & { readonly now: Temporal.Instant },
): Promise<SuppliedReportOnWire> {
  const months = {
    from: Temporal.PlainDate.from(`${from}-01`),
    to: Temporal.PlainDate.from(`${to}-01`).add({ months: 1 }),
  };
  const report = await suppliedReport(db, { months, now });
  return {
    months: report.months.map(({ supplied, loss, lossPercent, ...month }) => ({
      ...wire(month),
      supplied: supplied?.toString() ?? null,
      loss: loss?.toString() ?? null,
      lossPercent: lossPercent?.toString() ?? null,
    })),
    unbilled: report.unbilled.map(({ quantity, ...use }) => ({
      ...wire(use),
      quantity: quantity?.toString() ?? null,
    })),
  };
}
