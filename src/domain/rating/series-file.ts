import { csvCells, csvSeparator } from "#domain/consumption/readings-table.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import type { PriceSeries, PriceStep } from "./circumstances.ts";

/** How the times of a file are to be read. */
export interface SeriesFileForm {
  /** Of times without an offset. */
  readonly timeZone: string;
  /** How long the last price holds; as long as the one before it where left out. */
  readonly stepMinutes?: number | undefined;
}

/** Thirty years of hours. */
const LINES_AT_MOST = 270_000;
/** Faults told of one file: more would not help. */
const FAULTS_AT_MOST = 10;
const SHOWN_AT_MOST = 40;
const DAY_MINUTES = 24 * 60;

/**
 * Reads prices from a file: on each line when one begins and what it is, `2026-01-01T00:00;0.085`,
 * in order of time; separated by comma, semicolon or tab; decimals with a point, or with a comma
 * where that does not separate. A first line of words is a heading. A time without an offset is
 * local; of the hour that comes twice in autumn the first such line is the first, and a line on an
 * hour that spring skips is a fault.
 */
export function parseSeriesFile(text: string, form: SeriesFileForm): Result<PriceSeries> {
  const rows = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/);
  if (rows.length > LINES_AT_MOST) {
    return failed([fault(LINES_AT_MOST + 1, "is one too many", "split the file")]);
  }
  const [first = ""] = rows;
  const separator = csvSeparator(first);
  const heading = /\d/.test(first) ? 0 : 1;
  const steps: PriceStep[] = [];
  const faults: Fault[] = [];
  for (const [n, row] of rows.slice(heading).entries()) {
    if (faults.length >= FAULTS_AT_MOST) break;
    const cells = csvCells(row, separator).map((cell) => cell.trim());
    const line = heading + n + 1;
    const step = readStep(cells, { line, separator, before: steps.at(-1), form });
    if (step.ok) steps.push(step.value);
    else faults.push(...step.faults);
  }
  if (faults.length > 0) return failed(faults);
  const to = endOf(steps, form);
  if (to) return ok({ steps, to });
  const remedy =
    "write at least one, like 2026-01-01T00:00;0.085; of one alone say how long it holds";
  return failed([
    fault(heading + 1, "there are too few prices to say how long the last holds", remedy),
  ]);
}

interface LinePlace {
  readonly line: number;
  readonly separator: string;
  readonly before: PriceStep | undefined;
  readonly form: SeriesFileForm;
}

function readStep(cells: readonly string[], place: LinePlace): Result<PriceStep> {
  const { line, separator, before, form } = place;
  const [time = "", written = "", ...surplus] = cells;
  if (surplus.some((cell) => cell !== "")) {
    return failed([fault(line, "holds more than a time and a price", "leave two columns")]);
  }
  const from = momentOf(time, form.timeZone, before?.from);
  const price = Decimal.tryParse(separator === "," ? written : written.replace(",", "."));
  if (!from) {
    const what = `${shown(time)} is no time of ${form.timeZone}`;
    return failed([fault(line, what, "write it like 2026-01-01T00:00, or with its offset")]);
  }
  if (!price)
    return failed([fault(line, `${shown(written)} is not a number`, "write it like 0.085")]);
  if (before && Temporal.Instant.compare(before.from, from) >= 0) {
    return failed([
      fault(line, "does not come after the line before it", "put it in order of time"),
    ]);
  }
  return ok({ from, price });
}

/** A day alone is its midnight. */
function momentOf(
  text: string,
  timeZone: string,
  before: Temporal.Instant | undefined,
): Temporal.Instant | undefined {
  const iso = text.replace(" ", "T");
  try {
    if (/(Z|[+-]\d\d:?\d\d)$/.test(iso)) return Temporal.Instant.from(iso);
    const local = Temporal.PlainDateTime.from(iso);
    const earlier = local.toZonedDateTime(timeZone);
    const later = local.toZonedDateTime(timeZone, { disambiguation: "later" });
    if (!earlier.toPlainDateTime().equals(local)) return undefined;
    const isSecond = before && Temporal.Instant.compare(earlier.toInstant(), before) <= 0;
    return (isSecond ? later : earlier).toInstant();
  } catch {
    return undefined;
  }
}

/** In days of the calendar where the last step was of days: a day has 23, 24 or 25 hours. */
function endOf(
  steps: readonly PriceStep[],
  { timeZone, stepMinutes }: SeriesFileForm,
): Temporal.Instant | undefined {
  const last = steps.at(-1);
  const previous = steps.at(-2);
  if (!last) return undefined;
  const begin = last.from.toZonedDateTimeISO(timeZone);
  if (stepMinutes !== undefined) {
    const isDays = stepMinutes % DAY_MINUTES === 0;
    const length = isDays ? { days: stepMinutes / DAY_MINUTES } : { minutes: stepMinutes };
    return begin.add(length).toInstant();
  }
  if (!previous) return undefined;
  return begin
    .add(previous.from.toZonedDateTimeISO(timeZone).until(begin, { largestUnit: "month" }))
    .toInstant();
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, SHOWN_AT_MOST));
}

function fault(line: number, message: string, remedy: string): Fault {
  return { code: "series.line", subject: `line ${line}`, message, remedy };
}
