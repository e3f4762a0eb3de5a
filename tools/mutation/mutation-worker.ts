import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { testsFor } from "./covering-tests.ts";
import type { Answer, MeasuredTest, Order, TestName } from "./mutation-process.ts";
import type { PlacedMutant } from "./mutated-modules.ts";

/** Modules stay loaded for as long as a process lives, so each tries only so many mutants. */
const MUTANTS_PER_PROCESS = 120;
/** A mutant that takes so much longer than all its tests did hangs. */
const PATIENCE = 20;
const LEAST_MS = 15_000;

export interface Verdict {
  readonly mutant: PlacedMutant;
  readonly state: "killed" | "hung" | "survived" | "not-covered";
  readonly killedBy?: string;
}

export function startProcess(): ChildProcess {
  const file = join(import.meta.dirname, "mutation-process.ts");
  return fork(file, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
}

/** A process that is started anew after some mutants, and after one that hangs. */
export class Worker {
  #child: ChildProcess | undefined;
  #tried = 0;

  async judge(mutant: PlacedMutant, measured: readonly MeasuredTest[]): Promise<Verdict> {
    const tests = testsFor(mutant, measured);
    if (tests.length === 0) return { mutant, state: "not-covered" };
    if (this.#tried >= MUTANTS_PER_PROCESS) this.end();
    this.#child ??= startProcess();
    this.#tried += 1;
    const usual = tests.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    const names = tests.map(({ url, name }): TestName => ({ url, name }));
    const order = { kind: "try", mutant, tests: names } as const;
    const answer = await ask(this.#child, order, LEAST_MS + PATIENCE * usual);
    if (answer === "hung" || answer.kind !== "tried") {
      this.end();
      return { mutant, state: "hung" };
    }
    const { killedBy } = answer;
    return killedBy === undefined
      ? { mutant, state: "survived" }
      : { mutant, state: "killed", killedBy };
  }

  end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
    this.#tried = 0;
  }
}

/** What the process answers; "hung" when it does not in time, or ends without an answer. */
export async function ask(
  child: ChildProcess,
  order: Order,
  limitMs: number,
): Promise<Answer | "hung"> {
  return new Promise((resolve) => {
    const timer = Number.isFinite(limitMs) ? setTimeout(() => done("hung"), limitMs) : undefined;
    const done = (answer: Answer | "hung") => {
      clearTimeout(timer);
      child.removeAllListeners("message");
      child.removeAllListeners("exit");
      resolve(answer);
    };
    child.once("message", (answer: Answer) => done(answer));
    child.once("exit", () => done("hung"));
    child.send(order);
  });
}
