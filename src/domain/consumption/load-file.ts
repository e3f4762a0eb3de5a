import { Decimal } from "#domain/core/decimal.ts";
import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import { shortestDecimal } from "./shortest-decimal.ts";

/** A line of a load file. */
export interface LoadLine {
  /** Counted from 1. */
  readonly line: number;
  readonly value: Decimal;
}

/** A line that says when its register value was read. */
export interface TimedLine extends LoadLine {
  /** As written: an instant, or a local time. */
  readonly time: string;
}

/** What a load file holds: an amount for each interval, or register values with their times. */
export type LoadFile =
  | { readonly kind: "amounts"; readonly lines: readonly LoadLine[] }
  | { readonly kind: "registers"; readonly lines: readonly TimedLine[] };

/** A year of minutes twice over. */
const LINES_AT_MOST = 1_100_000;

/** Faults told of one file: more would not help. */
const FAULTS_AT_MOST = 10;

/**
 * Reads a load file: one number a line, or `time,register` on each. A first line of words is a
 * heading; empty lines at the end do not count.
 */
export function parseLoadFile(text: string): Result<LoadFile> {
  const rows = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/);
  if (rows.length > LINES_AT_MOST) {
    return failed([fault(LINES_AT_MOST + 1, `is one too many`, "split the file")]);
  }
  const heading = isHeading(rows[0] ?? "") ? 1 : 0;
  const first = rows[heading];
  if (first === undefined || first.trim() === "") {
    return failed([fault(heading + 1, "holds no value", "write one number a line, like 12.5")]);
  }
  return first.includes(",") ? parseTimed(rows, heading) : parseAmounts(rows, heading);
}

function parseAmounts(rows: readonly string[], heading: number): Result<LoadFile> {
  const faults: Fault[] = [];
  const lines: LoadLine[] = [];
  for (let n = heading; n < rows.length && faults.length < FAULTS_AT_MOST; n += 1) {
    const value = numberOf(rows[n] ?? "");
    if (!value) faults.push(notANumber(n + 1, rows[n] ?? ""));
    else if (value.isNegative()) {
      faults.push(fault(n + 1, `${value} is below zero`, "a register only climbs"));
    } else lines.push({ line: n + 1, value });
  }
  return faults.length > 0 ? failed(faults) : ok({ kind: "amounts", lines });
}

function parseTimed(rows: readonly string[], heading: number): Result<LoadFile> {
  const faults: Fault[] = [];
  const lines: TimedLine[] = [];
  for (let n = heading; n < rows.length && faults.length < FAULTS_AT_MOST; n += 1) {
    const [time = "", register = "", ...surplus] = (rows[n] ?? "").split(",");
    const value = numberOf(register);
    if (surplus.length > 0 || time.trim() === "") {
      faults.push(
        fault(n + 1, "is not a time and a register", "write it like 2026-01-01T00:00,1234.5"),
      );
    } else if (!value || value.isNegative()) faults.push(notANumber(n + 1, register));
    else lines.push({ line: n + 1, time: time.trim(), value });
  }
  return faults.length > 0 ? failed(faults) : ok({ kind: "registers", lines });
}

function numberOf(text: string): Decimal | undefined {
  return shortestDecimal(text.trim());
}

/** Nothing in it could be a number. */
function isHeading(row: string): boolean {
  return row.trim() !== "" && !/\d/.test(row);
}

const SHOWN_AT_MOST = 40;

function notANumber(line: number, text: string): Fault {
  const shown = JSON.stringify(text.trim().slice(0, SHOWN_AT_MOST));
  return fault(line, `${shown} is not a number`, "write it like 12.5");
}

function fault(line: number, message: string, remedy: string): Fault {
  return { code: "load.line", subject: `line ${line}`, message, remedy };
}
