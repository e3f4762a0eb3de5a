import type { MeasuredTest } from "./mutation-process.ts";
import type { PlacedMutant } from "./mutated-modules.ts";

/** The tests that pass through the mutant's place, the quickest first. */
export function testsFor(mutant: PlacedMutant, measured: readonly MeasuredTest[]): MeasuredTest[] {
  const through = measured.filter(({ covered }) => isCovered(mutant, covered));
  // What runs once when a file is loaded is noticed by whichever test uses the file.
  const users = measured.filter(({ covered }) => covered.some(({ url }) => url === mutant.url));
  const tests = through.length > 0 ? through : isOutsideFunctions(mutant, measured) ? users : [];
  return tests.toSorted((a, b) => a.milliseconds - b.milliseconds);
}

function isCovered({ url, from, to }: PlacedMutant, covered: MeasuredTest["covered"]): boolean {
  const file = covered.find((one) => one.url === url);
  const innermost = file?.ranges.findLast((range) => range.from <= from && to <= range.to);
  return (innermost?.count ?? 0) > 0;
}

function isOutsideFunctions(
  { url, from, to }: PlacedMutant,
  measured: readonly MeasuredTest[],
): boolean {
  return !measured.some(({ covered }) =>
    covered.some(
      (file) =>
        file.url === url &&
        file.ranges.some((range) => range.from > 0 && range.from <= from && to <= range.to),
    ),
  );
}
