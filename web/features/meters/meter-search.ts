import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { METER_COLUMNS, type MeterColumn } from "./meter-order.ts";

export const METER_STATES = ["answering", "silent", "unknown", "unread"] as const;
export type ShownState = (typeof METER_STATES)[number];

/** How the list of meters is narrowed, sorted and laid out; part of the address, so that it can be shared. */
export interface MeterSearch {
  readonly find?: string;
  readonly commodity?: Commodity;
  readonly state?: ShownState;
  /** A column, or `-age`: the other way round. By point when left out. */
  readonly sort?: MeterColumn | `-${MeterColumn}`;
  /** `line,age`: the columns after the meter; the usual ones when left out. */
  readonly columns?: string;
}

export function meterSearch(given: Record<string, unknown>): MeterSearch {
  const commodity = COMMODITIES.find((name) => name === given["commodity"]);
  const state = METER_STATES.find((name) => name === given["state"]);
  const sort = METER_COLUMNS.flatMap((name) => [name, `-${name}`] as const).find(
    (name) => name === given["sort"],
  );
  const columns = columnsIn(given["columns"]);
  const find = given["find"];
  return {
    ...(typeof find === "string" && find !== "" && { find }),
    ...(commodity && { commodity }),
    ...(state && { state }),
    ...(sort && { sort }),
    ...(columns.length > 0 && { columns: columns.join(",") }),
  };
}

/** The columns that a text names, in the order of the table. */
export function columnsIn(text: unknown): MeterColumn[] {
  const named = String(text ?? "").split(",");
  return METER_COLUMNS.filter((name) => name !== "meter" && named.includes(name));
}

/** A press sorts by a column, the next the other way round, a third as it was. */
export function nextSort(sort: MeterSearch["sort"], column: MeterColumn): MeterSearch["sort"] {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? undefined : column;
}
