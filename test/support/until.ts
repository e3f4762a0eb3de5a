import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { errorText } from "#platform/refusal.ts";

const POLL_MS = 50;
const WAITS_AT_MOST_MS = 180_000;

/** Waits for a condition, on a busy machine too; while the database is down it does not hold. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  let problem = "";
  for (let waitedMs = 0; waitedMs < WAITS_AT_MOST_MS; waitedMs += POLL_MS) {
    try {
      if (await holds()) return;
      problem = "";
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      problem = errorText(error);
    }
    await pause(POLL_MS);
  }
  assert.fail(`not within ${WAITS_AT_MOST_MS} ms: ${what} ${problem}`);
}
