import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, useId, useState } from "react";
import styles from "./bar-chart.module.css";
import { niceTicks } from "./nice-ticks.ts";

/** One bar. `value` is for drawing only; `text` says it exactly. */
export interface Bar {
  readonly key: string;
  /** Null is a gap, never zero. */
  readonly value: number | null;
  /** Under the bar; left out where the labels would touch. */
  readonly label: string;
  /** What the bar says when it is pointed at: when, how much, how sure. */
  readonly text: string;
  readonly estimated: boolean;
  /** What it is held against: drawn as a line across the bar. */
  readonly before?: number | null;
}

export interface BarChartProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly unit: string;
  readonly color: string;
  /** Shown while no bar is pointed at. */
  readonly hint: string;
  /** Opens a bar, by its index: with Enter, or by pointing at it twice. */
  readonly onOpen?: (index: number) => void;
}

const HEIGHT = 280;
const LEFT = 52;
const BOTTOM = 28;
const TOP = 14;
const LABEL_WIDTH = 44;

/**
 * Bars that can be pointed at, tapped, and walked with the arrow keys. Gaps stay empty with a
 * dotted foot; estimated bars are hatched.
 */
export function BarChart({ label, bars, unit, color, hint, onOpen }: BarChartProps) {
  const { ref, width } = useElementSize();
  const [chosen, setChosen] = useState<number>();
  const pattern = useId();
  const ticks = niceTicks(
    Math.max(0, ...bars.map(({ value, before }) => Math.max(value ?? 0, before ?? 0))),
  );
  const top = ticks.at(-1) ?? 1;
  const plotWidth = Math.max(0, width - LEFT - 4);
  const plotHeight = HEIGHT - TOP - BOTTOM;
  const step = plotWidth / Math.max(1, bars.length);
  const yOf = (value: number) => TOP + plotHeight * (1 - value / top);
  const labelEvery = Math.ceil(LABEL_WIDTH / Math.max(step, 1));

  const walk = (event: KeyboardEvent) => {
    if (event.key === "Enter" && chosen !== undefined) onOpen?.(chosen);
    const moved = { ArrowLeft: -1, ArrowRight: 1, Home: -bars.length, End: bars.length }[event.key];
    if (moved === undefined) return;
    event.preventDefault();
    const from = chosen ?? (moved > 0 ? -1 : bars.length);
    setChosen(Math.min(bars.length - 1, Math.max(0, from + moved)));
  };
  const chosenBar = chosen === undefined ? undefined : bars[chosen];

  return (
    <div ref={ref} style={{ "--bar": color }}>
      <p className={`figures ${styles["caption"]}`} aria-live="polite">
        {chosenBar?.text ?? hint}
      </p>
      <svg
        className={styles["chart"]}
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={label}
        tabIndex={0}
        onKeyDown={walk}
        onPointerLeave={() => setChosen(undefined)}
      >
        <defs>
          <pattern
            id={pattern}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="6" height="6" className={styles["hatchGround"]} />
            <rect width="3" height="6" className={styles["hatchLine"]} />
          </pattern>
        </defs>
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
        {bars.map((bar, n) => {
          const x = LEFT + n * step;
          const thick = Math.max(1, step * 0.72);
          return (
            <g
              key={bar.key}
              onPointerEnter={() => setChosen(n)}
              onPointerDown={() => setChosen(n)}
              onDoubleClick={() => onOpen?.(n)}
            >
              <rect
                x={x}
                y={TOP}
                width={step}
                height={plotHeight}
                className={styles["hit"]}
                data-chosen={n === chosen}
              />
              {bar.value === null ? (
                <line
                  x1={x + step * 0.14}
                  x2={x + step * 0.14 + thick}
                  y1={yOf(0) - 1}
                  y2={yOf(0) - 1}
                  className={styles["gap"]}
                />
              ) : (
                <rect
                  x={x + step * 0.14}
                  y={yOf(bar.value)}
                  width={thick}
                  height={Math.max(0, yOf(0) - yOf(bar.value))}
                  rx={Math.min(4, thick / 4)}
                  fill={bar.estimated ? `url(#${pattern})` : "var(--bar)"}
                />
              )}
              {bar.before !== undefined && bar.before !== null && (
                <line
                  x1={x + step * 0.06}
                  x2={x + step * 0.94}
                  y1={yOf(bar.before)}
                  y2={yOf(bar.before)}
                  className={styles["before"]}
                />
              )}
              {n % labelEvery === 0 && (
                <text
                  x={x + step / 2}
                  y={HEIGHT - 8}
                  textAnchor="middle"
                  className={styles["tick"]}
                >
                  {bar.label}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
