import encode from "qr";

/**
 * A QR code as a drawing, black on white, one unit a module. Error correction is medium: what
 * EPC069-12 asks for, and enough for paper.
 */
export function matrixCode(text: string): string {
  const rows = encode(text, "raw", { ecc: "medium", border: 1 });
  const size = rows.length;
  const runs = rows.flatMap((row, y) =>
    runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}" shape-rendering="crispEdges"><path d="${runs.join("")}"/></svg>`;
}

/** Where dark modules begin in a row, and how many follow each other. */
function runsOf(row: readonly boolean[]): (readonly [start: number, length: number])[] {
  const runs: [number, number][] = [];
  for (const [x, dark] of row.entries()) {
    const run = runs.at(-1);
    if (!dark) continue;
    if (run && run[0] + run[1] === x) run[1] += 1;
    else runs.push([x, 1]);
  }
  return runs;
}
