import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BillingReportRow } from "#api/contract/reports.ts";
import type { ReportGroup } from "#domain/billing/report-group.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { formatDecimal, formatMoney, formatMonth, unitSign } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";

/** The groups of a report with what was billed and used of each. */
export function ReportRows({
  rows,
  by,
}: {
  readonly rows: readonly BillingReportRow[];
  readonly by: ReportGroup;
}) {
  const { t } = useTranslation();
  const isOfBills = rows.every(({ totalMinor }) => totalMinor !== null);
  const nameOf = ({ name }: BillingReportRow) => {
    if (name === "") return t("costs.costs");
    if (by === "month") return formatMonth(name);
    return by === "commodity" ? t(`commodity.${name as Commodity}`) : name;
  };
  // Where no factor is set there is nothing to tell.
  const hasCo2 = rows.some(({ used }) => used.some(({ co2Kg }) => co2Kg !== null));
  const co2: Column<BillingReportRow> = {
    name: t("reports.co2"),
    figures: true,
    from: "tablet",
    renderCell: ({ used }) =>
      used.map((use) => (
        <Text span display="block" size="sm" key={`${use.commodity} ${use.unit}`}>
          {use.co2Kg === null
            ? "–"
            : t("reports.kilograms", { quantity: formatDecimal(use.co2Kg, 1) })}
        </Text>
      )),
  };
  const columns: readonly Column<BillingReportRow>[] = [
    {
      name: t(`reports.by.${by}`),
      renderCell: (row) => (
        <Text span fw={600}>
          {nameOf(row)}
        </Text>
      ),
    },
    {
      name: t("reports.used"),
      figures: true,
      renderCell: ({ used }) =>
        used.length === 0
          ? "–"
          : used.map((use) => (
              <Text span display="block" size="sm" key={`${use.commodity} ${use.unit}`}>
                {usedText(use)}
                {use.estimated !== "0" && (
                  <Text span size="sm" c="dimmed">
                    {` · ${t("reports.estimated", { quantity: formatDecimal(use.estimated) })}`}
                  </Text>
                )}
              </Text>
            )),
    },
    ...(hasCo2 ? [co2] : []),
    {
      name: t("reports.bills"),
      figures: true,
      from: "tablet",
      renderCell: ({ bills }) => formatDecimal(String(bills)),
    },
    {
      name: t("bills.net"),
      figures: true,
      renderCell: ({ netMinor, currency }) => money(netMinor, currency),
    },
  ];
  const ofBills: readonly Column<BillingReportRow>[] = [
    {
      name: t("reports.tax"),
      figures: true,
      from: "desktop",
      renderCell: ({ taxMinor, currency }) => money(taxMinor, currency),
    },
    {
      name: t("bills.total"),
      figures: true,
      renderCell: ({ totalMinor, currency }) => money(totalMinor, currency),
    },
  ];
  const usedText = ({ commodity, quantity, unit }: BillingReportRow["used"][number]) =>
    `${by === "commodity" ? "" : `${t(`commodity.${commodity}`)} `}${formatDecimal(quantity)} ${unitSign(unit)}`;
  return (
    <Rows
      label={t("nav.reports")}
      rows={rows}
      columns={isOfBills ? [...columns, ...ofBills] : columns}
      keyOf={({ key, currency }) => `${key} ${currency}`}
    />
  );
}

function money(minor: string | null, currency: string): string {
  return minor === null ? "–" : formatMoney(minor, currency);
}
