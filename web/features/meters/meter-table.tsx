import { Checkbox } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MeterSummary } from "#api/contract/meters.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { type MeterColumn, USUAL_COLUMNS } from "./meter-order.ts";
import { meterCells, meterKey, meterLink, MeterTitle, titleOf } from "./meter-rows.tsx";
import { columnsIn, type MeterSearch } from "./meter-search.ts";

export interface MeterTableProps {
  readonly meters: readonly MeterSummary[];
  readonly search: MeterSearch;
  readonly onSort: (column: MeterColumn) => void;
  /** Those that are chosen to be changed together; undefined: a row leads to its meter. */
  readonly chosen: ReadonlySet<number> | undefined;
  readonly onChoose: (chosen: ReadonlySet<number>) => void;
}

/** Meters with the columns and in the order that the address asks for. */
export function MeterTable({ meters, search, onSort, chosen, onChoose }: MeterTableProps) {
  const { t } = useTranslation();
  const columns = useMemo(() => {
    const cells = meterCells(t);
    const sorted = (name: MeterColumn): Column<MeterSummary> => ({
      ...cells[name],
      sort: {
        direction: directionOf(search.sort, name),
        onSort: () => onSort(name),
      },
    });
    const own = columnsIn(search.columns);
    const shown = [sorted("meter"), ...(own.length > 0 ? own : USUAL_COLUMNS).map(sorted)];
    if (!chosen) return shown;
    const [first, ...others] = shown;
    const inStock = t("meters.inStock");
    const renderCell = (meter: MeterSummary) => (
      <Checkbox
        checked={chosen.has(meter.id)}
        label={<MeterTitle {...titleOf(meter, inStock)} />}
        styles={{ body: { alignItems: "center" } }}
        onChange={({ currentTarget }) => onChoose(turned(chosen, meter.id, currentTarget.checked))}
      />
    );
    if (!first) return others;
    const { refilling: _, ...title } = first;
    return [{ ...title, renderCell }, ...others];
  }, [t, search.sort, search.columns, onSort, chosen, onChoose]);
  return (
    <Rows
      label={t("nav.meters")}
      rows={meters}
      columns={columns}
      keyOf={meterKey}
      refilled
      {...(!chosen && { linkOf: meterLink })}
    />
  );
}

function directionOf(sort: MeterSearch["sort"], column: MeterColumn) {
  if (sort === column) return "ascending";
  return sort === `-${column}` ? "descending" : undefined;
}

function turned(chosen: ReadonlySet<number>, id: number, on: boolean): ReadonlySet<number> {
  const next = new Set(chosen);
  if (on) next.add(id);
  else next.delete(id);
  return next;
}
