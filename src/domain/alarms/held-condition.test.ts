import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeHeld } from "./held-condition.ts";

const MINUTE_MS = 60_000;

/** A look each minute; what is said at each. */
function looks(conditions: readonly ("bad" | "good" | "between" | "unknown")[]) {
  let sinceMs: number | undefined;
  return conditions.map((condition, minute) => {
    const held = judgeHeld({ condition, sinceMs, nowMs: minute * MINUTE_MS, delayMinutes: 2 });
    sinceMs = held.sinceMs;
    return held.state;
  });
}

test("what has lasted two minutes is said, and what is good again is over at once", () => {
  assert.deepEqual(looks(["good", "bad", "bad", "bad", "bad", "good"]), [
    "off",
    "undecided",
    "undecided",
    "on",
    "on",
    "off",
  ]);
});

test("a value that is not known proves nothing: the time begins anew", () => {
  assert.deepEqual(looks(["bad", "bad", "unknown", "bad", "bad", "bad"]).slice(2), [
    "undecided",
    "undecided",
    "undecided",
    "on",
  ]);
});

test("a clock that was set back begins the time anew instead of waiting for the old one", () => {
  const held = judgeHeld({ condition: "bad", sinceMs: 9e9, nowMs: 1000, delayMinutes: 0 });
  assert.deepEqual(held, { sinceMs: 1000, state: "on" });
});
