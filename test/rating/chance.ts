import * as fc from "fast-check";

/** Draws from fast-check's generator, so that a seed repeats a case. */
export interface Chance {
  /** From `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(items: readonly T[]): T;
  /** True in about so many of a hundred draws. */
  percent(percent: number): boolean;
}

/** Every number as likely as another. */
function even(least: number, most: number): fc.Arbitrary<number> {
  return fc.noBias(fc.integer({ min: least, max: most }));
}

/** A value built by drawing as one goes. */
export function drawn<T>(build: (chance: Chance) => T): fc.Arbitrary<T> {
  return fc.gen().map((draw) => {
    const whole = (least: number, most: number) => draw(even, least, most);
    return build({
      whole,
      pick: (items) => items[whole(0, items.length - 1)]!,
      percent: (percent) => whole(0, 99) < percent,
    });
  });
}

export interface Size {
  readonly seed: number;
  readonly numRuns: number;
  /** A case is small already, and to make it smaller would take longer than to read it. */
  readonly endOnFailure: true;
}

/** How many cases to try, and from which seed: small and fixed unless the environment says more. */
export function sizeOf(usual: number): Size {
  const { RATING_CASES, RATING_SEED } = process.env;
  return {
    seed: Number(RATING_SEED ?? 20_261_125),
    numRuns: Number(RATING_CASES ?? usual),
    endOnFailure: true,
  };
}
