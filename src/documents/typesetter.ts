import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { TypesetJob, TypesetReport } from "./typeset-job.ts";

/** Of what a crashing process writes, what is told. */
const LAST_WORDS_CHARACTERS = 500;

/** The process ended, or was ended, before it had answered. */
export class TypesetterCrash extends Error {
  override readonly name = "TypesetterCrash";
}

/** A process that sets one bill at a time. */
export interface Typesetter {
  readonly pid: number | undefined;
  /** Rejects with a TypesetterCrash when the process ends, or takes longer than `limitMs`. */
  run(job: TypesetJob, limitMs: number): Promise<Uint8Array>;
  /** False once the process has ended. */
  alive(): boolean;
  stop(): Promise<void>;
}

/** Starts a typesetting process; resolves when it is ready, within `limitMs`. */
export async function startTypesetter(limitMs: number): Promise<Typesetter> {
  const child = fork(join(import.meta.dirname, "typst-process.ts"), {
    execArgv: ["--expose-gc"],
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_CHARACTERS);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const answer = async (limit: number): Promise<TypesetReport> => {
    const report = await firstOf({ child, ended, limitMs: limit });
    if (typeof report === "object") return report;
    child.kill("SIGKILL");
    throw new TypesetterCrash(`the typesetting process ended: ${report} ${lastWords}`.trim());
  };
  await answer(limitMs);
  return {
    pid: child.pid,
    async run(job, limit) {
      // A process that has ended by now is seen by its exit, not by the failed sending.
      child.send(job, () => {});
      const report = await answer(limit);
      if (report.kind === "done") return report.output;
      throw new Error(report.kind === "failed" ? report.reason : "not a bill but a greeting");
    },
    alive: () => child.connected,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The next report, or in words why there is none. */
async function firstOf(awaited: {
  readonly child: ChildProcess;
  readonly ended: Promise<string>;
  readonly limitMs: number;
}): Promise<TypesetReport | string> {
  const { child, ended, limitMs } = awaited;
  const tidy: (() => void)[] = [];
  try {
    return await Promise.race([
      ended,
      new Promise<TypesetReport>((resolve) => {
        child.once("message", resolve);
        tidy.push(() => child.off("message", resolve));
      }),
      new Promise<string>((resolve) => {
        const timer = setTimeout(resolve, limitMs, `no answer in ${limitMs} ms`);
        tidy.push(() => clearTimeout(timer));
      }),
    ]);
  } finally {
    for (const undo of tidy) undo();
  }
}
