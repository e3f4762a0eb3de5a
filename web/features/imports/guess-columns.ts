/** What a file's first rows look like: a first guess, which the person sees and changes. */
export interface ColumnGuess {
  /** Columns from 1. */
  readonly time: number | undefined;
  readonly value: number | undefined;
  readonly point: number | undefined;
  readonly dates: "iso" | "day-first" | "month-first";
  readonly decimals: "." | ",";
}

const ISO = /^\d{4}-\d{2}-\d{2}/;
const DAY_FIRST = /^\d{1,2}\.\d{1,2}\.\d{4}/;
const SLASHED = /^\d{1,2}\/\d{1,2}\/\d{4}/;
const NUMBER = /^[\d\s'.,]*\d$/;

/** Guesses by the last of the rows, which is no heading; a value stands further right than a name. */
export function guessColumns(rows: readonly (readonly string[])[]): ColumnGuess {
  const cells = (rows.at(-1) ?? []).map((cell) => cell.trim());
  const find = (test: (cell: string) => boolean) => {
    const at = cells.findIndex(test);
    return at < 0 ? undefined : at + 1;
  };
  const isTime = (cell: string) => [ISO, DAY_FIRST, SLASHED].some((form) => form.test(cell));
  const time = find(isTime);
  const written = time === undefined ? "" : (cells[time - 1] ?? "");
  const value = find((cell) => NUMBER.test(cell) && !isTime(cell));
  const number = value === undefined ? "" : (cells[value - 1] ?? "");
  return {
    time,
    value,
    point: find((cell) => cell !== "" && !isTime(cell) && !NUMBER.test(cell)),
    dates: SLASHED.test(written) ? "month-first" : DAY_FIRST.test(written) ? "day-first" : "iso",
    decimals: /,\d+$/.test(number) && !/,\d{3}$/.test(number) ? "," : ".",
  };
}
