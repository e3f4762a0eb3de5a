import "uplot/dist/uPlot.min.css";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { formatParts, formatQuantity, unitSign } from "./format.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";
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
  /** What it is held against, value by value from its own start. */
  readonly before?: readonly (number | null)[] | undefined;
}

const HEIGHT = 280;
const FONT = "12px 'Inter Variable', sans-serif";
const DAY_SECONDS = 86_400;
/** Fewer values than these are no curve. */
const STEPS_AT_LEAST = 4;
/** A shorter drag was meant as a click. */
const SELECTED_PIXELS_AT_LEAST = 8;

/** In pixels. */
const LINE = 2;
const FINE_LINE = 0.6;
/** Where more fall upon a pixel, the line is a fine one. */
const VALUES_A_PIXEL = 2;

/** The part of the axis that is shown. */
interface View {
  readonly from: number;
  readonly to: number;
}

/**
 * A long curve on a canvas with the site's time under it; gaps stay open. A part of it is shown
 * larger by dragging over it or by the buttons.
 */
export function CurveChart(props: CurveChartProps) {
  const { ref, width } = useElementSize();
  const host = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number>();
  const [zoomed, setZoomed] = useState<View & { readonly of: number }>();
  const { label, hint, unit, timeZone, from, to, stepSeconds, values } = props;
  // Another stretch of time begins anew.
  const view = zoomed?.of === from ? zoomed : { from, to };

  useEffect(() => {
    if (host.current === null || width === 0) return undefined;
    const options = optionsOf(props, {
      width,
      view: { from: view.from, to: view.to },
      onPoint: setPointed,
      onZoom: (part) => setZoomed({ ...part, of: props.from }),
    });
    const plot = new uPlot(options, dataOf(props), host.current);
    return () => plot.destroy();
  }, [props, width, view.from, view.to]);

  return (
    <div ref={ref}>
      <p className={`figures ${styles["caption"]}`}>{captionOf()}</p>
      <div ref={host} role="img" aria-label={label} style={{ height: HEIGHT }} />
      <ZoomButtons
        whole={{ from, to }}
        view={view}
        leastSeconds={stepSeconds * STEPS_AT_LEAST}
        onZoom={(part) => setZoomed({ ...part, of: from })}
      />
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

function dataOf(props: CurveChartProps): uPlot.AlignedData {
  const { from, stepSeconds, estimated, before = [] } = props;
  const doubtful = new Set(estimated);
  // What is held against it may be known further than it is itself.
  const values = Array.from(
    { length: Math.max(props.values.length, before.length) },
    (_, n) => props.values[n] ?? null,
  );
  // A value holds for its whole step; the line of estimates touches its neighbours.
  return [
    values.map((_, n) => from + n * stepSeconds),
    values.map((value, n) => (doubtful.has(n) ? null : value)),
    values.map((value, n) =>
      doubtful.has(n) || doubtful.has(n - 1) || doubtful.has(n + 1) ? value : null,
    ),
    values.map((_, n) => before[n] ?? null),
  ];
}

/** A colour of the theme in force, for the canvas. */
function colorNamed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionsOf(
  { unit, color, timeZone, stepSeconds }: CurveChartProps,
  {
    width,
    view: { from, to },
    onPoint,
    onZoom,
  }: {
    readonly width: number;
    readonly view: View;
    readonly onPoint: (index: number | undefined) => void;
    readonly onZoom: (part: View) => void;
  },
): uPlot.Options {
  const axis = {
    stroke: colorNamed("--quiet"),
    font: FONT,
    grid: { stroke: colorNamed("--line"), width: 1 },
    ticks: { show: false },
  };
  // A year of quarter hours in a broad line would be one block.
  const line = (to - from) / stepSeconds > width * VALUES_A_PIXEL ? FINE_LINE : LINE;
  const style: Intl.DateTimeFormatOptions =
    to - from > 1.5 * DAY_SECONDS
      ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit" };
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timeZone),
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false } },
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
      { stroke: color, width: line, fill: `${color}22`, spanGaps: false, points: { show: false } },
      { stroke: color, width: line, dash: [5, 5], spanGaps: false, points: { show: false } },
      { stroke: axis.stroke, width: 1.5, spanGaps: false, points: { show: false } },
    ],
    hooks: {
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)],
      setSelect: [
        (plot) => {
          const { left, width: selected } = plot.select;
          if (selected < SELECTED_PIXELS_AT_LEAST) return;
          onZoom({ from: plot.posToVal(left, "x"), to: plot.posToVal(left + selected, "x") });
        },
      ],
    },
  };
}
