import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { patience } from "./slow-browser.ts";

const LOOK_AGAIN_MS = 50;
const WAITS_AT_MOST_MS = patience(30_000);

/**
 * Waits until what is read, from a page mostly, is what is wanted; fails with the difference of the
 * last look. For what no locator can be waited for: a page shows it a moment after a click.
 */
export async function comesTo<Value>(
  wanted: Value,
  read: () => Promise<Value>,
  message = "it does not come to what is wanted",
): Promise<void> {
  const deadline = performance.now() + WAITS_AT_MOST_MS;
  let last = await read();
  while (!isDeepStrictEqual(last, wanted) && performance.now() < deadline) {
    await pause(LOOK_AGAIN_MS);
    last = await read();
  }
  assert.deepEqual(last, wanted, message);
}
