import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import styles from "./bar-chart.module.css";
import { formatPercent, formatQuantity } from "./format.ts";
import { niceTicks } from "./nice-ticks.ts";

export interface DurationChartProps {
  readonly label: string;
  /** Values in falling order, evenly spread over the time. */
  readonly values: readonly number[];
  readonly unit: string;
  readonly color: string;
  readonly hint: string;
  /** Words a point of the curve: `20 % of the time at or above 3 kW`. */
  readonly textOf: (percent: number, value: string) => string;
}

const HEIGHT = 280;
const LEFT = 52;
const BOTTOM = 28;
const TOP = 14;
/** Half of the last mark's text. */
const RIGHT = 22;
const MARKS = [0, 25, 50, 75, 100];

/** For how much of the time a load was at or above each height. */
export function DurationChart({ label, values, unit, color, hint, textOf }: DurationChartProps) {
  const { ref, width } = useElementSize();
  const [chosen, setChosen] = useState<number>();
  const ticks = niceTicks(Math.max(0, ...values));
  const top = ticks.at(-1) ?? 1;
  const last = Math.max(1, values.length - 1);
  const plotWidth = Math.max(0, width - LEFT - RIGHT);
  const xOf = (index: number) => LEFT + (plotWidth * index) / last;
  const yOf = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const percentOf = (index: number) => Math.round((100 * index) / last);
  const line = values.map((value, n) => `${n === 0 ? "M" : "L"}${xOf(n)},${yOf(value)}`).join("");
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const index = Math.round(((event.clientX - left - LEFT) / Math.max(1, plotWidth)) * last);
    setChosen(Math.min(last, Math.max(0, index)));
  };
  const walk = (event: KeyboardEvent) => {
    const moved = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last }[event.key];
    if (moved === undefined) return;
    event.preventDefault();
    setChosen(Math.min(last, Math.max(0, (chosen ?? -1) + moved)));
  };
  const value = chosen === undefined ? undefined : values[chosen];
  return (
    <div ref={ref} style={{ "--bar": color }}>
      <p className={`figures ${styles["caption"]}`} aria-live="polite">
        {chosen === undefined || value === undefined
          ? hint
          : textOf(percentOf(chosen), formatQuantity(value, unit))}
      </p>
      <svg
        className={styles["chart"]}
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={label}
        tabIndex={0}
        onKeyDown={walk}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setChosen(undefined)}
      >
        <text x={LEFT - 8} y={10} className={styles["unit"]} textAnchor="end">
          {unit}
        </text>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width} y1={yOf(tick)} y2={yOf(tick)} className={styles["grid"]} />
            {tick < top && (
              <text x={LEFT - 8} y={yOf(tick) + 4} textAnchor="end" className={styles["tick"]}>
                {tick.toLocaleString("en", { maximumSignificantDigits: 3, useGrouping: false })}
              </text>
            )}
          </g>
        ))}
        {MARKS.map((percent) => (
          <text
            key={percent}
            x={LEFT + (plotWidth * percent) / 100}
            y={HEIGHT - 8}
            textAnchor="middle"
            className={styles["tick"]}
          >
            {formatPercent(`${percent}`)}
          </text>
        ))}
        <path d={`${line}L${xOf(last)},${yOf(0)}L${LEFT},${yOf(0)}Z`} fill={`${color}22`} />
        <path d={line} fill="none" stroke={color} strokeWidth={2} />
        {chosen !== undefined && value !== undefined && (
          <circle cx={xOf(chosen)} cy={yOf(value)} r={5} fill={color} />
        )}
      </svg>
    </div>
  );
}
