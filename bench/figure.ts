/** One measured number of a bench module. */
export interface Figure {
  /** What was measured: `a year of quarter hours, season tariff`. */
  readonly figure: string;
  readonly value: number;
  /** `ms`, `rows/s`, `bytes/reading`. */
  readonly unit: string;
  /** What the number has to be held against, in the same unit; said only where we know it. */
  readonly against?: { readonly what: string; readonly value: number };
}

/** small: about a minute, to see that nothing has become slow; full: as much as is promised. */
export type BenchSize = "small" | "full";

/** What a caller of a bench may choose. */
export interface BenchOptions {
  /** Of random data, where the bench draws any; its own when undefined. */
  readonly seed?: number | undefined;
  /** Minutes from one reading to the next, where the bench knows several; its own when undefined. */
  readonly interval?: 15 | 60 | undefined;
  /** Of the data, where the bench knows sizes; small when undefined. */
  readonly size?: BenchSize | undefined;
}

/**
 * What a file `bench/<name>.bench.ts` exports: `run` measures and yields its figures as they come.
 * Each figure is the best or the median of several rounds; the module says which, and on what data.
 */
export interface Bench {
  run(options?: BenchOptions): AsyncIterable<Figure> | Promise<readonly Figure[]>;
}
