import type { BillingReportRow } from "#api/contract/reports.ts";
import type { ReportGroup } from "#domain/billing/report-group.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { fromMinor, minorDigits } from "#domain/core/money.ts";
import { type WorkbookCell, writeWorkbook } from "#platform/workbook.ts";
import { csvText } from "./csv-text.ts";

const TITLES = [
  "Bills",
  "Net",
  "Tax",
  "Total",
  "Currency",
  "Commodity",
  "Used",
  "Estimated",
  "Unit",
  "CO2 kg",
];

const GROUPS: Readonly<Record<ReportGroup, string>> = {
  month: "Month",
  site: "Site",
  tenant: "Tenant",
  commodity: "Utility",
  tariff: "Tariff",
};

/** A row of a report, or the further utilities of the one before it: amounts stand once. */
interface FileRow {
  readonly name: string;
  readonly bills: number | undefined;
  readonly amounts: readonly (Decimal | undefined)[];
  readonly currency: string;
  readonly use: BillingReportRow["used"][number] | undefined;
}

/** A report as CSV: UTF-8 with its mark, commas, points in numbers. */
export function reportCsv(rows: readonly BillingReportRow[], by: ReportGroup): string {
  return csvText([
    [GROUPS[by], ...TITLES],
    ...rows
      .flatMap(fileRows)
      .map(({ name, bills, amounts, currency, use }) => [
        { typed: name },
        bills?.toString() ?? "",
        ...amounts.map((amount) => amount?.toFixed(minorDigits(currency)) ?? ""),
        currency,
        use?.commodity ?? "",
        use?.quantity ?? "",
        use?.estimated ?? "",
        use?.unit ?? "",
        use?.co2Kg ?? "",
      ]),
  ]);
}

/** The same as an Excel workbook, with numbers that can be reckoned with. */
export function reportWorkbook(
  rows: readonly BillingReportRow[],
  by: ReportGroup,
): Promise<Buffer> {
  const money = { width: 14, format: "#,##0.00" };
  const quantity = { width: 14, format: "#,##0.###" };
  const widths = [
    { width: 8 },
    money,
    money,
    money,
    { width: 9 },
    { width: 14 },
    quantity,
    quantity,
    { width: 8 },
    quantity,
  ];
  return writeWorkbook({
    name: "Billed",
    columns: [
      { title: GROUPS[by], width: 28 },
      ...TITLES.map((title, n) => ({ title, ...(widths[n] ?? { width: 8 }) })),
    ],
    rows: rows
      .flatMap(fileRows)
      .map(({ name, bills, amounts, currency, use }): WorkbookCell[] => [
        name,
        bills ?? null,
        ...amounts.map((amount) => amount?.toDisplayNumber() ?? null),
        currency,
        use?.commodity ?? "",
        use ? Decimal.parse(use.quantity).toDisplayNumber() : null,
        use ? Decimal.parse(use.estimated).toDisplayNumber() : null,
        use?.unit ?? "",
        use?.co2Kg ? Decimal.parse(use.co2Kg).toDisplayNumber() : null,
      ]),
  });
}

/** One for each utility that the group used, and one where it used none. */
function fileRows({ name, bills, currency, used, ...minor }: BillingReportRow): FileRow[] {
  const amounts = [minor.netMinor, minor.taxMinor, minor.totalMinor].map((one) =>
    one === null ? undefined : fromMinor(BigInt(one), currency),
  );
  const title = name === "" ? "Shared costs" : name;
  const [first, ...others] = used;
  return [
    { name: title, bills, amounts, currency, use: first },
    ...others.map((use) => ({
      name: title,
      bills: undefined,
      amounts: amounts.map(() => undefined),
      currency,
      use,
    })),
  ];
}
