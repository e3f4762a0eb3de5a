import assert from "node:assert/strict";
import { test } from "node:test";
import { bypassedAt, bypassedFraction, withBypass } from "./bypass.ts";

const t = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);
const usedAt = (ms: number) => ms * 7;

test("nothing is missing before a bypass, its share during it, the same ever after", () => {
  const bypasses = withBypass(withBypass([], t(100), 0.3), t(200), 0);
  assert.equal(bypassedAt(bypasses, 100, usedAt), 0);
  assert.equal(bypassedAt(bypasses, 150, usedAt), 105);
  assert.equal(bypassedAt(bypasses, 999, usedAt), 210);
});

test("setting another share ends the first bypass and begins the next", () => {
  const bypasses = withBypass(withBypass([], t(100), 0.5), t(200), 0.1);
  assert.equal(bypassedFraction(bypasses), 0.1);
  assert.equal(bypassedAt(bypasses, 300, usedAt), 350 + 70);
});

test("a bypass of everything stops the register", () => {
  const bypasses = withBypass([], t(0), 1);
  assert.equal(usedAt(1234) - bypassedAt(bypasses, 1234, usedAt), 0);
});

test("a share outside 0 to 1 is refused", () => {
  assert.throws(() => withBypass([], t(0), 30), /between 0 and 1, not 30/);
  assert.throws(() => withBypass([], t(0), Number.NaN), /between 0 and 1/);
});
