import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BillSummary } from "#api/contract/bills.ts";
import { formatDay, formatMoney } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { MailStateMark } from "#web/components/state-marks.tsx";
import { PdfLink } from "./pdf-link.tsx";
import { formatPeriod } from "./period.ts";

/** Bills as a list; a row leads to the bill, its button to the PDF. */
export function BillRows({
  bills,
  ofOne = false,
}: {
  bills: readonly BillSummary[];
  ofOne?: boolean;
}) {
  const { t } = useTranslation();
  const columns: readonly Column<BillSummary>[] = [
    {
      name: t("bills.bill"),
      renderCell: ({ number, kind, tenant }) => (
        <>
          <Text span fw={600} display="block">
            {ofOne ? number : tenant.name}
          </Text>
          <Text span size="sm" c="dimmed">
            {ofOne ? t(`bills.kind.${kind}`) : number}
            {!ofOne && kind !== "regular" && ` · ${t(`bills.kind.${kind}`)}`}
          </Text>
        </>
      ),
    },
    { name: t("bills.space"), renderCell: ({ space }) => space.name, from: "desktop" },
    { name: t("bills.period"), renderCell: (bill) => formatPeriod(bill) },
    { name: t("bills.due"), renderCell: ({ dueOn }) => formatDay(dueOn), from: "tablet" },
    {
      name: t("bills.total"),
      figures: true,
      renderCell: ({ totalMinor, currency }) => (
        <Text span fw={600}>
          {formatMoney(totalMinor, currency)}
        </Text>
      ),
    },
    { name: t("bills.delivery"), renderCell: ({ delivery }) => <MailStateMark state={delivery} /> },
    { name: "PDF", renderCell: (bill) => <PdfLink bill={bill} small /> },
  ];
  return (
    <Rows
      label={t("nav.bills")}
      rows={bills}
      columns={columns}
      keyOf={({ id }) => id}
      linkOf={({ id }) => ({ to: "/bills/$billId", params: { billId: id } })}
    />
  );
}
