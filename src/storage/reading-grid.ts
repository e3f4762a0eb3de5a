import { READING_QUALITY } from "#domain/metering/reading-quality.ts";

/** The instants of readings in equal steps, and their qualities where all were measured. */
export interface ReadingGrid {
  readonly epochMs: Float64Array;
  readonly measured: Uint8Array;
}

/** Where a grid begins, how wide its steps are, and how many readings it has. */
export interface GridSteps {
  readonly firstMs: number;
  readonly stepMs: number;
  readonly readings: number;
}

/** A grid of its own, to be written to. */
export function newGrid({ firstMs, stepMs, readings }: GridSteps): ReadingGrid {
  const epochMs = new Float64Array(readings);
  for (let n = 0; n < readings; n += 1) epochMs[n] = firstMs + n * stepMs;
  return { epochMs, measured: new Uint8Array(readings).fill(READING_QUALITY.measured) };
}

const grids = new Map<string, ReadingGrid>();
const GRIDS_AT_MOST = 100;

/**
 * The grid with these steps, not to be changed: the same ones come again and again, since all
 * channels of a site are read at the same instants.
 */
export function sharedGrid(steps: GridSteps): ReadingGrid {
  const key = `${steps.firstMs} ${steps.stepMs} ${steps.readings}`;
  const known = grids.get(key);
  if (known) return known;
  if (grids.size === GRIDS_AT_MOST) grids.clear();
  const grid = newGrid(steps);
  grids.set(key, grid);
  return grid;
}
