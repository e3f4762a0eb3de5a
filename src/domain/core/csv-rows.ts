/** What separates cells, the likeliest first: a comma, or where commas are decimal points. */
const SEPARATORS = [",", ";", "\t"] as const;

/** Of a file that may have other lines above its heading, so much is read to find it. */
const HEAD_CHARACTERS = 20_000;

/**
 * The rows of a CSV file by RFC 4180: cells may be quoted, a quote in them is doubled. The
 * separator is the one that stands most often in the first line, which is the heading; where other lines
 * may stand above it, the one by which it is found among the rows.
 */
export function csvRows(
  text: string,
  hasHeading?: (rows: readonly (readonly string[])[]) => boolean,
): string[][] {
  const body = text.replace(/^\uFEFF/, "");
  const first = body.slice(0, body.search(/[\r\n]|$/));
  const separators = SEPARATORS.toSorted((a, b) => first.split(b).length - first.split(a).length);
  const head = body.slice(0, HEAD_CHARACTERS);
  const found = hasHeading && separators.find((one) => hasHeading(rowsOf(head, one)));
  return rowsOf(body, found ?? separators[0]);
}

function rowsOf(body: string, separator: string | undefined): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endRow = () => {
    row.push(cell);
    rows.push(row);
    [row, cell] = [[], ""];
  };
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at];
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (body[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === "") isQuoted = true;
    else if (sign === separator) {
      row.push(cell);
      cell = "";
    } else if (sign === "\n") endRow();
    else if (sign !== "\r") cell += sign;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}
