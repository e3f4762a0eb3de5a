import assert from "node:assert/strict";
import { test } from "node:test";
import { usualWhileStill } from "./standstill.ts";
import { usualWeek } from "./usual-use.ts";

const WEEK = 168;
const weekHours = Uint8Array.from({ length: 2 * WEEK }, (_, n) => n % WEEK);

/** A register that moves by the amount of each hour. */
function registerOf(amountIn: (hour: number) => number) {
  const values = new Float64Array(2 * WEEK + 1);
  for (let n = 0; n < 2 * WEEK; n += 1) values[n + 1] = (values[n] ?? 0) + amountIn(n);
  return { pointId: 1, resolution: 1, values };
}

/** A register that moves by one in every hour but those of these days. */
function awayIn(days: readonly number[]) {
  return registerOf((hour) => (days.includes(Math.floor(hour / 24)) ? 0 : 1));
}

function usualStill(register: ReturnType<typeof registerOf>): number {
  const untilHour = 2 * WEEK;
  const week = usualWeek(register, { untilHour, weekHours });
  return usualWhileStill(register, { untilHour, week, weekHours });
}

test("a register that moves every fourth hour only is still over the three between", () => {
  // 12 in every fourth hour of the first week, in the hour after it in the second: usual are 6 in both.
  const register = registerOf((hour) => (hour % 4 === (hour < WEEK ? 0 : 1) ? 12 : 0));
  // Three hours are still, one of them a usual 6; the fourth hour of the second week also comes to 6.
  assert.equal(usualStill(register), 6);
});

test("who was away twice has no habit of it, who was away three times has", () => {
  assert.equal(usualStill(awayIn([2, 5])), 0);
  // Each day away is usual by half: the same weekday of the other week used 1 in each of 24 hours.
  assert.equal(usualStill(awayIn([1, 3, 5])), 12);
});

test("a register that was never still has nothing usual about it, nor has one never seen", () => {
  assert.equal(usualStill(registerOf(() => 1)), 0);
  assert.equal(usualStill(registerOf(() => Number.NaN)), 0);
});
