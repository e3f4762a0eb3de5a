import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as check, integer, property } from "fast-check";
import { epochDay } from "./epoch-day.ts";

const EPOCH = new Temporal.PlainDate(1970, 1, 1);

test("the days are counted as Temporal counts them, centuries away and before the epoch", () => {
  check(
    property(integer({ min: -800_000, max: 800_000 }), (days) => {
      assert.equal(epochDay(EPOCH.add({ days })), days);
    }),
    { seed: 7, numRuns: 500 },
  );
});

test("every day of four years is one after the day before, over 29 February", () => {
  let day = Temporal.PlainDate.from("2026-12-30");
  for (let i = 0; i < 4 * 366; i += 1) {
    const next = day.add({ days: 1 });
    assert.equal(epochDay(next), epochDay(day) + 1, next.toString());
    day = next;
  }
});
