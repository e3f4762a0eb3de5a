import { Button, Table } from "@mantine/core";
import { IconTable } from "@tabler/icons-react";
import { lazyRouteComponent } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Trend, TrendBar } from "#api/contract/trends.ts";
import { type Bar, BarChart } from "#web/components/bar-chart.tsx";
import { formatDay, formatDecimal, formatParts, unitSign } from "#web/components/format.ts";
import styles from "./trend.module.css";
import type { ProfileForm, TREND_FORMS } from "./trend-search.ts";

/** Shown at once where it was loaded before: with `preload`, while its values are asked for. */
export const CurveChart = lazyRouteComponent(
  () => import("#web/components/curve-chart.tsx"),
  "CurveChart",
);

export interface TrendChartProps {
  readonly trend: Trend;
  readonly form: Exclude<(typeof TREND_FORMS)[number], ProfileForm>;
  readonly color: string;
  /** A bar is opened: shown by itself, in finer steps. */
  readonly onOpen: (bar: TrendBar) => void;
}

/** The chart with its key, and the same figures as a table. */
export function TrendChart({ trend, form, color, onOpen }: TrendChartProps) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const { curve, compared } = trend;
  const canOpen = trend.barStep !== "hour";
  return (
    <div style={{ "--bar": color }}>
      {form === "bars" ? (
        <BarChart
          label={t("trend.barsLabel")}
          bars={trend.bars.map((bar, n) => ({
            ...barOf(bar, trend, noteWith(bar, beforeOf(n))),
            before: numberOf(compared?.bars[n]),
          }))}
          unit={unitSign(trend.unit)}
          color={color}
          hint={t(canOpen ? "trend.hintOpen" : "trend.hint")}
          {...(canOpen && {
            onOpen: (index) => {
              const bar = trend.bars[index];
              if (bar) onOpen(bar);
            },
          })}
        />
      ) : (
        <Suspense fallback={<div style={{ height: 310 }} />}>
          <CurveChart
            label={t("trend.curveLabel")}
            from={Date.parse(curve.from) / 1000}
            to={Date.parse(trend.to) / 1000}
            stepSeconds={curve.stepMinutes * 60}
            values={curve.values}
            before={compared?.curve.values}
            estimated={curve.estimated}
            unit={curve.unit}
            color={color}
            timeZone={trend.timeZone}
            hint={t("trend.hint")}
          />
        </Suspense>
      )}
      <div className={styles["key"]}>
        <span>
          <i className={styles["swatch"]} />
          {t("trend.measured")}
        </span>
        <span>
          <i className={styles["swatch"]} data-kind="estimated" />
          {t("trend.estimated")}
        </span>
        <span>
          <i className={styles["swatch"]} data-kind="gap" />
          {t("trend.gap")}
        </span>
        {compared && (
          <span>
            <i className={styles["swatch"]} data-kind="before" />
            {formatDay(compared.fromDay)}
            {compared.total !== null &&
              `: ${formatDecimal(compared.total)} ${unitSign(trend.unit)}`}
          </span>
        )}
        <span>{t("trend.zone", { zone: trend.timeZone })}</span>
      </div>
      <Button
        mt="sm"
        variant="subtle"
        px="xs"
        leftSection={<IconTable aria-hidden size={18} />}
        aria-expanded={asTable}
        onClick={() => setAsTable(!asTable)}
      >
        {t(asTable ? "trend.hideTable" : "trend.showTable")}
      </Button>
      {asTable && <TrendTable trend={trend} noteOf={noteOf} />}
    </div>
  );

  function noteWith(bar: TrendBar, before: string): string {
    return [noteOf(bar), before].filter((part) => part !== "").join(" · ");
  }

  function beforeOf(index: number): string {
    const before = compared?.bars[index];
    if (!before || before.quantity === null) return "";
    return t("trend.beside", {
      quantity: `${formatDecimal(before.quantity)} ${unitSign(trend.unit)}`,
    });
  }

  function noteOf(bar: TrendBar): string {
    if (bar.quantity === null) return t("trend.gap");
    if (bar.estimated) return t("trend.estimated");
    return bar.complete ? "" : t("trend.incomplete");
  }
}

interface TrendTableProps {
  readonly trend: Trend;
  readonly noteOf: (bar: TrendBar) => string;
}

function TrendTable({ trend, noteOf }: TrendTableProps) {
  const { t } = useTranslation();
  return (
    <div className={styles["table"]} tabIndex={0} role="region" aria-label={t("trend.title")}>
      <Table stickyHeader verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("trend.when")}</Table.Th>
            <Table.Th ta="right">{unitSign(trend.unit)}</Table.Th>
            {trend.compared && (
              <Table.Th ta="right">{formatDay(trend.compared.fromDay)} …</Table.Th>
            )}
            <Table.Th>{t("trend.quality")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {trend.bars.map((bar, n) => (
            <Table.Tr key={bar.from}>
              <Table.Td>{whenOf(bar, trend)}</Table.Td>
              <Table.Td ta="right" className="figures">
                {quantityText(bar)}
              </Table.Td>
              {trend.compared && (
                <Table.Td ta="right" className="figures">
                  {quantityText(trend.compared.bars[n])}
                </Table.Td>
              )}
              <Table.Td>{noteOf(bar)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function quantityText(bar: TrendBar | undefined): string {
  return bar === undefined || bar.quantity === null ? "–" : formatDecimal(bar.quantity);
}

function numberOf(bar: TrendBar | undefined): number | null {
  return bar === undefined || bar.quantity === null ? null : Number(bar.quantity);
}

function barOf(bar: TrendBar, trend: Trend, note: string): Bar {
  const quantity =
    bar.quantity === null ? "" : ` · ${formatDecimal(bar.quantity)} ${unitSign(trend.unit)}`;
  return {
    key: bar.from,
    value: bar.quantity === null ? null : Number(bar.quantity),
    label: labelOf(bar, trend),
    text: `${whenOf(bar, trend)}${quantity}${note === "" ? "" : ` · ${note}`}`,
    estimated: bar.estimated,
  };
}

/** Short, under the bar. */
function labelOf({ from }: TrendBar, { timeZone, barStep, range }: Trend): string {
  if (barStep === "hour") return formatParts(from, { timeZone, hour: "2-digit" });
  if (barStep === "month") return formatParts(from, { timeZone, month: "short" });
  if (range === "week") return formatParts(from, { timeZone, weekday: "short" });
  return formatParts(from, { timeZone, day: "numeric" });
}

/** In full, for the caption and the table. An hour tells its zone's offset where it occurs twice. */
function whenOf({ from, to }: TrendBar, { timeZone, barStep }: Trend): string {
  if (barStep === "month") return formatParts(from, { timeZone, month: "long", year: "numeric" });
  if (barStep === "day") {
    return formatParts(from, { timeZone, weekday: "short", day: "numeric", month: "short" });
  }
  const hour = { timeZone, hour: "2-digit", minute: "2-digit" } as const;
  return `${formatParts(from, hour)} – ${formatParts(to, hour)}`;
}
