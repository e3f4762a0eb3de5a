import assert from "node:assert/strict";
import { test } from "node:test";
import { Breaker } from "./breaker.ts";

const STEP_MS = 100;

/** The pauses after each failure of a meter that stays silent for so long. */
function pausesOf(silentForMs: number, costMs: number): number[] {
  const breaker = new Breaker();
  const pauses: number[] = [];
  let nowMs = 0;
  while (nowMs < silentForMs) {
    breaker.failed(nowMs, costMs);
    const failedMs = nowMs;
    while (!breaker.allows(nowMs)) nowMs += STEP_MS;
    pauses.push(nowMs - failedMs);
    nowMs += costMs;
  }
  return pauses;
}

test("one lost frame costs no pause; a meter that has been silent for minutes is still seen within ten seconds", () => {
  const [first, second, third, ...later] = pausesOf(200_000, 250);
  assert.deepEqual([first, second], [0, 7_500]);
  assert.ok((third ?? 0) >= 7_500);
  assert.ok(
    later.every((pause) => pause >= 7_500 && pause <= 10_000),
    String(later),
  );
});

test("a silent meter takes less than 5 % of its line's time, however long its time-out", () => {
  for (const costMs of [250, 1_000, 4_000, 10_000, 20_000]) {
    const silentForMs = 3_600_000;
    const failures = pausesOf(silentForMs, costMs).length;
    assert.ok((failures * costMs) / silentForMs < 0.05, `${failures} × ${costMs} ms`);
  }
});

test("the longer the silence the rarer the attempts, but never rarer than every five minutes", () => {
  const pauses = pausesOf(24 * 3_600_000, 250);
  assert.ok(pauses.every((pause, n) => n === 0 || pause >= (pauses[n - 1] ?? 0)));
  assert.equal(pauses.at(-1), 300_000);
});

test("an answer opens the way again", () => {
  const breaker = new Breaker();
  for (let failure = 0; failure < 5; failure += 1) breaker.failed(0, 1_000);
  assert.ok(!breaker.allows(1_000) && breaker.isFailing);
  breaker.succeeded();
  assert.ok(breaker.allows(1_000) && !breaker.isFailing);
});

test("a clock that is set back by a day keeps no meter from being asked", () => {
  const breaker = new Breaker();
  const nowMs = 1_000_000_000;
  for (let n = 0; n < 5; n++) breaker.failed(nowMs, 0);
  assert.equal(breaker.allows(nowMs + 1), false);
  assert.equal(breaker.allows(nowMs - 86_400_000), true);
  // Silent for a moment by the new time, not for a day before it: the pause is a short one.
  breaker.failed(nowMs - 86_400_000, 0);
  assert.equal(breaker.opensAtMs, nowMs - 86_400_000 + 8_000);
});
