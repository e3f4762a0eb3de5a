/**
 * Tries the tests: puts one small fault after the other into the sources that match a pattern and
 * looks whether a test notices. CONTRIBUTING.md says how to run it, docs/mutants.md what it found.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Judge, measure } from "./judge.ts";
import {
  digestOf,
  type FileResult,
  keep,
  keptResult,
  type LeftMutant,
  placeKey,
} from "./kept-results.ts";
import { mutantsOf } from "./mutants.ts";
import { listSurvivors } from "./survivors.ts";
import { withMutants } from "./with-mutants.ts";

const ROOT = join(import.meta.dirname, "../..");
/** The tests of the tariffs and their rating that need no process, file server or database. */
const RATING_TESTS = [
  "src/domain/{tariff,rating}/*.test.ts",
  "src/domain/billing/point-terms.test.ts",
  "test/bills/{catalogue-tariffs,published-tariffs,tariff-guide,tariff-schema}.test.ts",
  "test/errors/tariff-documents.test.ts",
  "test/explained/*.test.ts",
  // Not the hostile documents: they look at the clock.
  "test/rating/{engines-agree,laws}.test.ts",
];
/** What survives runs through all of them, so the generated ones are few. */
process.env["RATING_CASES"] ??= "30";

const USAGE = `tools/mutation/mutate.ts PATTERN... [--tests PATTERN]... [--keep FOLDER] [--list FILE]

  PATTERN        sources to put faults into: 'src/domain/rating/*.ts'
  --tests        tests that should notice, those of the rating unless said
  --keep FOLDER  where what was found is kept, .cache/mutants unless said: a file that has not
                 changed since is tried with its survivors only, and not at all with the same tests
  --anew         tries everything, whatever is kept
  --uncached     loads all modules anew for each, so that no cache hides one: ten times as slow, and
                 meant for what survived
  --list FILE    lists the survivors there, by file, with the reasons that it gave for them before`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string", multiple: true, default: RATING_TESTS },
    keep: { type: "string", default: ".cache/mutants" },
    anew: { type: "boolean", default: false },
    uncached: { type: "boolean", default: false },
    list: { type: "string" },
  },
});

function filesOf(patterns: readonly string[]): string[] {
  return patterns.flatMap((one) => globSync(one, { cwd: ROOT })).toSorted();
}

async function run(sources: readonly string[], tests: readonly string[]): Promise<void> {
  const texts = tests.map((path) => readFileSync(join(ROOT, path), "utf8"));
  const testsDigest = digestOf([...texts, String(values.uncached)]);
  const measured = await measure(tests.map((path) => pathToFileURL(join(ROOT, path)).href));
  process.stdout.write(`${measured.tests.length} tests in ${tests.length} files\n`);
  const judge = new Judge(measured);
  const results: FileResult[] = [];
  for (const path of sources) {
    const result = await resultOf(path, testsDigest, judge);
    if (result.mutants === 0) continue;
    results.push(result);
    process.stdout.write(`${path}: ${scoreOf([result])}\n`);
  }
  await judge.end();
  process.stdout.write(`All: ${scoreOf(results)}\n`);
  if (values.list !== undefined) process.stdout.write(listSurvivors(values.list, results));
}

async function resultOf(path: string, testsDigest: string, judge: Judge): Promise<FileResult> {
  const source = readFileSync(join(ROOT, path), "utf8");
  const digest = digestOf([source]);
  const before = values.anew ? undefined : keptResult(values.keep, path, digest);
  if (before?.testsDigest === testsDigest) return before;
  const known = before && new Set(before.left.map(placeKey));
  const mutants = mutantsOf(path, source);
  const url = pathToFileURL(join(ROOT, path)).href;
  const mutated = { url, text: withMutants(source, mutants) };
  const asked = mutants
    .map((mutant, n) => ({ ...mutant, url, number: n + 1 }))
    // What a test noticed once is noticed again.
    .filter((mutant) => !known || known.has(placeKey(mutant)));
  // Those for which modules are loaded anew come last, so that the others stay compiled.
  const { cold = [], warm = [] } = Object.groupBy(asked, (one) =>
    values.uncached || judge.isCold(one) ? "cold" : "warm",
  );
  const left: LeftMutant[] = [];
  for (const mutant of [...warm, ...cold]) {
    const { number } = mutant;
    const isCold = cold.includes(mutant);
    let verdict = await judge.judge(mutant, { source: mutated, number, isCold });
    // Another mutant's trace in a cache: again, with nothing of it left.
    if (verdict === "spoiled") {
      verdict = await judge.judge(mutant, { source: mutated, number, isCold: true });
    }
    if (verdict !== "killed") left.push({ ...mutant, state: verdict });
  }
  left.sort((a, b) => a.from - b.from);
  const result = { path, digest, testsDigest, mutants: mutants.length, left };
  keep(values.keep, result);
  return result;
}

function scoreOf(results: readonly FileResult[]): string {
  const all = results.reduce((sum, { mutants }) => sum + mutants, 0);
  const killed = results.reduce((sum, { left }) => sum - left.length, all);
  return `${killed} of ${all} killed, ${((100 * killed) / all).toFixed(1)} %`;
}

if (positionals.length === 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  await run(
    filesOf(positionals).filter((path) => !path.endsWith(".test.ts")),
    filesOf(values.tests),
  );
}
