import { useState } from "react";
import { formatQuantity } from "./format.ts";
import styles from "./heat-map.module.css";

export interface HeatMapProps {
  readonly label: string;
  /** Names of the rows, from the top. */
  readonly rows: readonly string[];
  /** Names of the columns, from the left. */
  readonly columns: readonly string[];
  /** By row and column; null is unknown, never zero. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly unit: string;
  readonly color: string;
  /** Shown while no cell is pointed at. */
  readonly hint: string;
  /** What an unknown cell says. */
  readonly unknown: string;
}

/** A table whose cells are the deeper in colour the more they hold; read out as a table. */
export function HeatMap(props: HeatMapProps) {
  const { label, rows, columns, values, unit, color, hint, unknown } = props;
  const [chosen, setChosen] = useState<readonly [row: number, column: number]>();
  const known = values.flat().filter((value) => value !== null);
  const highest = Math.max(0, ...known);
  const shade = (value: number) => {
    const share = highest > 0 ? Math.round(8 + (92 * Math.max(0, value)) / highest) : 8;
    return `color-mix(in srgb, ${color} ${share}%, var(--surface))`;
  };
  const textOf = (value: number | null | undefined) =>
    value === null || value === undefined ? unknown : formatQuantity(value, unit);
  return (
    <div onPointerLeave={() => setChosen(undefined)}>
      <p className={`figures ${styles["caption"]}`}>
        {chosen
          ? `${rows[chosen[0]]} ${columns[chosen[1]]} · ${textOf(values[chosen[0]]?.[chosen[1]])}`
          : hint}
      </p>
      <table className={`figures ${styles["map"]}`} aria-label={label}>
        <thead>
          <tr>
            <td className={styles["corner"]} />
            {columns.map((column) => (
              <th key={column} scope="col" aria-label={column}>
                <span>{column.replace(/:00$/, "")}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((column, c) => {
                const value = values[r]?.[c] ?? null;
                return (
                  <td
                    key={column}
                    className={styles["cell"]}
                    data-known={value !== null}
                    data-chosen={chosen?.[0] === r && chosen[1] === c}
                    {...(value !== null && { style: { background: shade(value) } })}
                    onPointerEnter={() => setChosen([r, c])}
                    onPointerDown={() => setChosen([r, c])}
                  >
                    <span className={styles["value"]}>{textOf(value)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={`figures ${styles["scale"]}`}>
        {formatQuantity(0, unit)}
        <span
          className={styles["ramp"]}
          style={{ background: `linear-gradient(to right, ${shade(0)}, ${shade(highest)})` }}
        />
        {formatQuantity(highest, unit)}
      </p>
    </div>
  );
}
