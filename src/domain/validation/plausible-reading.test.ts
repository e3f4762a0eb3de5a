import assert from "node:assert/strict";
import { test } from "node:test";
import { type EnteredReading, plausibleReading } from "./plausible-reading.ts";
import { DEFAULT_RULES } from "./validation-rules.ts";

const DAY_MS = 86_400_000;

/** 30 days after a reading of 5,000, with 10 a day usual. */
function judge(counts: number, more: Partial<EnteredReading> = {}) {
  const before = { atMs: 0, counts: 5000 };
  const entered = { atMs: 30 * DAY_MS, before, modulus: 10_000, usualPerMs: 10 / DAY_MS };
  return plausibleReading({ ...entered, counts, ...more }, DEFAULT_RULES);
}

test("312 where 300 are usual is usual", () => {
  assert.deepEqual(judge(5312), { verdict: "usual", use: 312, usual: 300 });
});

test("more than three times, or less than a tenth, of what is usual is told", () => {
  assert.deepEqual(judge(5901), { verdict: "high", use: 901, usual: 300 });
  assert.deepEqual(judge(5029), { verdict: "low", use: 29, usual: 300 });
});

test("a value below the one before is a rollover from the last tenth to the first, else backwards", () => {
  assert.equal(judge(4999).verdict, "backwards");
  const before = { atMs: 0, counts: 9900 };
  assert.deepEqual(judge(200, { before }), { verdict: "rollover", use: 300, usual: 300 });
});

test("more than the connection can draw is told before all else", () => {
  assert.equal(judge(5312, { mostPerMs: 5 / DAY_MS }).verdict, "too-fast");
});

test("the first reading has nothing to be compared with", () => {
  assert.deepEqual(judge(1, { before: undefined }), { verdict: "first" });
});
