/**
 * Tries the tests: puts one small fault after the other into the sources that match a pattern and
 * looks whether a test notices. CONTRIBUTING.md says how to run it, docs/mutants.md what it found.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Judge, measure } from "./judge.ts";
import { digestOf, type FileResult, keep, keptResult, placeKey } from "./kept-results.ts";
import { mutantsOf } from "./mutants.ts";
import { listSurvivors } from "./survivors.ts";

const ROOT = join(import.meta.dirname, "../..");
const USAGE = `tools/mutation/mutate.ts PATTERN --tests PATTERN [--keep FOLDER] [--list FILE]

  PATTERN        sources to put faults into: 'src/domain/rating/*.ts'; several with commas
  --tests        tests that should notice; several patterns with commas
  --keep FOLDER  where what was found is kept, .cache/mutants unless said: a file that has not
                 changed since is tried with its survivors only, and not at all with the same tests
  --anew         tries everything, whatever is kept
  --list FILE    lists the survivors there, by file, with the reasons that it gave for them before`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string" },
    keep: { type: "string", default: ".cache/mutants" },
    anew: { type: "boolean", default: false },
    list: { type: "string" },
  },
});

function filesOf(patterns: string): string[] {
  return patterns
    .split(",")
    .flatMap((one) => globSync(one, { cwd: ROOT }))
    .toSorted();
}

async function run(sources: readonly string[], tests: readonly string[]): Promise<void> {
  const testsDigest = digestOf(tests.map((path) => readFileSync(join(ROOT, path), "utf8")));
  const measured = await measure(tests.map((path) => pathToFileURL(join(ROOT, path)).href));
  process.stdout.write(`${measured.length} tests in ${tests.length} files\n`);
  const judge = new Judge(measured);
  const results: FileResult[] = [];
  for (const path of sources) {
    const result = await resultOf(path, testsDigest, judge);
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
  const left: FileResult["left"][number][] = [];
  for (const mutant of mutants) {
    // What a test noticed once is noticed again.
    if (known && !known.has(placeKey(mutant))) continue;
    const url = pathToFileURL(join(ROOT, path)).href;
    const { state } = await judge.judge({ ...mutant, url });
    if (state === "survived" || state === "not-covered") left.push({ ...mutant, state });
  }
  const result = { path, digest, testsDigest, mutants: mutants.length, left };
  keep(values.keep, result);
  return result;
}

function scoreOf(results: readonly FileResult[]): string {
  const all = results.reduce((sum, { mutants }) => sum + mutants, 0);
  const killed = results.reduce((sum, { left }) => sum - left.length, all);
  return `${killed} of ${all} killed, ${((100 * killed) / all).toFixed(1)} %`;
}

const [pattern] = positionals;
if (pattern === undefined || values.tests === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  await run(
    filesOf(pattern).filter((path) => !path.endsWith(".test.ts")),
    filesOf(values.tests),
  );
}
