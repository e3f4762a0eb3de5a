import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CollectingOrder } from "#test/faults/collecting-process.ts";

export type Acknowledged = readonly [channelId: number, measuredMs: number, counts: number];

/** Starts a collector in a process group of its own; what it acknowledges goes to `acknowledged`. */
export function startCollecting(order: CollectingOrder, acknowledged: Acknowledged[]) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "../faults/collecting-process.ts"), JSON.stringify(order)],
    { detached: true, stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => acknowledged.push(...(JSON.parse(line) as Acknowledged[])));
  const firstLine = once(lines, "line");
  return { child, firstLine };
}

/** Ends it unless it has ended, and waits until it is gone. */
export async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  process.kill(signal === "SIGKILL" ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
  await closed;
}
