import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, type Ref, useLayoutEffect, useRef, useState } from "react";
import { LongRows } from "./long-rows.tsx";
import { useIsPrinting } from "./printing.ts";
import { RefilledRows } from "./refilled-rows.tsx";
import type { Column, RowsProps } from "./row-columns.ts";
import styles from "./rows.module.css";

/** Of a longer list only the rows in view, and some around them, are in the page. */
const WHOLE_AT_MOST = 200;
/** Of a card, before it is measured. */
const CARD_HEIGHT = 220;
const CARDS_AROUND_VIEW = 6;
/** As rows.module.css has it: narrower, a row is a card. */
const HAS_TABLES = "(width >= 48em)";

/** A list: a table where there is room, cards on phones. On paper it is always whole. */
export function Rows<Row>(props: RowsProps<Row>) {
  const { label, rows, columns } = props;
  const isPrinting = useIsPrinting();
  const isLong = rows.length > WHOLE_AT_MOST;
  const isTable = useMediaQuery(HAS_TABLES, matchMedia(HAS_TABLES).matches);
  const isWhole = !isLong || isPrinting;
  const isRefilled = columns.every(({ refilling }) => refilling);
  const LongTable = isRefilled ? RefilledRows : LongRows;
  const Body = isWhole ? WholeBody : isTable ? LongTable : LongCards;
  // Laid out row by row, they are no table to the browser: the roles say that it is one.
  const roles = Body === LongTable;
  return (
    <table
      className={styles["rows"]}
      aria-label={label}
      {...(isLong && { "aria-rowcount": rows.length + 1 })}
      {...(roles && { role: "table", "data-long": true })}
    >
      <thead {...(roles && { role: "rowgroup" })}>
        <tr {...(isLong && { "aria-rowindex": 1 })} {...(roles && { role: "row" })}>
          {columns.map(({ name, figures, from, sort }) => (
            <th
              key={name}
              aria-sort={sort?.direction}
              scope="col"
              data-figures={figures}
              data-from={from}
              {...(roles && { role: "columnheader" })}
            >
              {sort ? <SortButton name={name} sort={sort} /> : name}
            </th>
          ))}
        </tr>
      </thead>
      <Body {...props} />
    </table>
  );
}

/** The name of a column that can be pressed to sort by it. */
function SortButton({ name, sort }: { name: string; sort: NonNullable<Column<never>["sort"]> }) {
  return (
    <button type="button" className={styles["sort"]} onClick={sort.onSort}>
      {name}
      <span aria-hidden>
        {sort.direction === "ascending" ? " ↑" : sort.direction === "descending" ? " ↓" : ""}
      </span>
    </button>
  );
}

function WholeBody<Row>({ rows, columns, keyOf, linkOf }: RowsProps<Row>) {
  return (
    <tbody>
      {rows.map((row) => (
        <BodyRow key={keyOf(row)} row={row} columns={columns} linkOf={linkOf} />
      ))}
    </tbody>
  );
}

/** The cards of a long list on a phone: of different heights, and only those in view. */
function LongCards<Row>({ rows, columns, keyOf, linkOf }: RowsProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    setScrollMargin((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoizes here
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => CARD_HEIGHT,
    overscan: CARDS_AROUND_VIEW,
    scrollMargin,
  });
  const shown = virtual.getVirtualItems();
  const above = (shown[0]?.start ?? scrollMargin) - scrollMargin;
  const below = virtual.getTotalSize() - ((shown.at(-1)?.end ?? scrollMargin) - scrollMargin);
  return (
    <tbody ref={body}>
      <Gap height={above} />
      {shown.map(({ index }) => {
        const row = rows[index];
        return (
          row !== undefined && (
            <BodyRow
              key={keyOf(row)}
              ref={virtual.measureElement}
              index={index}
              row={row}
              columns={columns}
              linkOf={linkOf}
            />
          )
        );
      })}
      <Gap height={below} />
    </tbody>
  );
}

/** Stands for the rows that are out of view. */
function Gap({ height }: { height: number }) {
  return height > 0 && <tr aria-hidden className={styles["gap"]} style={{ height }} />;
}

interface BodyRowProps<Row> extends Pick<RowsProps<Row>, "columns"> {
  readonly linkOf: RowsProps<Row>["linkOf"] | undefined;
  readonly row: Row;
  /** Its place in a long list, counted from 0. */
  readonly index?: number;
  readonly ref?: Ref<HTMLTableRowElement>;
}

// Guaranteed by memo: it hands the same properties through; only its type forgets what Row is.
const BodyRow = memo(function BodyRow<Row>(props: BodyRowProps<Row>) {
  const { row, columns, linkOf, index, ref } = props;
  return (
    <tr
      ref={ref}
      data-leads={linkOf !== undefined}
      {...(index !== undefined && { "data-index": index, "aria-rowindex": index + 2 })}
    >
      {columns.map(({ name, renderCell, figures, unbroken, from }, n) => (
        <td
          key={name}
          data-name={name}
          data-figures={figures}
          data-unbroken={unbroken}
          data-from={from}
        >
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
  );
}) as <Row>(props: BodyRowProps<Row>) => ReactNode;
