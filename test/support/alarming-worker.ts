import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { AlarmingOrder } from "#test/faults/alarming-process.ts";

/** Starts a worker that raises, clears and tells of alarms, in a process group of its own. */
export async function startAlarming(order: AlarmingOrder): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "../faults/alarming-process.ts");
  const child = spawn(process.execPath, [script, JSON.stringify(order)], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout ?? assert.fail("no output"), "data");
  return child;
}
