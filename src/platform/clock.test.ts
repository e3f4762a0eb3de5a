import assert from "node:assert/strict";
import { test } from "node:test";
import { clockOf } from "./clock.ts";

const START_MS = Date.parse("2026-11-25T10:00:00Z");
const DAY_MS = 86_400_000;
const LONG_MS = 1_000_000;

/** A machine on which time passes by itself, and whose clock can be set. */
function machine() {
  const begun = performance.now();
  const passedMs = () => performance.now() - begun;
  const set = { byMs: 0 };
  return { set, clock: clockOf(() => START_MS + passedMs() + set.byMs, passedMs) };
}

for (const [how, byMs] of [
  ["back", -DAY_MS],
  ["forward", DAY_MS],
] as const) {
  test(`a clock that is set ${how} by a day wakes whoever sleeps, to look again at what is due`, async () => {
    const { clock, set } = machine();
    const sleep = clock.sleepUntil(clock.now().add({ milliseconds: LONG_MS }));
    const soon = new Promise((resolve) => setImmediate(resolve, "still asleep"));
    assert.equal(await Promise.race([sleep, soon]), "still asleep");
    set.byMs = byMs;
    await sleep;
    assert.equal(clock.now().epochMilliseconds >= START_MS + byMs, true);
  });
}

test("a clock that is trimmed by a second wakes nobody before the time", async () => {
  const { clock, set } = machine();
  const until = clock.now().add({ milliseconds: 1_200 });
  const sleep = clock.sleepUntil(until);
  set.byMs = -1_000;
  await sleep;
  assert.ok(Temporal.Instant.compare(clock.now(), until) >= 0);
});

test("a sleep ends with its signal", async () => {
  const { clock } = machine();
  const stop = new AbortController();
  const sleep = clock.sleepUntil(clock.now().add({ milliseconds: LONG_MS }), stop.signal);
  stop.abort();
  await sleep;
});
