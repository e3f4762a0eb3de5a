import assert from "node:assert/strict";
import { test } from "node:test";
import { HabitEvidence } from "./habit-evidence.ts";

const HOURS = 24;
const HALF = Math.log(0.5);

function evidenceOf(surpriseAt: (hour: number) => number, { deviation = 0.1, kept = 0 } = {}) {
  return new HabitEvidence({
    surprises: Float64Array.from({ length: HOURS }, (_, hour) => surpriseAt(hour)),
    usual: new Float64Array(HOURS).fill(1),
    variances: new Float64Array(HOURS).fill(deviation ** 2),
    kept,
    stepsShown: HOURS,
  });
}

test("a fall that was seen speaks for it, in its hour and in no other", () => {
  const fell = evidenceOf((hour) => (hour === 10 ? HALF : 0));
  assert.ok(fell.oddsOf(10, HALF) > 2, `${fell.oddsOf(10, HALF)}`);
  assert.ok(fell.oddsOf(9, HALF) < -2);
  assert.ok(
    fell.oddsOf(10, HALF) > fell.oddsOf(10, Math.log(0.8)),
    "by that share, not by another",
  );
});

test("nothing seen is no evidence", () => {
  assert.ok(Math.abs(evidenceOf(() => Number.NaN).oddsOf(10, HALF)) < 0.01);
});

test("the larger the fall that did not show, the less likely it was made up for by itself", () => {
  const steady = evidenceOf(() => 0);
  const [half, tenth, fiftieth] = [0.5, 0.1, 0.02].map((left) => steady.oddsOf(10, Math.log(left)));
  assert.ok((half ?? 0) < -3, `${half}`);
  // Ten times as much use in that very hour is e^-(2.3 - 0.7) as likely as twice as much, fifty times e^-1.6 again.
  assert.ok((half ?? 0) - (tenth ?? 0) > 1.2, `${half} and ${tenth}`);
  assert.ok((tenth ?? 0) - (fiftieth ?? 0) > 1.2, `${tenth} and ${fiftieth}`);
});

test("a change that stays shows in the hours after it too", () => {
  const kept = 0.5;
  const fell = evidenceOf((hour) => (hour >= 10 ? HALF * kept ** (hour - 10) : 0), { kept });
  const only = evidenceOf((hour) => (hour === 10 ? HALF : 0), { kept });
  assert.ok(fell.oddsOf(10, HALF) > only.oddsOf(10, HALF));
});
