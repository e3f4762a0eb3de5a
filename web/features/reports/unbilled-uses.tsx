import { Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { UnbilledUseOnWire } from "#api/contract/supplied.ts";
import { FirstRows } from "#web/components/first-rows.tsx";
import { formatDay, formatExact } from "#web/components/format.ts";
import type { Column } from "#web/components/row-columns.ts";
import { EmptyState } from "#web/components/states.tsx";

/** Points that were used and whose use is on no bill, each with the reason; leads to the meter. */
export function UnbilledUses({
  uses,
  hasSites,
}: {
  readonly uses: readonly UnbilledUseOnWire[];
  readonly hasSites: boolean;
}) {
  const { t } = useTranslation();
  const columns: readonly Column<UnbilledUseOnWire>[] = [
    {
      name: t("supplied.point"),
      renderCell: ({ point, site }) => (
        <>
          <Text span fw={600} display="block">
            {point}
          </Text>
          {hasSites && (
            <Text span size="sm" c="dimmed">
              {site.name}
            </Text>
          )}
        </>
      ),
    },
    {
      name: t("supplied.why"),
      renderCell: ({ bearer, tenant }) => (
        <>
          {t(`supplied.bearer.${bearer}`)}
          {tenant !== null && (
            <Text span display="block" size="sm" c="dimmed">
              {tenant}
            </Text>
          )}
        </>
      ),
    },
    {
      name: t("supplied.days"),
      renderCell: ({ from, to }) => `${formatDay(from)} – ${formatDay(dayBefore(to))}`,
    },
    {
      name: t("supplied.quantity"),
      figures: true,
      renderCell: ({ quantity, unit, complete }) => (
        <>
          {quantity === null ? t("supplied.unknown") : formatExact(quantity, unit)}
          {quantity !== null && !complete && (
            <Text span display="block" size="sm" c="dimmed">
              {t("supplied.inPart")}
            </Text>
          )}
        </>
      ),
    },
  ];
  if (uses.length === 0) {
    const icon = <IconCircleCheck aria-hidden size={36} />;
    return <EmptyState icon={icon} text={t("supplied.everythingBilled")} />;
  }
  return (
    <FirstRows
      label={t("supplied.nobody")}
      rows={uses}
      columns={columns}
      keyOf={({ servicePointId, from, bearer }) => `${servicePointId} ${from} ${bearer}`}
      linkOf={({ meterId, leaseId, from }) =>
        meterId === null
          ? leaseId === null
            ? { to: "/property" }
            : { to: "/accounts/$leaseId", params: { leaseId } }
          : { to: "/meters/$meterId", params: { meterId }, search: { range: "month", at: from } }
      }
    />
  );
}

function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}
