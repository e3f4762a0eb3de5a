import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import styles from "./rows.module.css";

/** A column of a list. On phones the first is the card's title and the others follow with names. */
export interface Column<Row> {
  readonly name: string;
  readonly renderCell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  readonly figures?: boolean;
  /** Left out where the table is narrow: `tablet` below 62em. */
  readonly from?: "tablet" | "desktop";
}

export interface RowsProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => number | string;
  /** Where a row leads: the whole row can be pressed. */
  readonly linkOf?: (row: Row) => LinkProps;
}

/** A list: a table where there is room, cards on phones. */
export function Rows<Row>({ label, rows, columns, keyOf, linkOf }: RowsProps<Row>) {
  return (
    <table className={styles["rows"]} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ name, figures, from }) => (
            <th key={name} scope="col" data-figures={figures} data-from={from}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-leads={linkOf !== undefined}>
            {columns.map(({ name, renderCell, figures, from }, n) => (
              <td key={name} data-name={name} data-figures={figures} data-from={from}>
                {n === 0 && linkOf ? (
                  <Link {...linkOf(row)} className={styles["link"]}>
                    {renderCell(row)}
                  </Link>
                ) : (
                  <div className={figures ? "figures" : undefined}>{renderCell(row)}</div>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
