/** What one pass over compiled runs tells, against a look at each interval and each part of one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { wholeOf } from "#domain/core/whole.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { compiledSpans } from "./compiled-runs.ts";
import {
  estimatedShares,
  highestCounts,
  type LocatedRuns,
  peakCounts,
  type PeakWindows,
  sumCounts,
  windowStarts,
} from "./run-sums.ts";
import type { TimelineSpan } from "./timeline.ts";

const STEP_MS = 60;
const BUCKETS = 4;
/** Bucket 1 never does. */
const OCCURRING = [0, 2, 3];
const { measured: MEASURED, estimated: ESTIMATED } = READING_QUALITY;

interface Case {
  readonly spans: readonly TimelineSpan[];
  readonly located: LocatedRuns;
}

/** A part of an interval in one bucket, or the whole of it. */
interface Part {
  readonly interval: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucket: number;
}

/** Spans side by side; readings begin before them and go on after them. */
const cases = (greatest: number) =>
  fc
    .record({
      begin: fc.integer({ min: 0, max: STEP_MS - 1 }),
      lengths: fc.array(fc.tuple(fc.integer({ min: 1, max: 250 }), fc.constantFrom(...OCCURRING)), {
        minLength: 1,
        maxLength: 8,
      }),
      offset: fc.integer({ min: 0, max: 5 }),
      amounts: fc.array(fc.integer({ min: -greatest, max: greatest }), {
        minLength: 45,
        maxLength: 45,
      }),
    })
    .map(({ begin, lengths, offset, amounts }): Case => {
      let at = begin;
      const spans = lengths.map(([length, bucket]): TimelineSpan => {
        const fromMs = at;
        at += length;
        return { fromMs, toMs: at, bucket };
      });
      const compiled = compiledSpans(spans, { startMs: 0, stepMs: STEP_MS }, BUCKETS);
      const located = { compiled, offset, amounts: Float64Array.from(amounts), stepMs: STEP_MS };
      return { spans, located };
    });

/** Of small counts, and of such that binary numbers do not hold their sums. */
const CASES = fc.oneof(cases(9), cases(2 ** 48), cases(Number.MAX_SAFE_INTEGER));
const RUNS = { seed: 20261125, numRuns: 300 };

function partsOf(spans: readonly TimelineSpan[]): Part[] {
  const last = spans.at(-1)!.toMs;
  return Array.from({ length: Math.ceil(last / STEP_MS) }, (_, interval) =>
    spans.map(({ fromMs, toMs, bucket }): Part => {
      const beginMs = interval * STEP_MS;
      return {
        interval,
        fromMs: Math.max(0, fromMs - beginMs),
        toMs: Math.min(STEP_MS, toMs - beginMs),
        bucket,
      };
    }),
  )
    .flat()
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

function amountOf({ amounts, offset }: LocatedRuns, interval: number): bigint {
  return BigInt(amounts[interval + offset]!);
}

/** What was used of an interval until so many milliseconds after its begin, in whole counts. */
function usedUntil(amount: bigint, ms: number): bigint {
  return (amount * BigInt(ms)) / BigInt(STEP_MS);
}

const greatestOf = (counts: readonly bigint[]) =>
  counts.reduce((most, one) => (one > most ? one : most), 0n);

test("the sums of the periods are those of their intervals, the parts of a cut one sum to it", () => {
  fc.assert(
    fc.property(CASES, ({ spans, located }) => {
      const expected = Array.from({ length: BUCKETS }, () => 0n);
      for (const { interval, fromMs, toMs, bucket } of partsOf(spans)) {
        const amount = amountOf(located, interval);
        expected[bucket]! += usedUntil(amount, toMs) - usedUntil(amount, fromMs);
      }
      const { counts, highest } = sumCounts(located);
      assert.deepEqual(counts, expected.map(wholeOf));
      const begun = windowSums({ spans, located }, { width: 1, step: 1 });
      assert.deepEqual(highest.map(BigInt), begun.map(greatestOf));
    }),
    RUNS,
  );
});

test("sums of every size are exact on both sides of what binary numbers hold", () => {
  // 3 × 3002399751580331 is 2^53 + 1, the first whole number that they do not hold.
  const third = 3_002_399_751_580_331;
  const spans = [{ fromMs: 0, toMs: 3 * STEP_MS, bucket: 0 }];
  const compiled = compiledSpans(spans, { startMs: 0, stepMs: STEP_MS }, 1);
  const sum = (amounts: readonly number[]) =>
    sumCounts({ compiled, offset: 0, amounts: Float64Array.from(amounts), stepMs: STEP_MS });
  assert.deepEqual(sum([third, third, third - 2]).counts, [2 ** 53 - 1]);
  assert.deepEqual(sum([third, third, third - 1]).counts, [2n ** 53n]);
  assert.deepEqual(sum([third, third, third]).counts, [2n ** 53n + 1n]);
  assert.deepEqual(sum([-third, -third, -third]).counts, [-(2n ** 53n) - 1n]);
  // So many of the greatest, an odd number of them: each its multiple of 2^26 and its remainder.
  assert.deepEqual(sum([2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1]).counts, [3n * (2n ** 53n - 1n)]);
  // The first is small, and so is the last: only the one between them is great.
  assert.deepEqual(sum([1, 2 ** 53 - 1, 1]).counts, [2n ** 53n + 1n]);
  assert.deepEqual(sum([-1, -(2 ** 53) + 1, -1]).counts, [-(2n ** 53n) - 1n]);
});

const WINDOWS = fc.record({
  width: fc.integer({ min: 1, max: 4 }),
  step: fc.integer({ min: 1, max: 4 }),
});

/** By bucket, the sums of all windows: the first begins with the first interval of the stretch. */
function windowSums({ spans, located }: Case, { width, step }: PeakWindows): bigint[][] {
  const begins = partsOf(spans).filter(({ fromMs }) => fromMs === 0);
  const first = begins[0]?.interval ?? 0;
  const end = (begins.at(-1)?.interval ?? 0) + 1;
  return Array.from({ length: BUCKETS }, (_, bucket) =>
    begins
      .filter((one) => one.bucket === bucket && (one.interval - first) % step === 0)
      .filter(({ interval }) => interval + width <= end)
      .map(({ interval }) =>
        Array.from({ length: width }, (_unused, n) => amountOf(located, interval + n)).reduce(
          (sum, amount) => sum + amount,
        ),
      ),
  );
}

test("a peak is the greatest of all windows that begin in the period and end in the stretch", () => {
  fc.assert(
    fc.property(CASES, WINDOWS, (one, windows) => {
      const expected = windowSums(one, windows).map(greatestOf).map(wholeOf);
      assert.deepEqual(peakCounts(one.located, windows), expected);
    }),
    RUNS,
  );
});

test("the n highest are the first n of all windows by size, what was sent back counting as nothing", () => {
  fc.assert(
    fc.property(CASES, WINDOWS, fc.integer({ min: 1, max: 4 }), (one, windows, count) => {
      const expected = windowSums(one, windows).map((sums) =>
        sums
          .map((sum) => (sum < 0n ? 0n : sum))
          .toSorted((a, b) => (a > b ? -1 : Number(a < b)))
          .slice(0, count),
      );
      assert.deepEqual(highestCounts(one.located, windows, count), expected);
    }),
    RUNS,
  );
});

test("where windows begin is found once for all customers on a calendar, by width and step", () => {
  const compiled = compiledSpans(
    [{ fromMs: 0, toMs: 12 * STEP_MS, bucket: 0 }],
    { startMs: 0, stepMs: STEP_MS },
    1,
  );
  const starts = (width: number, step: number) => {
    const amounts = new Float64Array(12);
    return windowStarts({ compiled, offset: 0, amounts, stepMs: STEP_MS }, { width, step });
  };
  const found = starts(3, 2);
  assert.deepEqual(found, [{ first: 0, end: 10, bucket: 0 }]);
  assert.notEqual(starts(3, 1), found);
  assert.notEqual(starts(2, 2), found);
  assert.equal(starts(3, 2), found);
});

test("a window whose sum binary numbers do not hold is summed exactly", () => {
  const spans = [{ fromMs: 0, toMs: 4 * STEP_MS, bucket: 0 }];
  const compiled = compiledSpans(spans, { startMs: 0, stepMs: STEP_MS }, 1);
  const peak = (amounts: readonly number[], width: number) =>
    peakCounts(
      { compiled, offset: 0, amounts: Float64Array.from(amounts), stepMs: STEP_MS },
      { width, step: 1 },
    );
  // 2^53 - 1 and 2 are 2^53 + 1, which no binary number is.
  assert.deepEqual(peak([0, 2 ** 53 - 1, 2, 0], 2), [2n ** 53n + 1n]);
  // On the way 2^53 + 1 would be passed, and lost.
  assert.deepEqual(peak([2 ** 53 - 1, 2, -2, -3], 3), [2 ** 53 - 1]);
});

test("of a period the share that rests on estimates is that of its magnitude, part by part", () => {
  const qualities = fc.array(fc.constantFrom(MEASURED, ESTIMATED), {
    minLength: 45,
    maxLength: 45,
  });
  fc.assert(
    fc.property(cases(9), qualities, ({ spans, located }, flags) => {
      const all = Array.from({ length: BUCKETS }, () => 0);
      const estimated = Array.from({ length: BUCKETS }, () => 0);
      for (const { interval, fromMs, toMs, bucket } of partsOf(spans)) {
        const part = Math.abs(Number(amountOf(located, interval))) * (toMs - fromMs);
        all[bucket]! += part;
        if (flags[interval + located.offset] === ESTIMATED) estimated[bucket]! += part;
      }
      const shares = estimatedShares(located, Uint8Array.from(flags));
      assert.equal(shares.length, BUCKETS);
      for (const [bucket, share] of shares.entries()) {
        const expected = all[bucket] === 0 ? 0 : estimated[bucket]! / all[bucket]!;
        assert.ok(Math.abs(share - expected) < 1e-9, `${share} in place of ${expected}`);
      }
      assert.deepEqual(estimatedShares(located, undefined), []);
    }),
    RUNS,
  );
});
