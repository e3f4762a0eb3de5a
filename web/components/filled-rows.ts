import type { Column } from "./row-columns.ts";
import { ROW_HEIGHT } from "./row-places.ts";

/** The rows of a long list that are in the page, filled without React. */
export interface FilledRows<Row> {
  /** Shows these, from the one that is to be first in the page, counted from 0. */
  readonly show: (rows: readonly Row[], first: number) => void;
  /** Shows the same from another one on: what goes is filled with what comes, and nothing else moves. */
  readonly scrollTo: (first: number) => void;
  /** Puts the elements in the order of the list, in which Tab and a screen reader go. */
  readonly putInOrder: () => void;
}

export interface FilledRowsOptions<Row> {
  readonly columns: readonly Column<Row>[];
  /** The address that a row leads to; undefined: rows lead nowhere. */
  readonly hrefOf: ((row: Row) => string) | undefined;
  /** How many rows the body has. */
  readonly size: number;
}

/** Takes over the blank rows of a body: each of these elements shows one row of the list after another. */
export function filledRows<Row>(
  body: HTMLTableSectionElement,
  options: FilledRowsOptions<Row>,
): FilledRows<Row> {
  const elements = [...body.rows]
    .slice(0, options.size)
    .map((element) => filledRow(element, options));
  let rows: readonly Row[] = [];
  let first = 0;
  /** Which row the first of the elements showed: they stood in the order of the list. */
  let origin: number | undefined;
  return {
    show: (newRows, newFirst) => {
      rows = newRows;
      first = newFirst;
      origin ??= first;
      eachShown((element, index) => element.fill(rows[index], index));
    },
    scrollTo: (newFirst) => {
      if (newFirst === first) return;
      first = newFirst;
      eachShown((element, index) => {
        if (element.index() !== index) element.fill(rows[index], index);
      });
    },
    putInOrder: () => {
      const start = elements[placeOf(first)];
      const inPage = [...body.rows];
      const turned = start ? inPage.indexOf(start.row) : 0;
      const before = inPage.slice(0, turned);
      // What is taken out of its place loses the focus: of the two parts, the one without it moves.
      if (!before.some(hasFocus)) body.append(...before);
      else body.prepend(...inPage.slice(turned));
    },
  };

  function eachShown(act: (element: FilledRow<Row>, index: number) => void): void {
    for (let index = first; index < first + elements.length; index += 1) {
      const element = elements[placeOf(index)];
      if (element) act(element, index);
    }
  }

  /** An element keeps to the rows whose number leaves the same rest: scrolled by one row, one is filled. */
  function placeOf(index: number): number {
    const { length } = elements;
    return (((index - (origin ?? 0)) % length) + length) % length;
  }
}

interface FilledRow<Row> {
  readonly row: HTMLTableRowElement;
  /** The row of the list that it shows, counted from 0; undefined: none so far. */
  readonly index: () => number | undefined;
  readonly fill: (row: Row | undefined, index: number) => void;
}

function filledRow<Row>(
  element: HTMLTableRowElement,
  { columns, hrefOf }: FilledRowsOptions<Row>,
): FilledRow<Row> {
  const link = element.querySelector("a");
  const cells = columns.map(({ refilling }, n) => {
    const cell = element.cells[n];
    return cell && refilling?.fillerOf(n === 0 && link ? link : cell);
  });
  let shown: number | undefined;
  return { row: element, index: () => shown, fill };

  function fill(row: Row | undefined, index: number): void {
    if (row === undefined) return;
    if (index !== shown) place(index);
    if (hrefOf) link?.setAttribute("href", hrefOf(row));
    for (const fillCell of cells) fillCell?.(row);
  }

  function place(index: number): void {
    // A row that was scrolled away takes the focus along; it does not go to the row that came.
    if (shown !== undefined && hasFocus(element)) blur(document.activeElement);
    shown = index;
    element.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
    element.setAttribute("aria-rowindex", String(index + 2));
    link?.setAttribute("data-row", String(index));
  }
}

function hasFocus(element: Element): boolean {
  return element.contains(document.activeElement);
}

function blur(element: Element | null): void {
  if (element instanceof HTMLElement) element.blur();
}
