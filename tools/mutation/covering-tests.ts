import type { MeasuredTest } from "./mutation-thread.ts";
import type { PlacedMutant } from "./mutated-modules.ts";

/** The tests that pass through the mutant's place, the quickest first. */
export function testsFor(mutant: PlacedMutant, measured: readonly MeasuredTest[]): MeasuredTest[] {
  const through = measured.filter(({ covered }) => isCovered(mutant, covered));
  const tests =
    through.length > 0 || !runsOnce(mutant, measured) ? through : users(mutant, measured);
  return tests.toSorted((a, b) => a.milliseconds - b.milliseconds);
}

/** What runs once, when its file is loaded, is noticed by whichever test uses the file. */
function users({ url }: PlacedMutant, measured: readonly MeasuredTest[]): readonly MeasuredTest[] {
  const found = measured.filter(({ covered }) => covered.some((file) => file.url === url));
  // A file of nothing but constants is passed through by none.
  return found.length > 0 ? found : measured;
}

function isCovered({ url, seenAt }: PlacedMutant, covered: MeasuredTest["covered"]): boolean {
  const file = covered.find((one) => one.url === url);
  const innermost = file?.ranges.findLast(({ from, to }) => from <= seenAt && seenAt < to);
  return (innermost?.count ?? 0) > 0;
}

/** Whether no function of the file has the place in it. */
function runsOnce({ url, seenAt }: PlacedMutant, measured: readonly MeasuredTest[]): boolean {
  return !measured.some(({ covered }) =>
    covered.some(
      (file) =>
        file.url === url &&
        file.ranges.some(({ from, to }) => from > 0 && from <= seenAt && seenAt < to),
    ),
  );
}
