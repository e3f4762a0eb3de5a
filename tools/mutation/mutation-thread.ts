/**
 * A thread that tries mutants one after the other: loads the tests with the mutated source in place
 * and runs those it is told to until one fails. Who started it ends it when a mutant hangs.
 */
import { Session } from "node:inspector/promises";
import { parentPort } from "node:worker_threads";
import * as fc from "fast-check";
import { generationUrl, installHooks, loadAnew, type MutatedSource } from "./mutated-modules.ts";
import { type NotedTest, runNoted, takeNoted } from "./test-harness.ts";
import { setActive } from "./with-mutants.ts";

/** A test by its file and its name there. */
export interface TestName {
  readonly url: string;
  readonly name: string;
}

export interface TimedTest extends TestName {
  /** What it takes without a mutant. */
  readonly milliseconds: number;
}

export type Order = { readonly kind: "measure"; readonly urls: readonly string[] } | TryOrder;

export interface TryOrder {
  readonly kind: "try";
  readonly source: MutatedSource;
  /** Which of its mutants. */
  readonly number: number;
  /** Whether the modules are loaded with it, as for what is run when they are loaded. */
  readonly isCold: boolean;
  readonly tests: readonly TimedTest[];
}

/** Stretches of one file that a test ran through. */
export interface Covered {
  readonly url: string;
  /** Innermost last; `count` 0 is a stretch that was passed over. */
  readonly ranges: readonly {
    readonly from: number;
    readonly to: number;
    readonly count: number;
  }[];
}

export interface MeasuredTest extends TimedTest {
  readonly covered: readonly Covered[];
}

export interface Measured {
  readonly tests: readonly MeasuredTest[];
  /** What is run when modules and tests are loaded. */
  readonly atLoad: readonly Covered[];
}

export type Answer =
  /** A test begins: it may take its own time. */
  | { readonly kind: "began"; readonly milliseconds: number }
  | ({ readonly kind: "measured" } & Measured)
  | { readonly kind: "failed-unmutated"; readonly test: TestName; readonly message: string }
  /** "spoiled": the test fails without the mutant too, as by what an earlier one left in a cache. */
  | { readonly kind: "tried"; readonly verdict: "killed" | "survived" | "spoiled" };

installHooks();
fc.configureGlobal({ endOnFailure: true });
parentPort?.on("message", (order: Order) => {
  void answer(order).then(say);
});

function say(message: Answer): void {
  parentPort?.postMessage(message, []);
}

async function answer(order: Order): Promise<Answer> {
  return order.kind === "measure" ? measure(order.urls) : tryMutant(order);
}

/** The tests of the current generation, by file. */
const loaded = new Map<string, readonly NotedTest[]>();
/** What the current generation was loaded with. */
let loadedWith: { readonly text: string; readonly number: number } | undefined;

async function load(url: string): Promise<readonly NotedTest[]> {
  const known = loaded.get(url);
  if (known) return known;
  await import(generationUrl(url));
  const noted = takeNoted();
  loaded.set(url, noted);
  return noted;
}

function prepare(source: MutatedSource | undefined, number: number): void {
  const text = source?.text ?? "";
  if (loadedWith?.text === text && loadedWith.number === number) return;
  loaded.clear();
  loadAnew(source);
  loadedWith = { text, number };
}

async function tryMutant({ source, number, isCold, tests }: TryOrder): Promise<Answer> {
  const atLoad = isCold ? number : 0;
  prepare(source, atLoad);
  for (const { url, name, milliseconds } of tests) {
    say({ kind: "began", milliseconds });
    setActive(atLoad);
    const failed = await fails({ url, name }, number);
    if (!failed) continue;
    prepare(source, 0);
    setActive(0);
    if (!(await fails({ url, name }, 0))) return { kind: "tried", verdict: "killed" };
    loadedWith = undefined;
    return { kind: "tried", verdict: "spoiled" };
  }
  return { kind: "tried", verdict: "survived" };
}

/** Whether the test fails with that mutant active. */
async function fails({ url, name }: TestName, number: number): Promise<boolean> {
  try {
    const noted = await load(url);
    setActive(number);
    const test = noted.find((one) => one.name === name);
    if (test) await runNoted(test);
    return false;
  } catch {
    return true;
  }
}

/** Runs every test once without a mutant and notes how long it takes and where it passes through. */
async function measure(urls: readonly string[]): Promise<Answer> {
  prepare(undefined, 0);
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const tests: MeasuredTest[] = [];
  const atLoad: Covered[] = [];
  for (const url of urls) {
    const noted = await load(url);
    const { result: loading } = await session.post("Profiler.takePreciseCoverage");
    atLoad.push(...coveredIn(loading));
    for (const test of noted) {
      const begin = performance.now();
      try {
        await runNoted(test);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { kind: "failed-unmutated", test: { url, name: test.name }, message };
      }
      const milliseconds = performance.now() - begin;
      const { result } = await session.post("Profiler.takePreciseCoverage");
      tests.push({ url, name: test.name, milliseconds, covered: coveredIn(result) });
    }
  }
  session.disconnect();
  return { kind: "measured", tests, atLoad };
}

function coveredIn(scripts: Awaited<ReturnType<typeof takeResult>>): readonly Covered[] {
  return scripts.flatMap(({ url, functions }) => {
    const [file = "", query] = url.split("?");
    if (query === undefined) return [];
    const ranges = functions.flatMap((one) =>
      one.ranges.map(({ startOffset, endOffset, count }) => ({
        from: startOffset,
        to: endOffset,
        count,
      })),
    );
    if (!ranges.some(({ count }) => count > 0)) return [];
    return [{ url: file, ranges: ranges.toSorted((a, b) => b.to - b.from - (a.to - a.from)) }];
  });
}

/** Only its type is used: what the profiler answers. */
declare function takeResult(): Promise<
  readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly {
        readonly startOffset: number;
        readonly endOffset: number;
        readonly count: number;
      }[];
    }[];
  }[]
>;
