import { COMMODITIES } from "#domain/core/commodity.ts";
import { asId, type LineId, type SiteId } from "#domain/core/id.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Queryable } from "#platform/database.ts";
import { errorCode, errorText } from "#platform/refusal.ts";
import { listLines } from "#storage/meters.ts";
import { findServicePoint, findSpace } from "#storage/meter-changes.ts";
import { type EnteredMeter, enterMeter, type MeterEntry } from "./enter-meter.ts";

/** The columns of a list of meters; a heading is found whatever its case. */
export const IMPORT_COLUMNS = [
  "Serial number",
  "Type",
  "Line",
  "Address",
  "Service point",
  "Commodity",
  "Role",
  "Space",
  "Multiplier",
  "Interval",
] as const;
type ImportColumn = (typeof IMPORT_COLUMNS)[number];
const REQUIRED: readonly ImportColumn[] = ["Serial number", "Type"];
const ROLES = ["supply", "unit", "common"] as const;
const INTERVALS = [1, 5, 15, 30, 60] as const;
const USUAL_INTERVAL = 15;
const UNIQUE_VIOLATION = "23505";

export interface ImportedRow {
  /** As the file counts, the heading being 1. */
  readonly row: number;
  readonly serialNumber: string;
  readonly modelName: string;
  readonly lineName: string;
  readonly unitAddress: string;
  readonly pointName: string;
  readonly faults: readonly { readonly column: string; readonly message: string }[];
  /** Of a row that could be entered. */
  readonly entered?: EnteredMeter;
}

export interface MeterImport {
  readonly siteId: SiteId;
  readonly models: readonly MeterModel[];
  /** With the heading. */
  readonly rows: readonly (readonly string[])[];
  readonly at: Temporal.Instant;
}

type Cells = Readonly<Record<ImportColumn, string>>;

/**
 * Enters every meter of a list, each row as if those before it were there. What a row cannot be
 * entered for is told by its columns; the caller decides whether the rest stays: needs a transaction.
 */
export async function importMeters(tx: Queryable, list: MeterImport): Promise<ImportedRow[]> {
  const [heading = [], ...rows] = list.rows;
  const columns = new Map(heading.map((name, n) => [name.trim().toLowerCase(), n]));
  const missing = REQUIRED.filter((name) => !columns.has(name.toLowerCase()));
  if (missing.length > 0) {
    const faults = missing.map((column) => ({ column, message: "the heading has no such column" }));
    return [{ ...EMPTY_ROW, row: 1, faults }];
  }
  const lines = await listLines(tx, list.siteId);
  const imported: ImportedRow[] = [];
  for (const [n, row] of rows.entries()) {
    if (row.every((cell) => cell.trim() === "")) continue;
    const cells = cellsOf(row, columns);
    const { faults, entered } = await enterRow(tx, { list, cells, lines });
    imported.push({
      row: n + 2,
      serialNumber: cells["Serial number"],
      modelName: cells.Type,
      lineName: cells.Line,
      unitAddress: cells.Address,
      pointName: cells["Service point"],
      faults,
      ...(entered && { entered }),
    });
  }
  return imported;
}

const EMPTY_ROW = { serialNumber: "", modelName: "", lineName: "", unitAddress: "", pointName: "" };

function cellsOf(row: readonly string[], columns: ReadonlyMap<string, number>): Cells {
  const cell = (name: ImportColumn) => (row[columns.get(name.toLowerCase()) ?? -1] ?? "").trim();
  return Object.fromEntries(IMPORT_COLUMNS.map((name) => [name, cell(name)])) as Cells;
}

interface RowPlace {
  readonly list: MeterImport;
  readonly cells: Cells;
  readonly lines: readonly { readonly id: LineId; readonly name: string }[];
}

type RowFault = ImportedRow["faults"][number];

async function enterRow(
  tx: Queryable,
  place: RowPlace,
): Promise<{ readonly faults: RowFault[]; readonly entered?: EnteredMeter }> {
  const { entry, faults } = await entryOf(tx, place);
  if (!entry) return { faults };
  await tx.query("savepoint row");
  try {
    const entered = await enterMeter(tx, entry);
    await tx.query(entered.ok ? "release savepoint row" : "rollback to savepoint row");
    if (entered.ok) return { faults: [], entered: entered.value };
    const told = entered.faults.map(({ subject, message, remedy }) => ({
      column: COLUMN_OF[subject] ?? subject,
      message: remedy === undefined ? message : `${message} (${remedy})`,
    }));
    return { faults: told };
  } catch (error) {
    await tx.query("rollback to savepoint row");
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    const taken = errorText(error).includes("service_point")
      ? { column: "Service point", message: "there is one of that name" }
      : { column: "Serial number", message: "there is a meter of that number" };
    return { faults: [taken] };
  }
}

const COLUMN_OF: Readonly<Record<string, ImportColumn>> = {
  lineId: "Line",
  unitAddress: "Address",
  servicePointId: "Service point",
  "newPoint.commodity": "Commodity",
  modelId: "Type",
};

/** The entry that a row stands for, or everything that is wrong with its words. */
async function entryOf(
  tx: Queryable,
  { list, cells, lines }: RowPlace,
): Promise<{ readonly entry?: MeterEntry; readonly faults: RowFault[] }> {
  const faults: RowFault[] = [];
  const refuse = (column: ImportColumn, message: string) => {
    faults.push({ column, message });
    return undefined;
  };
  const model = modelNamed(list.models, cells.Type) ?? refuse("Type", "there is no such type");
  const line = lines.find(({ name }) => name.toLowerCase() === cells.Line.toLowerCase());
  if (!line && cells.Line !== "") refuse("Line", "the site has no line of that name");
  if (cells["Serial number"] === "") refuse("Serial number", "is empty");
  const role = oneOf(ROLES, cells.Role || "unit") ?? refuse("Role", `write ${ROLES.join(", ")}`);
  const commodity =
    oneOf(COMMODITIES, cells.Commodity || (model?.commodities[0] ?? "")) ??
    refuse("Commodity", `write ${COMMODITIES.join(", ")}`);
  const intervalMinutes =
    INTERVALS.find((minutes) => String(minutes) === (cells.Interval || String(USUAL_INTERVAL))) ??
    refuse("Interval", `write ${INTERVALS.join(", ")} minutes`);
  const multiplier = /^([1-9]\d{0,8})(?:\/([1-9]\d{0,8}))?$/.exec(cells.Multiplier || "1");
  if (!multiplier) refuse("Multiplier", "write it like 40, or 1/3");
  const { siteId, at } = list;
  const space = cells.Space === "" ? undefined : await findSpace(tx, { siteId, name: cells.Space });
  if (cells.Space !== "" && !space) refuse("Space", "the site has no space of that name");
  if (faults.length > 0 || !model || !role || !commodity || !intervalMinutes) return { faults };
  const name = cells["Service point"];
  const point = name === "" ? undefined : await findServicePoint(tx, { siteId, name });
  return {
    faults,
    entry: {
      siteId,
      model,
      lineId: line?.id ?? null,
      unitAddress: cells.Address,
      serialNumber: cells["Serial number"],
      parameters: {},
      servicePointId: point ?? null,
      newPoint:
        name === "" || point !== undefined
          ? null
          : { name, commodity, role, spaceId: space === undefined ? null : asId(space) },
      multiplier: {
        numerator: Number(multiplier?.[1] ?? 1),
        denominator: Number(multiplier?.[2] ?? 1),
      },
      intervalMinutes,
      at,
    },
  };
}

/** By its id, or by maker and name as the list shows them. */
function modelNamed(models: readonly MeterModel[], text: string): MeterModel | undefined {
  const wanted = text.toLowerCase();
  return models.find(
    ({ id, maker, name }) =>
      id === wanted || `${maker} ${name}`.toLowerCase() === wanted || name.toLowerCase() === wanted,
  );
}

function oneOf<T extends string>(choices: readonly T[], text: string): T | undefined {
  return choices.find((choice) => choice === text.toLowerCase().replaceAll(" ", "-"));
}
