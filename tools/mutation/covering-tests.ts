import type { MeasuredTest } from "./mutation-thread.ts";
import type { Mutant } from "./mutants.ts";

export interface PlacedMutant extends Mutant {
  /** The file as a URL. */
  readonly url: string;
}

/** The tests that pass through the mutant's place, the quickest first. */
export function testsFor(mutant: PlacedMutant, measured: readonly MeasuredTest[]): MeasuredTest[] {
  const through = measured.filter(({ covered }) => isCovered(mutant, covered));
  const tests = through.length > 0 || !mutant.atLoad ? through : users(mutant, measured);
  return tests.toSorted((a, b) => a.milliseconds - b.milliseconds);
}

/** What runs when its file is loaded is noticed by whichever test uses the file. */
function users({ url }: PlacedMutant, measured: readonly MeasuredTest[]): readonly MeasuredTest[] {
  const found = measured.filter(({ covered }) => covered.some((file) => file.url === url));
  // A file of nothing but constants is passed through by none.
  return found.length > 0 ? found : measured;
}

function isCovered({ url, whole }: PlacedMutant, covered: MeasuredTest["covered"]): boolean {
  const file = covered.find((one) => one.url === url);
  const at = whole.from;
  const innermost = file?.ranges.findLast(({ from, to }) => from <= at && at < to);
  return (innermost?.count ?? 0) > 0;
}
