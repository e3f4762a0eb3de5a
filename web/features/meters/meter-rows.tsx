import type { LinkProps } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MeterSummary } from "#api/contract/meters.ts";
import { Age } from "#web/components/age.tsx";
import { CommodityIcon } from "#web/components/commodity.tsx";
import { formatDecimal, formatQuantity, unitSign } from "#web/components/format.ts";
import { LiveFigure } from "#web/components/live-figure.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { MeterStateSign } from "#web/components/state-marks.tsx";
import { type MeterColumn, USUAL_COLUMNS } from "./meter-order.ts";
import styles from "./meter-rows.module.css";

/**
 * Meters as a list; a row leads to the meter. Thousands of them scroll by: a row is plain elements,
 * and what is the same for all is asked for once, here.
 */
export function MeterRows({ meters }: { meters: readonly MeterSummary[] }) {
  const { t } = useTranslation();
  const columns = useMemo(() => {
    const cells = meterCells(t);
    return [cells.meter, ...USUAL_COLUMNS.map((name) => cells[name])];
  }, [t]);
  return (
    <Rows
      label={t("nav.meters")}
      rows={meters}
      columns={columns}
      keyOf={meterKey}
      refilled
      linkOf={meterLink}
    />
  );
}

export function meterKey({ id }: MeterSummary): number {
  return id;
}

export function meterLink({ id }: MeterSummary): LinkProps {
  return { to: "/meters/$meterId", params: { meterId: id } };
}

/** The cells of a meter by column; what is the same for all meters is asked for once, here. */
export function meterCells(t: TFunction): Readonly<Record<MeterColumn, Column<MeterSummary>>> {
  const inStock = t("meters.inStock");
  const roles = {
    supply: t("point.role.supply"),
    unit: t("point.role.unit"),
    common: t("point.role.common"),
  };
  const states = {
    answering: t("meters.state.answering"),
    silent: t("meters.state.silent"),
    unknown: t("meters.state.unknown"),
    unread: t("meters.state.unread"),
  };
  return {
    meter: {
      name: t("meters.meter"),
      renderCell: (meter) => <MeterTitle meter={meter} inStock={inStock} />,
    },
    tenant: {
      name: t("meters.tenant"),
      renderCell: ({ tenant, point }) => tenant?.name ?? (point ? roles[point.role] : "–"),
      from: "desktop",
    },
    space: {
      name: t("meters.space"),
      renderCell: ({ space }) => space?.name ?? "–",
      from: "desktop",
    },
    line: { name: t("meters.line"), renderCell: ({ line }) => line?.name ?? "–", from: "tablet" },
    model: {
      name: t("meters.model"),
      renderCell: ({ model }) => `${model.maker} ${model.name}`,
      from: "desktop",
    },
    tags: {
      name: t("meters.tags"),
      renderCell: ({ tags }) => tags.join(", ") || "–",
      from: "tablet",
    },
    now: {
      name: t("meters.now"),
      figures: true,
      renderCell: ({ id, main }) => (
        <LiveFigure of={id} text={main ? formatQuantity(main.value, main.unit) : "–"} />
      ),
    },
    register: {
      name: t("meters.register"),
      figures: true,
      renderCell: ({ register }) =>
        register ? `${formatDecimal(register.value)}\u00a0${unitSign(register.unit)}` : "–",
    },
    age: {
      name: t("meters.age"),
      figures: true,
      unbroken: true,
      from: "tablet",
      renderCell: ({ lastGoodAt }) => <Age instant={lastGoodAt} />,
    },
    state: {
      name: t("meters.stateName"),
      renderCell: ({ state }) => <MeterStateSign state={state} name={states[state]} />,
    },
  };
}

export function MeterTitle({ meter, inStock }: { meter: MeterSummary; inStock: string }) {
  const { point, space, serialNumber } = meter;
  return (
    <span className={styles["title"]}>
      {point && <CommodityIcon commodity={point.commodity} />}
      <span className={styles["words"]}>
        <span className={styles["name"]} title={point?.name}>
          {point?.name ?? inStock}
        </span>
        <span className={styles["serial"]}>
          {serialNumber}
          {space && !point?.name.includes(space.name) ? ` · ${space.name}` : ""}
        </span>
      </span>
    </span>
  );
}
