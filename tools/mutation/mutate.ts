/**
 * Tries the tests: puts one small fault after the other into the sources that match a pattern and
 * looks whether a test notices. CONTRIBUTING.md says how to run it, docs/mutants.md what it found.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { MeasuredTest } from "./mutation-process.ts";
import { ask, startProcess, type Verdict, Worker } from "./mutation-worker.ts";
import type { PlacedMutant } from "./mutated-modules.ts";
import { mutantsOf } from "./mutants.ts";

const ROOT = join(import.meta.dirname, "../..");
const USAGE = `tools/mutation/mutate.ts PATTERN --tests PATTERN [--sample N] [--seed N] [--json FILE]

  PATTERN       sources to put faults into: 'src/domain/rating/*.ts'; several with commas
  --tests       tests that should notice; several patterns with commas
  --sample N    try every Nth mutant only, from the seed on
  --json FILE   write the survivors there as well`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string" },
    sample: { type: "string", default: "1" },
    seed: { type: "string", default: "0" },
    json: { type: "string" },
    processes: { type: "string", default: "1" },
  },
});
function filesOf(patterns: string): string[] {
  return patterns
    .split(",")
    .flatMap((one) => globSync(one, { cwd: ROOT }))
    .map((path) => join(ROOT, path))
    .toSorted();
}

async function run(sources: readonly string[], tests: readonly string[]): Promise<void> {
  const measured = await measure(tests.map((path) => pathToFileURL(path).href));
  const step = Number(values.sample);
  const all = sources.flatMap((path) => {
    const url = pathToFileURL(path).href;
    return mutantsOf(path, readFileSync(path, "utf8")).map((mutant) => ({ ...mutant, url }));
  });
  const mutants = all.filter((_, n) => n % step === Number(values.seed) % step);
  process.stdout.write(`${measured.length} tests, ${mutants.length} of ${all.length} mutants\n`);
  const queue = [...mutants.entries()];
  const verdicts: Verdict[] = [];
  const work = async () => {
    const worker = new Worker();
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [n, mutant] = next;
      verdicts[n] = await worker.judge(mutant, measured);
      if (n % 100 === 99) process.stdout.write(`${n + 1} tried\n`);
    }
    worker.end();
  };
  await Promise.all(Array.from({ length: Number(values.processes) }, work));
  report(verdicts);
}

async function measure(urls: readonly string[]): Promise<readonly MeasuredTest[]> {
  const child = startProcess();
  const answer = await ask(child, { kind: "measure", urls }, Infinity);
  child.kill();
  if (answer === "hung") throw new Error("the tests do not end");
  if (answer.kind === "measured") return answer.tests;
  if (answer.kind === "failed-unmutated") {
    throw new Error(`"${answer.test.name}" fails without a mutant: ${answer.message}`);
  }
  throw new Error(`unexpected answer ${answer.kind}`);
}

function report(verdicts: readonly Verdict[]): void {
  const byFile = Map.groupBy(verdicts, ({ mutant }) => relative(ROOT, fileURLToPath(mutant.url)));
  for (const [path, own] of byFile) {
    const left = own.filter(({ state }) => state === "survived" || state === "not-covered");
    process.stdout.write(`\n${path}: ${scoreOf(own)}\n`);
    const source = readFileSync(join(ROOT, path), "utf8");
    for (const { mutant, state } of left) {
      process.stdout.write(`  ${placeText(source, mutant)}  ${state}\n`);
    }
  }
  process.stdout.write(`\nAll: ${scoreOf(verdicts)}\n`);
  if (values.json !== undefined) {
    const left = verdicts.filter(({ state }) => state === "survived" || state === "not-covered");
    writeFileSync(values.json, `${JSON.stringify(left, undefined, 1)}\n`);
  }
}

function scoreOf(verdicts: readonly Verdict[]): string {
  const killed = verdicts.filter(({ state }) => state === "killed" || state === "hung").length;
  return `${killed} of ${verdicts.length} killed, ${((100 * killed) / verdicts.length).toFixed(1)} %`;
}

function placeText(source: string, { from, to, replacement, kind }: PlacedMutant): string {
  const line = source.slice(0, from).split("\n").length;
  return `${line}: ${kind} ${placeShort(source.slice(from, to))} → ${placeShort(replacement) || "nothing"}`;
}

function placeShort(text: string): string {
  const flat = text.replace(/\s+/g, " ");
  return flat.length > 70 ? `${flat.slice(0, 70)}…` : flat;
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
