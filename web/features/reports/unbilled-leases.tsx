import { Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { UnbilledLease } from "#api/contract/reports.ts";
import { read } from "#web/api/queries.ts";
import { FirstRows } from "#web/components/first-rows.tsx";
import { formatDay, formatDecimal } from "#web/components/format.ts";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";

/** Tenants with days that are over and on no bill yet, the most days first. */
export function UnbilledLeases() {
  const { t } = useTranslation();
  const unbilled = useQuery(read("GET /reports/unbilled"));
  const columns: readonly Column<UnbilledLease>[] = [
    {
      name: t("bills.tenant"),
      renderCell: ({ tenant, space }) => (
        <>
          <Text span fw={600} display="block">
            {tenant}
          </Text>
          <Text span size="sm" c="dimmed">
            {space}
          </Text>
        </>
      ),
    },
    {
      name: t("reports.by.site"),
      from: "desktop",
      renderCell: ({ site }) => site,
    },
    { name: t("reports.since"), renderCell: ({ since }) => formatDay(since) },
    {
      name: t("reports.days"),
      figures: true,
      renderCell: ({ days }) => formatDecimal(String(days)),
    },
  ];
  return (
    <Section title={t("reports.unbilled")}>
      <Answered query={unbilled} height={240}>
        {({ leases }) =>
          leases.length === 0 ? (
            <EmptyState
              icon={<IconCircleCheck aria-hidden size={36} />}
              text={t("reports.allBilled")}
            />
          ) : (
            <FirstRows
              label={t("reports.unbilled")}
              rows={leases}
              columns={columns}
              keyOf={({ leaseId }) => leaseId}
              linkOf={({ leaseId }) => ({ to: "/accounts/$leaseId", params: { leaseId } })}
            />
          )
        }
      </Answered>
    </Section>
  );
}
