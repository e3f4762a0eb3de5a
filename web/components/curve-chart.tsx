import "uplot/dist/uPlot.min.css";
import { memo, type RefObject, useLayoutEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { formatParts, formatQuantity, unitSign } from "./format.ts";
import { dateFormat } from "./kept-formats.ts";
import { thinPlaces } from "./thin-curve.ts";
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
/** Gaps stay open, and values are no dots. */
const PLAIN_LINE: uPlot.Series = { spanGaps: false, points: { show: false } };
/** Where more fall upon a pixel, the line is a fine one. */
const VALUES_A_PIXEL = 2;

/** The part of the axis that is shown. */
interface View {
  readonly from: number;
  readonly to: number;
}

/**
 * A long curve on a canvas with the site's time under it; gaps stay open. A part of it is shown
 * larger by dragging over it or by the buttons. What happens around it does not draw it anew.
 */
export const CurveChart = memo(function CurveChart(props: CurveChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const [pointed, setPointed] = useState<number>();
  const [zoomed, setZoomed] = useState<View & { readonly of: number }>();
  const { label, hint, unit, timeZone, from, to, stepSeconds, values } = props;
  // Another stretch of time begins anew.
  const view = zoomed?.of === from ? zoomed : { from, to };

  useLayoutEffect(() => {
    if (host.current === null || width === 0) return undefined;
    const curves = curvesOf(props);
    const part = { from: view.from, to: view.to };
    const places = placesOf(props, { curves, width, view: part });
    const options = optionsOf(props, {
      curves,
      width,
      view: part,
      onPoint: (index) => setPointed(index === undefined ? undefined : places[index]),
      onZoom: (chosen) => setZoomed({ ...chosen, of: props.from }),
    });
    const plot = new uPlot(options, dataOf(props, curves, places), host.current);
    return () => plot.destroy();
  }, [props, width, view.from, view.to]);

  return (
    <div>
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
});

/** The width of an element; 0 until it is in the page. */
function useWidth(of: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = of.current;
    if (element === null) return undefined;
    // oxlint-disable-next-line react/set-state-in-effect -- the observer would tell a frame later
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return width;
}

/** One line of the chart; what it lacks is a gap. */
interface Curve {
  readonly kind: "measured" | "estimated" | "before";
  readonly values: readonly (number | null | undefined)[];
}

/**
 * What was measured, what rests on estimates, and what it is held against. A year of quarter hours
 * goes through here: a line that has nothing to show is neither made nor drawn.
 */
function curvesOf({ values, estimated, before = [] }: CurveChartProps): readonly Curve[] {
  const curves: Curve[] = [];
  if (estimated.length === 0) curves.push({ kind: "measured", values });
  else {
    const doubtful = new Set(estimated);
    // A value holds for its whole step; the line of estimates touches its neighbours.
    const isNear = (n: number) => doubtful.has(n) || doubtful.has(n - 1) || doubtful.has(n + 1);
    curves.push(
      { kind: "measured", values: values.map((value, n) => (doubtful.has(n) ? null : value)) },
      { kind: "estimated", values: values.map((value, n) => (isNear(n) ? value : null)) },
    );
  }
  if (before.length > 0) curves.push({ kind: "before", values: before });
  return curves;
}

interface Drawn {
  readonly curves: readonly Curve[];
  readonly width: number;
  readonly view: View;
}

/** Which values are drawn: those in view and the next beside it, thinned out where they are many. */
function placesOf({ from, stepSeconds }: CurveChartProps, { curves, width, view }: Drawn) {
  // What is held against it may be known further than it is itself, and the other way round.
  const length = Math.max(...curves.map(({ values }) => values.length));
  return thinPlaces(
    curves.map(({ values }) => values),
    {
      first: Math.max(0, Math.floor((view.from - from) / stepSeconds) - 1),
      end: Math.min(length, Math.ceil((view.to - from) / stepSeconds) + 2),
      columns: Math.ceil(width * devicePixelRatio),
    },
  );
}

function dataOf(
  { from, stepSeconds }: CurveChartProps,
  curves: readonly Curve[],
  places: readonly number[],
): uPlot.AlignedData {
  return [
    places.map((place) => from + place * stepSeconds),
    ...curves.map(({ values }) => places.map((place) => values[place] ?? null)),
  ];
}

/** The site's time as a date of the browser's own zone, in which the chart counts its days. */
function dateAt(seconds: number, timeZone: string): Date {
  const parts = dateFormat("en-US", { ...CLOCK, timeZone }).formatToParts(seconds * 1000);
  const part = (name: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find(({ type }) => type === name)?.value);
  return new Date(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
}

const CLOCK: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
  hourCycle: "h23",
};

/** A colour of the theme in force, for the canvas. */
function colorNamed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionsOf(
  { unit, color, timeZone, stepSeconds }: CurveChartProps,
  {
    curves,
    width,
    view: { from, to },
    onPoint,
    onZoom,
  }: Drawn & {
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
  const looks: Readonly<Record<Curve["kind"], uPlot.Series>> = {
    measured: { stroke: color, width: line, fill: `${color}22` },
    estimated: { stroke: color, width: line, dash: [5, 5] },
    before: { stroke: axis.stroke, width: 1.5 },
  };
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => dateAt(seconds, timeZone),
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
    series: [{}, ...curves.map(({ kind }) => ({ ...looks[kind], ...PLAIN_LINE }))],
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
