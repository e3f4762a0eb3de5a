import { memo, type ReactNode, useLayoutEffect, useRef } from "react";
import { longCell, type RowsProps } from "./row-columns.ts";
import { placesOf, ROW_HEIGHT } from "./row-places.ts";
import { useRowPresses } from "./row-presses.ts";
import styles from "./rows.module.css";
import { useStretch } from "./rows-in-view.ts";

/**
 * The body of a long list where there is room for a table: only the rows in view, and some around
 * them, are in the page. Each stands at a place of its own and none is measured, so that a row that
 * comes or goes moves no other; what is scrolled away is filled with the row that comes; and what a
 * row needs to be pressed stands once, at the body.
 */
export function LongRows<Row>(props: RowsProps<Row>) {
  const { rows, columns, keyOf, refilled, linkOf } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const stretch = useStretch(body, rows.length);
  const { hrefOf, ...presses } = useRowPresses(rows, linkOf);
  const focused = useRef<string | null>(null);
  useLayoutEffect(() => {
    // A row that was scrolled away takes the focus along; it does not go to the row that came.
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLElement) || !body.current?.contains(activeElement)) return;
    if (rowNumberOf(activeElement) !== focused.current) activeElement.blur();
  });
  return (
    <tbody
      ref={body}
      role="rowgroup"
      style={{ height: rows.length * ROW_HEIGHT }}
      onFocus={({ target }) => {
        focused.current = rowNumberOf(target);
      }}
      {...presses}
    >
      {placesOf(stretch).map(({ element, index }) => {
        const row = rows[index];
        return (
          row !== undefined && (
            <LongRow
              key={element}
              row={row}
              index={index}
              columns={columns}
              cellsOf={refilled ? undefined : keyOf(row)}
              hrefOf={hrefOf}
            />
          )
        );
      })}
    </tbody>
  );
}

interface LongRowProps<Row> extends Pick<RowsProps<Row>, "columns"> {
  readonly row: Row;
  /** Whose the cells are; undefined where they may go to another row. */
  readonly cellsOf: number | string | undefined;
  /** Its place in the list, counted from 0. */
  readonly index: number;
  /** The address that it leads to; undefined: rows lead nowhere. */
  readonly hrefOf: ((row: Row) => string) | undefined;
}

// Guaranteed by memo: it hands the same properties through; only its type forgets what Row is.
const LongRow = memo(function LongRow<Row>(props: LongRowProps<Row>) {
  const { row, index, columns, cellsOf, hrefOf } = props;
  return (
    <tr
      role="row"
      data-leads={hrefOf !== undefined}
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
    >
      {columns.map((column, n) => (
        <td key={`${column.name} ${cellsOf}`} {...longCell(column)}>
          {n === 0 && hrefOf ? (
            <a href={hrefOf(row)} className={styles["link"]} data-row={index}>
              {column.renderCell(row)}
            </a>
          ) : (
            column.renderCell(row)
          )}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: LongRowProps<Row>) => ReactNode;

/** The number of the row that something stands in, as the page has it. */
function rowNumberOf(element: Element): string | null {
  return element.closest("tr")?.getAttribute("aria-rowindex") ?? null;
}
