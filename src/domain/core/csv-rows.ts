/** What separates cells, the likeliest first: a comma, or where commas are decimal points. */
const SEPARATORS = [",", ";", "\t"] as const;

/**
 * The rows of a CSV file by RFC 4180: cells may be quoted, a quote in them is doubled. The
 * separator is the one that stands most often in the heading.
 */
export function csvRows(text: string): string[][] {
  const body = text.replace(/^\uFEFF/, "");
  const heading = body.slice(0, body.search(/[\r\n]|$/));
  const separator = SEPARATORS.toSorted(
    (a, b) => heading.split(b).length - heading.split(a).length,
  )[0];
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
