import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ZoneFlowOnWire } from "#api/contract/zone-flows.ts";
import { type Column, Rows } from "#web/components/rows.tsx";

type Point = ZoneFlowOnWire["points"][number];

export interface FlowTableProps {
  readonly zone: ZoneFlowOnWire;
  readonly textOf: (quantity: string | null) => string;
}

/** The same figures in words: each point of the zone with what it counted. */
export function FlowTable({ zone, textOf }: FlowTableProps) {
  const { t } = useTranslation();
  const sides = { supply: t("flow.supply"), use: t("flow.use") };
  const columns: readonly Column<Point>[] = [
    { name: t("flow.point"), renderCell: ({ name }) => name },
    { name: t("flow.side"), renderCell: ({ side }) => sides[side] },
    {
      name: t("meters.tenant"),
      renderCell: ({ tenants, role }) =>
        tenants.map(({ name }) => name).join(" / ") || t(`point.role.${role}`),
    },
    {
      name: t("flow.counted"),
      figures: true,
      renderCell: ({ quantity, complete }) => (
        <>
          {textOf(quantity)}
          {!complete && (
            <Text span display="block" size="sm" c="dimmed">
              {t("flow.incomplete")}
            </Text>
          )}
        </>
      ),
    },
  ];
  return (
    <Rows
      label={t("flow.table", { zone: zone.name })}
      rows={zone.points}
      columns={columns}
      keyOf={({ side, servicePointId }) => `${side} ${servicePointId}`}
    />
  );
}
