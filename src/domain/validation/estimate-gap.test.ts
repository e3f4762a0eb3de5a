import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { estimateGap, type Gap } from "./estimate-gap.ts";

const HOUR_MS = 3_600_000;

/** A gap of hours: the values before and after, and what each hour usually takes. */
function estimate(gap: Partial<Gap> & { readonly hours: number; readonly climb?: number }) {
  const { hours, climb, ...rest } = gap;
  return estimateGap({
    before: { epochMs: 0, counts: 1000 },
    after: climb === undefined ? undefined : { epochMs: hours * HOUR_MS, counts: 1000 + climb },
    missing: Array.from({ length: hours - 1 }, (_, n) => (n + 1) * HOUR_MS),
    modulus: 0,
    usual: [],
    ...rest,
  });
}

test("24 over four hours of usually 1 : 2 : 3 : 2 are 3, 6, 9 and 6", () => {
  const values = estimate({ hours: 4, climb: 24, usual: [1, 2, 3, 2] });
  assert.deepEqual(
    values.map(({ counts }) => counts),
    [1003, 1009, 1018],
  );
  assert.equal(values[0]?.method, "profile-scaled");
});

test("a redundant meter goes before the profile", () => {
  const values = estimate({ hours: 4, climb: 24, usual: [1, 2, 3, 2], redundant: [6, 6, 0, 0] });
  assert.deepEqual(
    values.map(({ counts }) => counts),
    [1012, 1024, 1024],
  );
  assert.equal(values[0]?.method, "redundant-meter");
});

test("two hours, or a point without history, are spread evenly", () => {
  assert.deepEqual(estimate({ hours: 2, climb: 9, usual: [1, 2] }), [
    { epochMs: HOUR_MS, counts: 1004, method: "linear" },
  ]);
  const [first] = estimate({ hours: 6, climb: 60, usual: Array(6).fill(undefined) });
  assert.deepEqual(first, { epochMs: HOUR_MS, counts: 1010, method: "linear" });
});

test("a silent meter goes on as on like days, as far as they are known", () => {
  const values = estimate({ hours: 4, usual: [1500, 1500, undefined] });
  assert.deepEqual(values, [
    { epochMs: HOUR_MS, counts: 1002, method: "like-day" },
    { epochMs: 2 * HOUR_MS, counts: 1003, method: "like-day" },
  ]);
});

test("an estimate passes the rollover as the register does", () => {
  const before = { epochMs: 0, counts: 9998 };
  const after = { epochMs: 4 * HOUR_MS, counts: 6 };
  const values = estimate({ hours: 4, before, after, modulus: 10_000, usual: [1, 1, 1, 1] });
  assert.deepEqual(
    values.map(({ counts }) => counts),
    [0, 2, 4],
  );
});

test("whatever the profile, the parts sum to the register's difference and none is negative", () => {
  const gap = fc.record({
    climb: fc.nat(1_000_000),
    usual: fc.array(fc.option(fc.nat(100_000), { nil: undefined }), {
      minLength: 2,
      maxLength: 80,
    }),
  });
  fc.assert(
    fc.property(gap, ({ climb, usual }) => {
      const values = estimate({ hours: usual.length, climb, usual });
      const shown = [1000, ...values.map(({ counts }) => counts), 1000 + climb];
      assert.equal(shown.length, usual.length + 1);
      assert.ok(shown.every((counts, n) => n === 0 || counts >= (shown[n - 1] ?? 0)));
    }),
    { seed: 20_264, numRuns: 500 },
  );
});
