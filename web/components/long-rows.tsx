import { type LinkProps, useRouter } from "@tanstack/react-router";
import { memo, type MouseEvent, type ReactNode, useCallback, useLayoutEffect, useRef } from "react";
import type { RowsProps } from "./row-columns.ts";
import { placesOf } from "./row-places.ts";
import styles from "./rows.module.css";
import { useStretch } from "./rows-in-view.ts";

/** As rows.module.css has it: every row of a long list is as high as the others. */
const ROW_HEIGHT = 61;

/**
 * The body of a long list where there is room for a table: only the rows in view, and some around
 * them, are in the page. Each stands at a place of its own and none is measured, so that a row that
 * comes or goes moves no other; what is scrolled away is filled with the row that comes; and what a
 * row needs to be pressed stands once, at the body.
 */
export function LongRows<Row>(props: RowsProps<Row>) {
  const { rows, columns, keyOf, refilled, linkOf } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const router = useRouter();
  const stretch = useStretch(body, { count: rows.length, rowHeight: ROW_HEIGHT });
  const focused = useRef<string | null>(null);
  useLayoutEffect(() => {
    // A row that was scrolled away takes the focus along; it does not go to the row that came.
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLElement) || !body.current?.contains(activeElement)) return;
    if (rowNumberOf(activeElement) !== focused.current) activeElement.blur();
  });
  const hrefOf = useCallback((link: LinkProps) => router.buildLocation(link).href, [router]);
  const rowAt = ({ target }: MouseEvent) => {
    const link = target instanceof Element ? target.closest("a[data-row]") : null;
    return link === null ? undefined : rows[Number(link.getAttribute("data-row"))];
  };
  const isPreloaded = useRef(false);
  const preload = () => {
    const [first] = rows;
    if (isPreloaded.current || !first || !linkOf) return;
    isPreloaded.current = true;
    void router.preloadRoute(linkOf(first));
  };
  return (
    <tbody
      ref={body}
      role="rowgroup"
      style={{ height: rows.length * ROW_HEIGHT }}
      onFocus={({ target }) => {
        focused.current = rowNumberOf(target);
      }}
      onPointerOver={preload}
      onClick={(event) => {
        const row = rowAt(event);
        if (!row || !linkOf || event.defaultPrevented || opensElsewhere(event)) return;
        event.preventDefault();
        void router.navigate(linkOf(row));
      }}
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
              linkOf={linkOf}
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
  readonly linkOf: RowsProps<Row>["linkOf"] | undefined;
  readonly hrefOf: (link: LinkProps) => string;
}

// Guaranteed by memo: it hands the same properties through; only its type forgets what Row is.
const LongRow = memo(function LongRow<Row>(props: LongRowProps<Row>) {
  const { row, index, columns, cellsOf, linkOf, hrefOf } = props;
  return (
    <tr
      role="row"
      data-leads={linkOf !== undefined}
      aria-rowindex={index + 2}
      style={{ top: index * ROW_HEIGHT }}
    >
      {columns.map(({ name, renderCell, figures, from }, n) => (
        <td
          key={`${name} ${cellsOf}`}
          role="cell"
          className={figures ? "figures" : undefined}
          data-figures={figures}
          data-from={from}
        >
          {n === 0 && linkOf ? (
            <a href={hrefOf(linkOf(row))} className={styles["link"]} data-row={index}>
              {renderCell(row)}
            </a>
          ) : (
            renderCell(row)
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

/** Whether the reader asked the browser for a tab or a window of its own. */
function opensElsewhere({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return button !== 0 || metaKey || ctrlKey || shiftKey || altKey;
}
