import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compiledRuns } from "./compiled-runs.ts";
import { daysOf } from "#test/support/rating-case.ts";
import { localStretch } from "./local-midnight.ts";
import { sumCounts } from "./run-sums.ts";

const HOUR_MS = 3_600_000;
const STRETCH = localStretch(daysOf("2026-03-01", "2026-03-03"), "UTC");

function sumOf(amounts: readonly number[]) {
  const compiled = compiledRuns(undefined, STRETCH, {
    grid: { startMs: STRETCH.fromMs, stepMs: HOUR_MS },
    events: [],
  });
  const located = { compiled, offset: 0, amounts: Float64Array.from(amounts), stepMs: HOUR_MS };
  return sumCounts(located);
}

const amounts = (greatest: number) =>
  fc.array(fc.integer({ min: -greatest, max: greatest }), { minLength: 48, maxLength: 48 });

test("counts are summed exactly, whatever their size and sign", () => {
  for (const greatest of [10, 2 ** 46, Number.MAX_SAFE_INTEGER]) {
    fc.assert(
      fc.property(amounts(greatest), (list) => {
        const { counts, highest } = sumOf(list);
        assert.deepEqual(counts, [list.reduce((sum, one) => sum + BigInt(one), 0n)]);
        assert.equal(highest, Math.max(0, ...list));
      }),
      { seed: 20261125, numRuns: 100 },
    );
  }
});

test("the greatest sums that binary numbers would round are exact", () => {
  // 48 × (2^53 - 1): in doubles the sum would be even.
  const { counts } = sumOf(Array.from({ length: 48 }, () => Number.MAX_SAFE_INTEGER));
  assert.deepEqual(counts, [48n * BigInt(Number.MAX_SAFE_INTEGER)]);
  const { counts: back } = sumOf(Array.from({ length: 48 }, () => -Number.MAX_SAFE_INTEGER));
  assert.deepEqual(back, [-48n * BigInt(Number.MAX_SAFE_INTEGER)]);
});
