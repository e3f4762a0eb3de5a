import { useTranslation } from "react-i18next";
import type { MeterSummary } from "#api/contract/meters.ts";
import { Age } from "#web/components/age.tsx";
import { CommodityIcon } from "#web/components/commodity.tsx";
import { formatDecimal, formatQuantity, unitSign } from "#web/components/format.ts";
import { LiveFigure } from "#web/components/live-figure.tsx";
import { type Column, Rows } from "#web/components/rows.tsx";
import { MeterStateMark } from "#web/components/state-marks.tsx";
import styles from "./meter-rows.module.css";

/** Meters as a list; a row leads to the meter. */
export function MeterRows({ meters }: { meters: readonly MeterSummary[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<MeterSummary>[] = [
    { name: t("meters.meter"), renderCell: (meter) => <MeterTitle meter={meter} /> },
    {
      name: t("meters.tenant"),
      renderCell: ({ tenant, point }) =>
        tenant?.name ?? (point ? t(`point.role.${point.role}`) : "–"),
      from: "desktop",
    },
    {
      name: t("meters.now"),
      figures: true,
      renderCell: ({ main }) => (
        <LiveFigure text={main ? formatQuantity(main.value, main.unit) : "–"} />
      ),
    },
    {
      name: t("meters.register"),
      figures: true,
      renderCell: ({ register }) =>
        register ? `${formatDecimal(register.value)} ${unitSign(register.unit)}` : "–",
    },
    {
      name: t("meters.age"),
      figures: true,
      from: "tablet",
      renderCell: ({ lastGoodAt }) => <Age instant={lastGoodAt} />,
    },
    { name: t("meters.stateName"), renderCell: ({ state }) => <MeterStateMark state={state} /> },
  ];
  return (
    <Rows
      label={t("nav.meters")}
      rows={meters}
      columns={columns}
      keyOf={({ id }) => id}
      linkOf={({ id }) => ({ to: "/meters/$meterId", params: { meterId: id } })}
    />
  );
}

function MeterTitle({ meter }: { meter: MeterSummary }) {
  const { t } = useTranslation();
  const { point, space, serialNumber } = meter;
  return (
    <span className={styles["title"]}>
      {point && <CommodityIcon commodity={point.commodity} />}
      <span className={styles["words"]}>
        <span className={styles["name"]}>{point?.name ?? t("meters.inStock")}</span>
        <span className={styles["serial"]}>
          {serialNumber}
          {space && !point?.name.includes(space.name) ? ` · ${space.name}` : ""}
        </span>
      </span>
    </span>
  );
}
