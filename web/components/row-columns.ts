import type { LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Refilling } from "./refilling.ts";

/** A column of a list. On phones the first is the card's title and the others follow with names. */
export interface Column<Row> {
  readonly name: string;
  readonly renderCell: (row: Row) => ReactNode;
  /** A long list of which each column has this writes its rows without React. */
  readonly refilling?: Refilling<Row>;
  /** Figures stand at the right. */
  readonly figures?: boolean;
  /** Short and read as one, as a time or a number: on one line where there is a table. */
  readonly unbroken?: boolean;
  /** Left out where the table is narrow: `tablet` below 62em. */
  readonly from?: "tablet" | "desktop";
  /** How the list is sorted by it, and what a press on its name does; left out: it is not sorted. */
  readonly sort?: {
    readonly direction: "ascending" | "descending" | undefined;
    readonly onSort: () => void;
  };
}

export interface RowsProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => number | string;
  /** Its cells keep nothing of their own: scrolled away, they may be filled with another row's. */
  readonly refilled?: boolean;
  /** Where a row leads: the whole row can be pressed. */
  readonly linkOf?: (row: Row) => LinkProps;
}

/** What the cell of a long list's table is to the browser, whoever fills it. */
export function longCell<Row>({ figures, from }: Column<Row>) {
  return {
    role: "cell",
    className: figures ? "figures" : undefined,
    "data-figures": figures,
    "data-from": from,
  };
}
