/** The walk through a ladder against one count after the other, obviously right and slow. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { compiledSpans } from "./compiled-runs.ts";
import { walkLadder } from "./ladder-walk.ts";
import type { TimelineSpan } from "./timeline.ts";

const STEP_MS = 600;
/** Every span ends on a sixth of an interval: amounts that six divides are cut without remainder. */
const CUT_MS = 100;
const BEFORE = [600, -60, 6];

interface Case {
  readonly amounts: readonly number[];
  /** Where spans end, in sixths of an interval, and which bucket each is in. */
  readonly spans: readonly TimelineSpan[];
  /** By bucket. */
  readonly limits: readonly (readonly string[])[];
}

function walked({ amounts, spans, limits }: Case): string[][] {
  const compiled = compiledSpans(spans, { startMs: 0, stepMs: STEP_MS }, limits.length);
  // Readings begin before the stretch.
  const located = {
    compiled,
    offset: BEFORE.length,
    amounts: Float64Array.from([...BEFORE, ...amounts]),
    stepMs: STEP_MS,
  };
  const tiers = walkLadder(
    located,
    limits.map((ends) => ends.map(Decimal.parse)),
  );
  return texts(tiers);
}

function texts(tiers: readonly (readonly Decimal[])[]): string[][] {
  return tiers.map((bucket) => bucket.map((tier) => tier.normalized().toString()));
}

/** Sixth of an interval by sixth, half a count by half a count: limits lie on halves. */
function oneByOne({ amounts, spans, limits }: Case): string[][] {
  const counts = limits.map((ends) => [...ends, ""].map(() => 0));
  let halves = 0;
  for (const { fromMs, toMs, bucket } of spans) {
    for (let at = fromMs; at < toMs; at += CUT_MS) {
      const amount = (amounts[Math.floor(at / STEP_MS)] ?? 0) / (STEP_MS / CUT_MS);
      for (let half = 0; half < Math.abs(amount) * 2; half += 1) {
        const below = amount < 0 ? halves - 1 : halves;
        const found = limits[bucket]?.findIndex((end) => below < Number(end) * 2) ?? -1;
        const own = counts[bucket] ?? [];
        const tier = found < 0 ? own.length - 1 : found;
        own[tier] = (own[tier] ?? 0) + Math.sign(amount);
        halves += Math.sign(amount);
      }
    }
  }
  return counts.map((bucket) => bucket.map((half) => String(half / 2)));
}

/** Spans side by side from 0, by their lengths in sixths of an interval. */
function sideBySide(lengths: readonly (readonly [sixths: number, bucket: number])[]) {
  let at = 0;
  return lengths.map(([sixths, bucket]): TimelineSpan => {
    const fromMs = at;
    at += sixths * CUT_MS;
    return { fromMs, toMs: at, bucket };
  });
}

test("8, 6 and 4 counts through a tier of 10, in two buckets", () => {
  // Night 8; day 2 of 6 within the tier, 4 above; night again 4 above.
  const spans = sideBySide([
    [6, 1],
    [6, 0],
    [6, 1],
  ]);
  const one = { amounts: [8, 6, 4], spans, limits: [["10"], ["10"]] };
  assert.deepEqual(walked(one), [
    ["2", "4"],
    ["8", "4"],
  ]);
});

test("an interval that a boundary cuts and a limit divides goes to four places", () => {
  // Of 12 counts half in each bucket: 6 to bucket 0, of which 5 within; 6 to bucket 1, of which 2.
  const spans = sideBySide([
    [3, 0],
    [3, 1],
  ]);
  assert.deepEqual(walked({ amounts: [12], spans, limits: [["5"], ["8"]] }), [
    ["5", "1"],
    ["2", "4"],
  ]);
});

test("what is sent back leaves the tiers in the opposite order, and goes below nothing", () => {
  // 12 up through 10; 14 back: 2 from above, 10 from the tier and 2 more below nothing.
  const spans = sideBySide([[12, 0]]);
  assert.deepEqual(walked({ amounts: [12, -14], spans, limits: [["10"]] }), [["-2", "0"]]);
});

test("a limit between two counts divides a count", () => {
  const spans = sideBySide([[18, 0]]);
  assert.deepEqual(walked({ amounts: [3, 3, 3], spans, limits: [["4.5", "7.25"]] }), [
    ["4.5", "2.75", "1.75"],
  ]);
});

test("counts beyond what binary numbers hold are walked exactly", () => {
  const most = Number.MAX_SAFE_INTEGER;
  const spans = sideBySide([[18, 0]]);
  const limit = String(BigInt(most) * 2n + 1n);
  assert.deepEqual(walked({ amounts: [most, most, most], spans, limits: [[limit]] }), [
    [limit, String(BigInt(most) - 1n)],
  ]);
  // Down and up again.
  assert.deepEqual(walked({ amounts: [-most, -most, most], spans, limits: [["0"]] }), [
    [String(-BigInt(most)), "0"],
  ]);
});

test("on the way back from beyond 2^53 no count is lost", () => {
  // 2^53 - 1 and 2 are 2^53 + 1, which binary numbers round to 2^53; less 5, that is 2^53 - 4.
  const spans = sideBySide([[18, 0]]);
  const amounts = [Number.MAX_SAFE_INTEGER, 2, -5];
  const expected = [["100", String(2n ** 53n - 104n)]];
  assert.deepEqual(walked({ amounts, spans, limits: [["100"]] }), expected);
  const back = amounts.map((amount) => -amount);
  assert.deepEqual(walked({ amounts: back, spans, limits: [["100"]] }), [
    [String(4n - 2n ** 53n), "0"],
  ]);
});

test("any load goes through any ladder as one count after the other does", () => {
  const amounts = fc.array(
    fc.integer({ min: -4, max: 8 }).map((sixths) => sixths * 6),
    { minLength: 4, maxLength: 12 },
  );
  const ends = fc
    .uniqueArray(fc.integer({ min: 1, max: 120 }), { minLength: 0, maxLength: 3 })
    .map((halves) => halves.toSorted((a, b) => a - b).map((half) => String(half / 2)));
  const lengths = fc.array(fc.tuple(fc.integer({ min: 1, max: 17 }), fc.nat({ max: 2 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(amounts, lengths, fc.tuple(ends, ends, ends), (list, parts, limits) => {
      const spans = sideBySide(parts);
      const one = { amounts: list, spans, limits };
      assert.deepEqual(walked(one), oneByOne(one));
    }),
    { seed: 20261125, numRuns: 200 },
  );
});
