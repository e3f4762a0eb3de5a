import { Button, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ZoneFlowOnWire } from "#api/contract/zone-flows.ts";
import { useIsPrinting } from "#web/components/printing.ts";
import { type Column, Rows } from "#web/components/rows.tsx";

type Point = ZoneFlowOnWire["points"][number];

export interface FlowTableProps {
  readonly zone: ZoneFlowOnWire;
  readonly textOf: (quantity: string | null) => string;
}

/** As many as a phone shows without getting lost. */
const POINTS_AT_FIRST = 6;

/** The same figures in words: the points that counted most; all of them on request and on paper. */
export function FlowTable({ zone, textOf }: FlowTableProps) {
  const { t } = useTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const isPrinting = useIsPrinting();
  const points = mostFirst(zone.points);
  const isCut = !showsAll && !isPrinting && points.length > POINTS_AT_FIRST;
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
    <>
      <Rows
        label={t("flow.table", { zone: zone.name })}
        rows={isCut ? points.slice(0, POINTS_AT_FIRST) : points}
        columns={columns}
        keyOf={({ side, servicePointId }) => `${side} ${servicePointId}`}
      />
      {isCut && (
        <Button
          variant="subtle"
          mt="xs"
          leftSection={<IconChevronDown aria-hidden size={18} />}
          onClick={() => setShowsAll(true)}
        >
          {t("flow.showAll", { count: points.length })}
        </Button>
      )}
    </>
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
