import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { testsFor } from "./covering-tests.ts";
import type { PlacedMutant } from "./mutated-modules.ts";
import type { Answer, MeasuredTest, Order } from "./mutation-thread.ts";

/** Modules stay loaded for as long as a thread lives, so each tries only so many mutants. */
const MUTANTS_PER_THREAD = 150;
/** A test that takes so many times as long as without a mutant hangs: one that loads its file, more. */
const PATIENCE = 10;
const LEAST_MS = 2000;
const LOOK_EVERY_MS = 250;
/** A mutant that fills the memory hangs too. */
const MEMORY_MB = 2048;

export interface Verdict {
  readonly mutant: PlacedMutant;
  readonly state: "killed" | "hung" | "survived" | "not-covered";
  readonly killedBy?: string;
}

/** Tries mutants in a thread, which is started anew after some of them and after one that hangs. */
export class Judge {
  readonly #measured: readonly MeasuredTest[];
  #thread: Worker | undefined;
  #tried = 0;

  constructor(measured: readonly MeasuredTest[]) {
    this.#measured = measured;
  }

  async judge(mutant: PlacedMutant): Promise<Verdict> {
    const tests = testsFor(mutant, this.#measured);
    if (tests.length === 0) return { mutant, state: "not-covered" };
    const isGone = this.#thread?.threadId === -1;
    if (isGone || this.#tried >= MUTANTS_PER_THREAD) await this.end();
    this.#thread ??= startThread();
    this.#tried += 1;
    const timed = tests.map(({ url, name, milliseconds }) => ({ url, name, milliseconds }));
    const answer = await ask(this.#thread, { kind: "try", mutant, tests: timed });
    if (answer === "hung" || answer.kind !== "tried") {
      await this.end();
      return { mutant, state: "hung" };
    }
    const { killedBy } = answer;
    return killedBy === undefined
      ? { mutant, state: "survived" }
      : { mutant, state: "killed", killedBy };
  }

  async end(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
    this.#tried = 0;
  }
}

/** Every test once without a mutant. Throws where one fails or does not end. */
export async function measure(urls: readonly string[]): Promise<readonly MeasuredTest[]> {
  const thread = startThread();
  const answer = await ask(thread, { kind: "measure", urls });
  await thread.terminate();
  if (answer === "hung") throw new Error("the tests do not end");
  if (answer.kind === "measured") return answer.tests;
  if (answer.kind === "failed-unmutated") {
    throw new Error(`"${answer.test.name}" fails without a mutant: ${answer.message}`);
  }
  throw new Error(`unexpected answer ${answer.kind}`);
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
  const { promise, resolve } = Promise.withResolvers<Answer | "hung">();
  let limitMs = Infinity;
  let usedBefore: number | undefined;
  const look = setInterval(() => {
    void usedMs(thread).then((used) => {
      usedBefore ??= used;
      if (used - usedBefore > limitMs) resolve("hung");
    });
  }, LOOK_EVERY_MS);
  const hear = (answer: Answer) => {
    if (answer.kind !== "began") return resolve(answer);
    limitMs = LEAST_MS + PATIENCE * answer.milliseconds;
    usedBefore = undefined;
  };
  const end = () => resolve("hung");
  thread.on("message", hear).once("exit", end);
  thread.postMessage(order);
  const answer = await promise;
  clearInterval(look);
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
