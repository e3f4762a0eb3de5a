import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { splitLocalSupply } from "./split-local-supply.ts";

const counts = (...values: readonly number[]) => Float64Array.from(values);

test("R19: of 6 from the roof A, who draws 4, has 2, and B, who draws 8, has 4", () => {
  const { own, grid, surplus } = splitLocalSupply(counts(6), [counts(4), counts(8)]);
  assert.deepEqual(own, [counts(2), counts(4)]);
  assert.deepEqual(grid, [counts(2), counts(4)]);
  assert.deepEqual(surplus, counts(0));
});

test("R19: interval by interval: sun at noon is nothing to who draws at night", () => {
  // Over both intervals A and B draw alike; only A draws while the sun shines.
  const { own, grid, surplus } = splitLocalSupply(counts(6, 0), [counts(4, 0), counts(0, 4)]);
  assert.deepEqual(own, [counts(4, 0), counts(0, 0)]);
  assert.deepEqual(grid, [counts(0, 0), counts(0, 4)]);
  assert.deepEqual(surplus, counts(2, 0));
});

test("R19: a count that does not divide goes to the largest remainder, the earlier load first", () => {
  const { own } = splitLocalSupply(counts(5, 1), [counts(3, 1), counts(3, 1), counts(3, 1)]);
  // 5 × 3/9 = 1.67 each: 1 + 1 + 1, and two more to the first two.
  assert.deepEqual(own, [counts(2, 1), counts(2, 0), counts(1, 0)]);
});

test("R19: the largest remainder goes first, wherever its load stands", () => {
  // 4 among 1, 2 and 4 of 7: 0.57, 1.14 and 2.29. Whole counts are 0, 1 and 2; the one that is left
  // goes to the first, whose rest is 4/7.
  const { own } = splitLocalSupply(counts(4), [counts(1), counts(2), counts(4)]);
  assert.deepEqual(own, [counts(1), counts(1), counts(2)]);
  const turned = splitLocalSupply(counts(4), [counts(4), counts(2), counts(1)]);
  assert.deepEqual(turned.own, [counts(2), counts(1), counts(1)]);
});

test("R19: a source that gives as much as all draw gives to each what it draws", () => {
  const { own, surplus } = splitLocalSupply(counts(12, 13), [counts(4, 4), counts(8, 8)]);
  assert.deepEqual([own, surplus], [[counts(4, 4), counts(8, 8)], counts(0, 1)]);
  const none = splitLocalSupply(counts(0, 3), [counts(0, 0), counts(0, -2)]);
  assert.deepEqual([none.own, none.surplus], [[counts(0, 0), counts(0, 0)], counts(0, 3)]);
  assert.deepEqual(none.grid, [counts(0, 0), counts(0, -2)]);
});

test("R19: nobody has more than it draws, and everything given is somewhere", () => {
  const amount = fc.integer({ min: -5, max: 1000 });
  fc.assert(
    fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 6 }), (given, drawn) => {
      const loads = drawn.map((one) => counts(one));
      const { own, grid, surplus } = splitLocalSupply(counts(given), loads);
      const shares = own.map(([share = 0]) => share);
      const sum = shares.reduce((all, share) => all + share, 0);
      assert.equal(sum + (surplus[0] ?? 0), Math.max(0, given));
      for (const [l, share] of shares.entries()) {
        assert.ok(share >= 0 && share <= Math.max(0, drawn[l] ?? 0));
        assert.equal(share + (grid[l]?.[0] ?? 0), drawn[l]);
      }
    }),
    { seed: 20261125, numRuns: 200 },
  );
});

test("a source and loads of different lengths are an error of the code", () => {
  const different = /source and loads have different intervals/;
  assert.throws(() => splitLocalSupply(counts(1, 2), [counts(1)]), RangeError);
  assert.throws(() => splitLocalSupply(counts(1, 2), [counts(3, 4), counts(1)]), different);
});
