import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { isRunAtLoad, type PlacedMutant, testsFor } from "./covering-tests.ts";
import type { Answer, Measured, Order, TryOrder } from "./mutation-thread.ts";

/** Modules stay in memory for as long as a thread lives, so each loads them only so often. */
const LOADS_PER_THREAD = 100;
/** A test that takes so many times as long as without a mutant hangs: one that loads its file, more. */
const PATIENCE = 10;
const LEAST_MS = 2000;
const LOOK_EVERY_MS = 250;
/** A mutant that fills the memory hangs too. */
const MEMORY_MB = 2048;

export type Verdict = "killed" | "survived" | "spoiled" | "not-covered";

/** Tries mutants in a thread, which is started anew after some of them and after one that hangs. */
export class Judge {
  readonly #measured: Measured;
  #thread: Worker | undefined;
  #loads = 0;

  constructor(measured: Measured) {
    this.#measured = measured;
  }

  /** Whether modules have to be loaded anew for it. */
  isCold(mutant: PlacedMutant): boolean {
    return isRunAtLoad(mutant, this.#measured.atLoad);
  }

  /** What the tests say of the mutant; one that hangs is killed. */
  async judge(mutant: PlacedMutant, order: Omit<TryOrder, "kind" | "tests">): Promise<Verdict> {
    const tests = testsFor(mutant, this.#measured);
    if (tests.length === 0) return "not-covered";
    if (order.isCold) this.#loads += 1;
    if (this.#thread?.threadId === -1 || this.#loads > LOADS_PER_THREAD) await this.end();
    this.#thread ??= startThread();
    const timed = tests.map(({ url, name, milliseconds }) => ({ url, name, milliseconds }));
    const answer = await ask(this.#thread, { ...order, kind: "try", tests: timed });
    if (answer !== "hung" && answer.kind === "tried") return answer.verdict;
    await this.end();
    return "killed";
  }

  async end(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
    this.#loads = 0;
  }
}

/** Every test once without a mutant. Throws where one fails or does not end. */
export async function measure(urls: readonly string[]): Promise<Measured> {
  // Optimised code takes small functions into others and no longer counts them: tests that come to
  // a place would not be asked.
  optimise(false);
  const thread = startThread();
  const answer = await ask(thread, { kind: "measure", urls });
  await thread.terminate();
  optimise(true);
  if (answer === "hung") throw new Error("the tests do not end");
  if (answer.kind === "measured") return answer;
  if (answer.kind === "failed-unmutated") {
    throw new Error(`"${answer.test.name}" fails without a mutant: ${answer.message}`);
  }
  throw new Error(`unexpected answer ${answer.kind}`);
}

function optimise(isOn: boolean): void {
  for (const compiler of ["opt", "maglev"]) setFlagsFromString(`--${isOn ? "" : "no-"}${compiler}`);
}

function startThread(): Worker {
  const thread = new Worker(join(import.meta.dirname, "mutation-thread.ts"), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  // What a mutant leaves behind may still fail after its verdict; the next one gets another thread.
  return thread.on("error", () => undefined);
}

/**
 * What the thread answers; "hung" when a test takes too much of the processor, or when the thread
 * ends. The time of the processor, not of the wall: the machine may be busy with something else.
 */
async function ask(thread: Worker, order: Order): Promise<Answer | "hung"> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | "hung">();
  let limitMs = Infinity;
  let usedBefore: number | undefined;
  const look = async () => {
    const used = await usedMs(thread);
    usedBefore ??= used;
    if (used - usedBefore > limitMs) resolve("hung");
  };
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);
  const hear = (answer: Answer) => {
    if (answer.kind !== "began") return resolve(answer);
    limitMs = LEAST_MS + PATIENCE * answer.milliseconds;
    usedBefore = undefined;
  };
  // Only a test can end it: one that ends before any is no verdict.
  const end = () =>
    limitMs === Infinity ? reject(new Error("the thread does not run")) : resolve("hung");
  thread.on("message", hear).once("exit", end);
  thread.postMessage(order, []);
  const answer = await promise;
  clearInterval(looking);
  thread.off("message", hear).off("exit", end);
  return answer;
}

/** What the thread has used of the processor; nothing more once it has ended. */
async function usedMs(thread: Worker): Promise<number> {
  try {
    const { user, system } = await thread.cpuUsage();
    return (user + system) / 1000;
  } catch {
    return 0;
  }
}
