import { memo, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useNow } from "#web/app/site-time.ts";
import { type FilledRows, filledRows } from "./filled-rows.ts";
import { longCell, type RowsProps } from "./row-columns.ts";
import { ROW_HEIGHT } from "./row-places.ts";
import { useRowPresses } from "./row-presses.ts";
import styles from "./rows.module.css";
import { firstInPage, onScroll, topOf, useRowsInPage, whenResting } from "./rows-in-view.ts";

/**
 * The body of a long list whose columns all say how they are filled: React makes as many rows as there
 * is room for, without contents, and has nothing more to do with them as one scrolls.
 */
export function RefilledRows<Row>({ rows, columns, linkOf }: RowsProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const filled = useRef<FilledRows<Row>>(undefined);
  const { hrefOf, ...presses } = useRowPresses(rows, linkOf);
  const { size, inView } = useRowsInPage(rows.length);
  // Ages go on: all of it is filled once more each second.
  useNow();
  useLayoutEffect(() => {
    filled.current = body.current ? filledRows(body.current, { columns, hrefOf, size }) : undefined;
  }, [columns, hrefOf, size]);
  useLayoutEffect(() => {
    const first = firstInPage({ count: rows.length, size, inView, top: topOf(body.current) });
    filled.current?.show(rows, first);
  });
  useEffect(() => {
    const top = topOf(body.current);
    const putInOrder = () => filled.current?.putInOrder();
    let callOff = whenResting(putInOrder);
    const stop = onScroll(() => {
      filled.current?.scrollTo(firstInPage({ count: rows.length, size, inView, top }));
      callOff();
      callOff = whenResting(putInOrder);
    });
    return () => {
      callOff();
      stop();
    };
  }, [rows, size, inView]);
  return (
    <tbody ref={body} role="rowgroup" style={{ height: rows.length * ROW_HEIGHT }} {...presses}>
      {Array.from({ length: size }, (_, n) => (
        <BlankRow key={n} columns={columns} leads={hrefOf !== undefined} />
      ))}
    </tbody>
  );
}

interface BlankRowProps<Row> extends Pick<RowsProps<Row>, "columns"> {
  readonly leads: boolean;
}

// Guaranteed by memo: it hands the same properties through; only its type forgets what Row is.
const BlankRow = memo(function BlankRow<Row>({ columns, leads }: BlankRowProps<Row>) {
  return (
    <tr role="row" data-leads={leads}>
      {columns.map((column, n) => (
        <td key={column.name} {...longCell(column)}>
          {n === 0 && leads ? (
            <a className={styles["link"]}>{column.refilling?.blank}</a>
          ) : (
            column.refilling?.blank
          )}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: BlankRowProps<Row>) => ReactNode;
