import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { PushTarget } from "#simulator/start-annex.ts";
import type { SimulatorOrder, SimulatorReady } from "#simulator/run.ts";

export interface RunningBuilding extends SimulatorReady {
  /** The meters that push their values begin to. */
  pushTo(target: PushTarget): void;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;

/** Starts the simulated building as a process of its own; resolves when its gateways listen. */
export async function startBuilding(order: SimulatorOrder): Promise<RunningBuilding> {
  const child = fork(join(import.meta.dirname, "../simulator/run.ts"), { stdio: "inherit" });
  const ended = once(child, "exit").then(() => {
    throw new Error("the simulated building ended by itself");
  });
  child.send(order);
  const timeout = AbortSignal.timeout(READY_WITHIN_MS);
  const [ready] = await Promise.race([once(child, "message", { signal: timeout }), ended]);
  // From here on its end is not an error of the start any more.
  ended.catch(() => {});
  return {
    ...(ready as SimulatorReady),
    pushTo: (target) => child.send(target),
    stop: () => stopped(child),
  };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.disconnect();
  await exit;
}
