import type { SuppliedMonthOnWire, UnbilledUseOnWire } from "#api/contract/supplied.ts";
import { BEARERS, type Bearer } from "#domain/balance/borne-use.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type WorkbookCell, writeWorkbook } from "#platform/workbook.ts";
import { type CsvCell, csvText } from "./csv-text.ts";

/** A column of a file: exact in CSV, a number that can be reckoned with in Excel. */
interface Column<Row> {
  readonly title: string;
  readonly width: number;
  readonly kind: "typed" | "word" | "quantity";
  readonly of: (row: Row) => string | null;
}

const QUANTITY_FORMAT = "#,##0.###";

const BORNE: Readonly<Record<Bearer, string>> = {
  billed: "Billed",
  due: "Not billed yet",
  untariffed: "Let without a tariff",
  vacant: "Vacant",
  own: "Own use",
  elsewhere: "Billed elsewhere",
};

const MONTH_COLUMNS: readonly Column<SuppliedMonthOnWire>[] = [
  { title: "Site", width: 24, kind: "typed", of: ({ site }) => site.name },
  { title: "Month", width: 10, kind: "word", of: ({ month }) => month },
  { title: "Utility", width: 14, kind: "word", of: ({ commodity }) => commodity },
  { title: "Unit", width: 8, kind: "word", of: ({ unit }) => unit },
  quantity("Supplied", ({ supplied }) => supplied),
  ...BEARERS.map((bearer) =>
    quantity<SuppliedMonthOnWire>(BORNE[bearer], ({ borne }) => borne[bearer]),
  ),
  quantity("Counted but not on the bill", ({ difference }) => difference),
  quantity("Loss", ({ loss }) => loss),
  quantity("Loss %", ({ lossPercent }) => lossPercent),
  quantity("Billed on estimates", ({ estimated }) => estimated),
  quantity("Of it under no zone", ({ outside }) => outside),
  quantity("Points not fully known", ({ unknownPoints }) => String(unknownPoints)),
];

const UNBILLED_COLUMNS: readonly Column<UnbilledUseOnWire>[] = [
  { title: "Site", width: 24, kind: "typed", of: ({ site }) => site.name },
  { title: "Service point", width: 28, kind: "typed", of: ({ point }) => point },
  { title: "Utility", width: 14, kind: "word", of: ({ commodity }) => commodity },
  { title: "Why", width: 20, kind: "word", of: ({ bearer }) => BORNE[bearer] },
  { title: "Tenant", width: 24, kind: "typed", of: ({ tenant }) => tenant },
  { title: "From", width: 12, kind: "word", of: ({ from }) => from },
  { title: "Until before", width: 12, kind: "word", of: ({ to }) => to },
  quantity("Used", (use) => use.quantity),
  { title: "Unit", width: 8, kind: "word", of: ({ unit }) => unit },
  { title: "Known", width: 10, kind: "word", of: ({ complete }) => (complete ? "all" : "in part") },
];

function quantity<Row>(title: string, of: Column<Row>["of"]): Column<Row> {
  return { title, width: 14, kind: "quantity", of };
}

/** What was supplied and billed month by month, as CSV or an Excel workbook. */
export function suppliedFile(
  rows: readonly SuppliedMonthOnWire[],
  format: "csv" | "xlsx",
): string | Promise<Buffer> {
  return fileOf({ name: "Supplied and billed", columns: MONTH_COLUMNS, rows }, format);
}

/** What was used and billed to nobody, point by point. */
export function unbilledFile(
  rows: readonly UnbilledUseOnWire[],
  format: "csv" | "xlsx",
): string | Promise<Buffer> {
  return fileOf({ name: "Not billed", columns: UNBILLED_COLUMNS, rows }, format);
}

function fileOf<Row>(
  sheet: {
    readonly name: string;
    readonly columns: readonly Column<Row>[];
    readonly rows: readonly Row[];
  },
  format: "csv" | "xlsx",
): string | Promise<Buffer> {
  const { name, columns, rows } = sheet;
  if (format === "csv") {
    const cell = (column: Column<Row>, row: Row): CsvCell => {
      const text = column.of(row) ?? "";
      return column.kind === "typed" ? { typed: text } : text;
    };
    return csvText([
      columns.map(({ title }) => title),
      ...rows.map((row) => columns.map((column) => cell(column, row))),
    ]);
  }
  const cell = ({ kind, of }: Column<Row>, row: Row): WorkbookCell => {
    const text = of(row);
    return kind === "quantity" && text !== null ? Decimal.parse(text).toDisplayNumber() : text;
  };
  return writeWorkbook({
    name,
    columns: columns.map(({ title, width, kind }) => ({
      title,
      width,
      ...(kind === "quantity" && { format: QUANTITY_FORMAT }),
    })),
    rows: rows.map((row) => columns.map((column) => cell(column, row))),
  });
}
