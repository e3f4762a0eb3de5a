import type { Decimal } from "#domain/core/decimal.ts";
import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import { shortestDecimal } from "./shortest-decimal.ts";

/** Which column of a table holds what; columns count from 1. */
export interface TableColumns {
  /** The point's name or the meter's serial number; undefined: all rows are of one channel. */
  readonly point?: number | undefined;
  readonly time: number;
  readonly value: number;
}

/** How a table is written. */
export interface TableForm {
  readonly columns: TableColumns;
  /** registers: what meters showed; intervals: what was used in the interval that begins then. */
  readonly values: "registers" | "intervals";
  /** Of times without an offset. */
  readonly timeZone: string;
  /** The order of day, month and year where they are not written 2026-10-31. */
  readonly dates: "iso" | "day-first" | "month-first";
  /** What separates decimals. */
  readonly decimals: "." | ",";
}

/** A row that could be read. */
export interface TableReading {
  /** The line of the file, from 1. */
  readonly line: number;
  /** As written; empty without a column for it. */
  readonly point: string;
  readonly at: Temporal.Instant;
  readonly value: Decimal;
}

const SHOWN_AT_MOST = 40;
const MS_PER_MINUTE = 60_000;

/** Reads one row; a fault names the line and the column. Seconds are cut: registers have minutes. */
export function readTableRow(
  cells: readonly string[],
  { line, form }: { readonly line: number; readonly form: TableForm },
): Result<TableReading> {
  const { columns, timeZone, dates, decimals } = form;
  const faults: Fault[] = [];
  const cell = (column: number) => (cells[column - 1] ?? "").trim();
  const fault = (column: number, message: string, remedy: string) => {
    faults.push({
      code: "import.cell",
      subject: `line ${line}, column ${column}`,
      message,
      remedy,
    });
  };
  const time = cell(columns.time);
  const at = readMoment(time, { timeZone, dates });
  if (!at) {
    fault(
      columns.time,
      time === "" ? "is empty" : `${shown(time)} is no one minute of ${timeZone}`,
      `write it like ${EXAMPLE[dates]}, or 2026-10-31T08:15Z where the clocks change`,
    );
  }
  const written = cell(columns.value);
  const value = shortestDecimal(plainNumber(written, decimals));
  if (!value || value.isNegative()) {
    const what = written === "" ? "is empty" : `${shown(written)} is no number from 0 on`;
    fault(columns.value, what, `write it like 1234${decimals}5`);
  }
  const point = columns.point === undefined ? "" : cell(columns.point);
  if (columns.point !== undefined && point === "") {
    fault(columns.point, "is empty", "write the point's name or the meter's serial number");
  }
  return at && value && faults.length === 0 ? ok({ line, point, at, value }) : failed(faults);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, SHOWN_AT_MOST));
}

const EXAMPLE = {
  iso: "2026-10-31 08:15",
  "day-first": "31.10.2026 08:15",
  "month-first": "10/31/2026 08:15",
} as const;

function plainNumber(text: string, decimals: "." | ","): string {
  const grouping = decimals === "." ? /[,\s'\u00a0\u202f]/g : /[.\s'\u00a0\u202f]/g;
  return text.replace(grouping, "").replace(",", ".");
}

/** An instant of a whole minute; undefined where it is none, or the clocks skip or repeat it. */
function readMoment(
  text: string,
  { timeZone, dates }: Pick<TableForm, "timeZone" | "dates">,
): Temporal.Instant | undefined {
  try {
    const iso = isoOf(text, dates);
    const at = /Z$|[+-]\d\d:\d\d$/.test(iso)
      ? Temporal.Instant.from(iso)
      : Temporal.PlainDateTime.from(iso)
          .toZonedDateTime(timeZone, { disambiguation: "reject" })
          .toInstant();
    return at.epochMilliseconds % MS_PER_MINUTE === 0
      ? at
      : at.round({ smallestUnit: "minute", roundingMode: "floor" });
  } catch {
    return undefined;
  }
}

function isoOf(text: string, dates: TableForm["dates"]): string {
  const parts = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T,]+(\d{1,2}:\d{2}.*))?$/.exec(text);
  if (dates === "iso" || !parts) return text.replace(" ", "T");
  const [, first = "", second = "", year = "", time = "00:00"] = parts;
  const [day, month] = dates === "day-first" ? [first, second] : [second, first];
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T${time.padStart(5, "0")}`;
}

/** The cells of a line of CSV: quoted ones may hold the separator; a doubled quote is one. */
export function csvCells(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? "";
    if (quoted && char === '"' && line[at + 1] === '"') {
      cell += char;
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += char;
  }
  return [...cells, cell];
}

/** The separator of a file: the one that its first line has most of. */
export function csvSeparator(firstLine: string): string {
  const counts = [";", "\t", ","].map((one) => [one, firstLine.split(one).length] as const);
  const [best] = counts.toSorted(([, a], [, b]) => b - a);
  return best?.[0] ?? ",";
}

/** Whether a first row is a heading: nothing in it could be a time or a value. */
export function isHeading(cells: readonly string[], { time, value }: TableColumns): boolean {
  return ![time, value].some((column) => /\d/.test(cells[column - 1] ?? ""));
}
