/** The second process of the billing bench: a worker as `./smartpm start` runs, and nothing else. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { workBillRuns } from "#jobs/work-bill-run.ts";
import { MovableClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";

/** Shorter than a worker's round, so that it is there when a run begins. */
const LOOKS_EVERY_MS = 10;

const [url = "", now = ""] = process.argv.slice(2);
const database = openDatabase(url);
const clock = new MovableClock(Temporal.Instant.from(now));
const ended = new AbortController();
process.on("message", (message) => {
  assert.ok(message === "use" || message === "end");
  if (message === "end") ended.abort();
  else process.send?.({ cpu: process.cpuUsage(), memoryKb: process.resourceUsage().maxRSS });
});
process.send?.("ready");
while (!ended.signal.aborted) {
  await workBillRuns({ database, clock });
  await pause(LOOKS_EVERY_MS);
}
await database.close();
process.disconnect?.();
