import assert from "node:assert/strict";
import { test } from "node:test";
import { Breaker } from "./breaker.ts";

/** A meter plugged in again is to be seen within about this. */
const SEEN_AGAIN_WITHIN_MS = 10_000;

test("one lost frame costs no pause; silence is asked again ever less often, but at least every 10 s", () => {
  const breaker = new Breaker();
  breaker.failed(0);
  assert.ok(breaker.allows(0));
  let nowMs = 0;
  let pauseMs = 0;
  for (let failure = 2; failure < 100; failure += 1) {
    breaker.failed(nowMs);
    assert.ok(!breaker.allows(nowMs));
    let laterMs = nowMs;
    while (!breaker.allows(laterMs)) laterMs += 100;
    assert.ok(laterMs - nowMs >= pauseMs);
    pauseMs = laterMs - nowMs;
    assert.ok(pauseMs <= SEEN_AGAIN_WITHIN_MS);
    nowMs = laterMs;
  }
  breaker.succeeded();
  assert.ok(breaker.allows(nowMs) && !breaker.isFailing);
});
