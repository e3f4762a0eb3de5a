import { readSheet } from "read-excel-file/node";
import writeExcelFile from "write-excel-file/node";
import { Refusal } from "./refusal.ts";

/** What stands in a cell; null: nothing. A Date is wall time: Excel knows no time zones. */
export type WorkbookCell = string | number | boolean | Date | null;

export interface WorkbookColumn {
  readonly title: string;
  /** In characters. */
  readonly width: number;
  /** How Excel shows numbers or dates: `0.00`, `yyyy-mm-dd hh:mm`. */
  readonly format?: string;
}

const EXCEL_ROWS_AT_MOST = 1_048_576;

/** An .xlsx file of one sheet with a heading. A text stays a text, whatever it begins with. */
export async function writeWorkbook(sheet: {
  readonly name: string;
  readonly columns: readonly WorkbookColumn[];
  readonly rows: Iterable<readonly WorkbookCell[]>;
}): Promise<Buffer> {
  const { name, columns } = sheet;
  const data: CellObject[][] = [
    columns.map(({ title }) => ({ type: String, value: title, fontWeight: "bold" })),
  ];
  for (const row of sheet.rows) data.push(row.map((value, n) => cellOf(value, columns[n])));
  if (data.length > EXCEL_ROWS_AT_MOST) {
    throw new Refusal(`an Excel sheet holds ${EXCEL_ROWS_AT_MOST} rows at most; take a CSV file`);
  }
  const options = {
    sheet: name,
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
  };
  return writeExcelFile(data, options).toBuffer();
}

type CellObject =
  | { type: StringConstructor; value: string; fontWeight?: "bold" }
  | { type: NumberConstructor; value: number; format?: string }
  | { type: BooleanConstructor; value: boolean }
  | { type: DateConstructor; value: Date; format: string }
  | null;

function cellOf(value: WorkbookCell, column: WorkbookColumn | undefined): CellObject {
  const format = column?.format;
  switch (typeof value) {
    case "string":
      return { type: String, value };
    case "number":
      return { type: Number, value, ...(format !== undefined && { format }) };
    case "boolean":
      return { type: Boolean, value };
    default:
      return value && { type: Date, value, format: format ?? "yyyy-mm-dd hh:mm" };
  }
}

/** What an .xlsx file may unpack to: more is a bomb, or needs another way in. */
const UNPACKED_BYTES_AT_MOST = 200_000_000;
/** Of the files that a workbook is made of; Excel's own have dozens. */
const PARTS_AT_MOST = 2_000;

/** The rows of the first sheet of an .xlsx file, times to the second; refuses what is none, and what is too large. */
export async function readWorkbook(bytes: Buffer): Promise<WorkbookCell[][]> {
  const directory = directoryOf(bytes);
  if (directory === undefined) {
    throw new Refusal("the file is no Excel workbook (.xlsx); save it as .xlsx or as CSV");
  }
  const { unpacked, parts } = directory;
  if (parts > PARTS_AT_MOST) {
    throw new Refusal(`the workbook has more than ${PARTS_AT_MOST} parts; save it as CSV`);
  }
  if (unpacked > UNPACKED_BYTES_AT_MOST) {
    const megabytes = Math.round(UNPACKED_BYTES_AT_MOST / 1_000_000);
    throw new Refusal(`the workbook is larger than ${megabytes} MB unpacked; save it as CSV`);
  }
  try {
    const rows = await readSheet(bytes);
    return rows.map((row) => row.map(cellRead));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Refusal(`the workbook cannot be read: ${cause}; open it in Excel and save it again`);
  }
}

/** Excel keeps a time as a binary part of a day, which is off by less than a millisecond. */
function cellRead(value: unknown): WorkbookCell {
  if (value instanceof Date) return new Date(Math.round(value.getTime() / 1000) * 1000);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return null;
}

interface ZipDirectory {
  readonly parts: number;
  /** Bytes of all parts together. */
  readonly unpacked: number;
}

/** What the directory at the end of a zip file says; undefined when there is none. */
function directoryOf(bytes: Buffer): ZipDirectory | undefined {
  const end = bytes.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0 || end + 20 > bytes.length) return undefined;
  let at = bytes.readUInt32LE(end + 16);
  const parts = bytes.readUInt16LE(end + 10);
  let unpacked = 0;
  for (let entry = parts; entry > 0; entry -= 1) {
    if (at + 46 > bytes.length || !bytes.subarray(at, at + 4).equals(DIRECTORY_ENTRY)) {
      return undefined;
    }
    unpacked += bytes.readUInt32LE(at + 24);
    at +=
      46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return { parts, unpacked };
}

const DIRECTORY_ENTRY = Buffer.from([0x50, 0x4b, 1, 2]);
const END_OF_DIRECTORY = Buffer.from([0x50, 0x4b, 5, 6]);
