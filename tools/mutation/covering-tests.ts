import type { Covered, Measured, MeasuredTest } from "./mutation-thread.ts";
import type { Mutant } from "./mutants.ts";

export interface PlacedMutant extends Mutant {
  /** The file as a URL. */
  readonly url: string;
}

/** The tests that may notice the mutant, the quickest first. */
export function testsFor(mutant: PlacedMutant, { tests, atLoad }: Measured): MeasuredTest[] {
  // What is run when a module is loaded may show in any test.
  const found = isRunAtLoad(mutant, atLoad)
    ? tests
    : tests.filter(({ covered }) => isCovered(mutant, covered));
  return found.toSorted((a, b) => a.milliseconds - b.milliseconds);
}

export function isRunAtLoad(mutant: PlacedMutant, atLoad: readonly Covered[]): boolean {
  return mutant.atLoad || isCovered(mutant, atLoad);
}

function isCovered({ url, whole }: PlacedMutant, covered: readonly Covered[]): boolean {
  const at = whole.from;
  return covered.some((file) => {
    if (file.url !== url) return false;
    const innermost = file.ranges.findLast(({ from, to }) => from <= at && at < to);
    return (innermost?.count ?? 0) > 0;
  });
}
