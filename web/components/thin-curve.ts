/** Curves of more values than the screen has pixels. */

type Line = readonly (number | null | undefined)[];

/** Fewer values a column than these are all drawn. */
const THIN_ABOVE = 4;

/**
 * Which values of lines, that share their places from `first` until before `end`, are to be drawn in
 * so many columns of pixels: of each column and line the lowest, the highest, and the first of those
 * that are missing, so that what is drawn reaches as far up and down and has the same gaps as all of
 * it. In ascending order.
 */
export function thinPlaces(
  lines: readonly Line[],
  {
    first,
    end,
    columns,
  }: { readonly first: number; readonly end: number; readonly columns: number },
): readonly number[] {
  const count = end - first;
  if (count <= columns * THIN_ABOVE) return Array.from({ length: count }, (_, n) => first + n);
  const places: number[] = [];
  for (let column = 0; column < columns; column += 1) {
    const from = first + Math.floor((count * column) / columns);
    const to = first + Math.floor((count * (column + 1)) / columns);
    const kept = lines.flatMap((line) => extremes(line, from, to));
    for (const place of new Set(kept.toSorted((a, b) => a - b))) places.push(place);
  }
  return places;
}

function extremes(line: Line, from: number, to: number): number[] {
  let lowest: number | undefined;
  let highest: number | undefined;
  let missing: number | undefined;
  let low = Infinity;
  let high = -Infinity;
  for (let place = from; place < to; place += 1) {
    const value = line[place];
    if (value === null || value === undefined) {
      missing ??= place;
      continue;
    }
    if (value < low) {
      low = value;
      lowest = place;
    }
    if (value > high) {
      high = value;
      highest = place;
    }
  }
  return [lowest, highest, missing].filter((place) => place !== undefined);
}
