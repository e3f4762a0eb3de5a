import type { LinkProps } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MeterSummary } from "#api/contract/meters.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Age, ageText } from "#web/components/age.tsx";
import { commodityFiller, CommodityIcon } from "#web/components/commodity.tsx";
import { formatDecimal, formatQuantity, unitSign } from "#web/components/format.ts";
import { LiveFigure, liveFigureFiller } from "#web/components/live-figure.tsx";
import { textFiller, textRefilling } from "#web/components/refilling.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { meterStateFiller, MeterStateSign } from "#web/components/state-marks.tsx";
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
      renderCell: (meter) => <MeterTitle {...titleOf(meter, inStock)} />,
      refilling: {
        blank: <MeterTitle name="" place="" />,
        fillerOf: (cell) => titleFiller(cell, inStock),
      },
    },
    tenant: {
      name: t("meters.tenant"),
      ...text(({ tenant, point }) => tenant?.name ?? (point ? roles[point.role] : "–")),
      from: "desktop",
    },
    space: {
      name: t("meters.space"),
      ...text(({ space }) => space?.name ?? "–"),
      from: "desktop",
    },
    line: { name: t("meters.line"), ...text(({ line }) => line?.name ?? "–"), from: "tablet" },
    model: {
      name: t("meters.model"),
      ...text(({ model }) => `${model.maker} ${model.name}`),
      from: "desktop",
    },
    tags: {
      name: t("meters.tags"),
      ...text(({ tags }) => tags.join(", ") || "–"),
      from: "tablet",
    },
    now: {
      name: t("meters.now"),
      figures: true,
      renderCell: ({ id, main }) => <LiveFigure of={id} text={liveText(main)} />,
      refilling: {
        blank: <LiveFigure text="" />,
        fillerOf: (cell) => {
          const fill = liveFigureFiller(cell);
          return ({ id, main }) => fill(id, liveText(main));
        },
      },
    },
    register: {
      name: t("meters.register"),
      figures: true,
      ...text(({ register }) =>
        register ? `${formatDecimal(register.value)}\u00a0${unitSign(register.unit)}` : "–",
      ),
    },
    age: {
      name: t("meters.age"),
      figures: true,
      unbroken: true,
      from: "tablet",
      renderCell: ({ lastGoodAt }) => <Age instant={lastGoodAt} />,
      refilling: textRefilling(({ lastGoodAt }) => ageText(lastGoodAt)),
    },
    state: {
      name: t("meters.stateName"),
      renderCell: ({ state }) => <MeterStateSign state={state} name={states[state]} />,
      refilling: {
        blank: <MeterStateSign state="unread" name="" />,
        fillerOf: (cell) => {
          const fill = meterStateFiller(cell, states);
          return ({ state }) => fill(state);
        },
      },
    },
  };
}

/** A cell that is a text. */
function text(textOf: (meter: MeterSummary) => string) {
  return { renderCell: textOf, refilling: textRefilling(textOf) };
}

function liveText(main: MeterSummary["main"]): string {
  return main ? formatQuantity(main.value, main.unit) : "–";
}

interface Title {
  readonly commodity?: Commodity | undefined;
  /** What it measures, or that it lies in stock. */
  readonly name: string;
  /** Its serial number, and where it is unless the name tells. */
  readonly place: string;
}

/** By what a meter is known in a list. */
export function titleOf({ point, space, serialNumber }: MeterSummary, inStock: string): Title {
  return {
    commodity: point?.commodity,
    name: point?.name ?? inStock,
    place:
      space && !point?.name.includes(space.name) ? `${serialNumber} · ${space.name}` : serialNumber,
  };
}

/** Its sign, its name and, below, where it is. */
export function MeterTitle({ commodity, name, place }: Title) {
  return (
    <span className={styles["title"]}>
      <CommodityIcon commodity={commodity} />
      <span className={styles["words"]}>
        <span className={styles["name"]} title={name}>
          {name}
        </span>
        <span className={styles["serial"]}>{place}</span>
      </span>
    </span>
  );
}

function titleFiller(cell: Element, inStock: string): (meter: MeterSummary) => void {
  const [name, place] = cell.querySelectorAll(`.${styles["name"]}, .${styles["serial"]}`);
  const fillCommodity = commodityFiller(cell);
  const [writeName, writePlace] = [name, place].map((words) => words && textFiller(words));
  return (meter) => {
    const title = titleOf(meter, inStock);
    fillCommodity(title.commodity);
    name?.setAttribute("title", title.name);
    writeName?.(title.name);
    writePlace?.(title.place);
  };
}
