import assert from "node:assert/strict";
import { test } from "node:test";
import { lineState, meterState } from "./communication-state.ts";

const NOW = Temporal.Instant.from("2026-11-24T10:00:00Z");
const polled = { onLine: true, lastAttemptAt: NOW.subtract({ seconds: 5 }) };

test("a meter is silent by the same two failures that raise its alarm", () => {
  assert.equal(meterState({ ...polled, consecutiveFailures: 0 }, NOW), "answering");
  assert.equal(meterState({ ...polled, consecutiveFailures: 1 }, NOW), "answering");
  assert.equal(meterState({ ...polled, consecutiveFailures: 2 }, NOW), "silent");
});

test("nobody knows of a meter that is not polled, or not any more", () => {
  const never = { onLine: true, lastAttemptAt: null, consecutiveFailures: 0 };
  assert.equal(meterState(never, NOW), "unknown");
  assert.equal(meterState({ ...polled, consecutiveFailures: 0 }, NOW.add({ hours: 1 })), "unknown");
  assert.equal(meterState({ ...never, onLine: false }, NOW), "unread");
});

test("a line is down only when none of its meters answers", () => {
  const line = { enabled: true, answering: 3, silent: 0 };
  assert.equal(lineState(line), "good");
  assert.equal(lineState({ ...line, silent: 1 }), "partial");
  assert.equal(lineState({ ...line, answering: 0, silent: 4 }), "down");
  assert.equal(lineState({ ...line, answering: 0 }), "unknown");
  assert.equal(lineState({ ...line, enabled: false }), "disabled");
});
