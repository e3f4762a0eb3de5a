import type { ReactNode } from "react";

/**
 * How a cell of a long list is made once and then shows row after row, as one scrolls. The page is
 * written to without React, which takes as long to find out what differs from row to row as to do it.
 */
export interface Refilling<Row> {
  /** What the cell holds, the same for all rows; left out: a text and nothing else. */
  readonly blank?: ReactNode;
  /** Called once for each cell, with the blank in it: what it answers makes the cell a row's. */
  readonly fillerOf: (cell: Element) => (row: Row) => void;
}

/** For a cell that is a text. */
export function textRefilling<Row>(textOf: (row: Row) => string): Refilling<Row> {
  return {
    fillerOf: (cell) => {
      const write = textFiller(cell);
      return (row) => write(textOf(row));
    },
  };
}

/** What writes the text of an element: the last it holds, so that a sign may stand before. */
export function textFiller(element: Element): (text: string) => void {
  const { lastChild } = element;
  const node = lastChild instanceof Text ? lastChild : element.appendChild(new Text());
  return (text) => {
    // A text that is written is laid out again, be it the same or not.
    if (node.data !== text) node.data = text;
  };
}
