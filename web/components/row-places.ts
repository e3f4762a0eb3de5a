/**
 * Which row of a long list each of its few elements shows. An element keeps to the rows whose number
 * leaves the same rest, divided by how many elements there are: when the list is scrolled by one row,
 * one element is filled with another and all others stay as they are.
 */

/** As rows.module.css has it, in pixels: every row of a long list is as high as the others. */
export const ROW_HEIGHT = 61;

export interface Stretch {
  /** The first row that is in the page, counted from 0. */
  readonly first: number;
  /** How many rows are in the page. */
  readonly size: number;
  /** The row that the first element shows or, since then, would have shown. */
  readonly turn: number;
}

export interface Place {
  /** Which element, counted from 0; the same one for all rows that it shows in turn. */
  readonly element: number;
  /** The row that it shows, counted from 0. */
  readonly index: number;
}

/** The elements in their order in the page. They stand in the order of the list where `turn` is `first`. */
export function placesOf({ first, size, turn }: Stretch): readonly Place[] {
  return Array.from({ length: size }, (_, n) => {
    const element = (turn + n) % size;
    return { element, index: first + ((element - (first % size) + size) % size) };
  });
}

/** The first of `size` rows so that those in view, and as many above as below them, are among them. */
export function firstOf({
  count,
  size,
  inView,
  above,
}: {
  /** Rows of the list. */
  readonly count: number;
  readonly size: number;
  /** How many fit into the window. */
  readonly inView: number;
  /** How many lie above the window; negative where the list begins below its upper edge. */
  readonly above: number;
}): number {
  const around = Math.floor((size - inView) / 2);
  return Math.max(0, Math.min(count - size, above - around));
}
