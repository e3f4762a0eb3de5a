import "uplot/dist/uPlot.min.css";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { formatParts, formatQuantity, unitSign } from "./format.ts";
import styles from "./bar-chart.module.css";

export interface CurveChartProps {
  readonly label: string;
  /** Epoch seconds of the first value. */
  readonly from: number;
  /** Epoch seconds of the end of the axis. */
  readonly to: number;
  readonly stepSeconds: number;
  /** Null is a gap. */
  readonly values: readonly (number | null)[];
  /** Indexes of the values that rest on estimates: drawn dashed. */
  readonly estimated: readonly number[];
  readonly unit: string;
  readonly color: string;
  readonly timeZone: string;
  readonly hint: string;
}

const HEIGHT = 280;
const FONT = "12px 'Inter Variable', sans-serif";
const DAY_SECONDS = 86_400;

/** A long curve on a canvas with the site's time under it; gaps stay open. */
export function CurveChart(props: CurveChartProps) {
  const { ref, width } = useElementSize();
  const host = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number>();
  const { label, hint, unit, timeZone, from, stepSeconds, values } = props;

  useEffect(() => {
    if (host.current === null || width === 0) return undefined;
    const plot = new uPlot(optionsOf(props, width, setPointed), dataOf(props), host.current);
    return () => plot.destroy();
  }, [props, width]);

  return (
    <div ref={ref}>
      <p className={`figures ${styles["caption"]}`}>{captionOf()}</p>
      <div ref={host} role="img" aria-label={label} style={{ height: HEIGHT }} />
    </div>
  );

  function captionOf(): string {
    const value = pointed === undefined ? undefined : values[pointed];
    if (pointed === undefined || value === undefined) return hint;
    const at = new Date((from + pointed * stepSeconds) * 1000).toISOString();
    const when = formatParts(at, { timeZone, dateStyle: "medium", timeStyle: "short" });
    return `${when} · ${formatQuantity(value, unit)}`;
  }
}

function dataOf({ from, stepSeconds, values, estimated }: CurveChartProps): uPlot.AlignedData {
  const doubtful = new Set(estimated);
  // A value holds for its whole step; the line of estimates touches its neighbours.
  return [
    values.map((_, n) => from + n * stepSeconds),
    values.map((value, n) => (doubtful.has(n) ? null : value)),
    values.map((value, n) =>
      doubtful.has(n) || doubtful.has(n - 1) || doubtful.has(n + 1) ? value : null,
    ),
  ];
}

/** A colour of the theme in force, for the canvas. */
function colorNamed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionsOf(
  { from, to, unit, color, timeZone }: CurveChartProps,
  width: number,
  onPoint: (index: number | undefined) => void,
): uPlot.Options {
  const axis = {
    stroke: colorNamed("--quiet"),
    font: FONT,
    grid: { stroke: colorNamed("--line"), width: 1 },
    ticks: { show: false },
  };
  const style: Intl.DateTimeFormatOptions =
    to - from > 1.5 * DAY_SECONDS
      ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit" };
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timeZone),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { min: from, max: to },
      y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.08] },
    },
    axes: [
      {
        ...axis,
        space: 64,
        values: (_, splits) =>
          splits.map((seconds) =>
            formatParts(new Date(seconds * 1000).toISOString(), { ...style, timeZone }),
          ),
      },
      { ...axis, size: 56, label: unitSign(unit), labelSize: 18, labelFont: FONT },
    ],
    series: [
      {},
      { stroke: color, width: 2, fill: `${color}22`, spanGaps: false, points: { show: false } },
      { stroke: color, width: 2, dash: [5, 5], spanGaps: false, points: { show: false } },
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
  };
}
