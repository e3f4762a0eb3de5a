import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ZoneFlowOnWire } from "#api/contract/zone-flows.ts";
import { FirstRows } from "#web/components/first-rows.tsx";
import type { Column } from "#web/components/row-columns.ts";

type Point = ZoneFlowOnWire["points"][number];

export interface FlowTableProps {
  readonly zone: ZoneFlowOnWire;
  readonly textOf: (quantity: string | null) => string;
}

/** The same figures in words, the points that counted most first. */
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
    <FirstRows
      label={t("flow.table", { zone: zone.name })}
      rows={mostFirst(zone.points)}
      columns={columns}
      keyOf={({ side, servicePointId }) => `${side} ${servicePointId}`}
    />
  );
}

/** Supply first, then who counted most; what is not known comes last. */
function mostFirst(points: readonly Point[]): readonly Point[] {
  const weight = ({ side, quantity }: Point) =>
    side === "supply" ? Infinity : quantity === null ? -Infinity : Number(quantity);
  return points.toSorted((a, b) => {
    const [of, and] = [weight(a), weight(b)];
    return of === and ? 0 : and - of;
  });
}
