import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type RegisterSeries, steadyStepMs } from "#domain/consumption/register-series.ts";
import { BYTES_OF_A_STEP, packMonth, unpackMonth, unpackUntil } from "./packed-month.ts";

const MIDNIGHT_MS = Date.parse("2026-03-01T00:00Z");
const MINUTE_MS = 60_000;

type Row = readonly [minute: number, counts: number, quality: number];

function seriesOf(rows: readonly Row[]): RegisterSeries {
  return {
    epochMs: Float64Array.from(rows, ([minute]) => MIDNIGHT_MS + minute * MINUTE_MS),
    counts: Float64Array.from(rows, ([, counts]) => counts),
    qualities: Uint8Array.from(rows, ([, , quality]) => quality),
  };
}

function rowsOf({ epochMs, counts, qualities }: RegisterSeries): Row[] {
  return Array.from(epochMs, (ms, n) => [
    (ms - MIDNIGHT_MS) / MINUTE_MS,
    counts[n] ?? 0,
    qualities[n] ?? 0,
  ]);
}

test("a month packs to its first register and numbers of a byte or two", () => {
  const packed = packMonth(
    seriesOf([
      [15, 1000, 1],
      [30, 1004, 1],
      [60, 1304, 2],
      [75, 1301, 2],
    ]),
  );
  assert.equal(packed.stepSeconds, 900);
  assert.equal(packed.firstCounts, 1000);
  // The first: 0 + 3. Climb of 4: 7. One hole: 0 1. Estimated from here: 1 2. Climb of 300:
  // 303 = 2 x 128 + 47, low first: 47 + 128, 2. A fall of 3: 2 3.
  assert.deepEqual([...packed.packed], [3, 7, 0, 1, 1, 2, 175, 2, 2, 3]);
});

test("whatever a month holds, packed and unpacked it is the same", () => {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 44_639 }),
    fc.oneof(fc.nat(2000), fc.integer({ min: 0, max: 2 ** 50 })),
    fc.constantFrom(1, 2, 4, 9, 17),
  );
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ([minute]) => minute, minLength: 1 }), (all) => {
      const rows = all.toSorted(([a], [b]) => a - b);
      const packed = packMonth(seriesOf(rows));
      assert.deepEqual(rowsOf(unpackMonth(packed).series), rows);
      assert.equal(packed.readings, rows.length);
      assert.equal(packed.lastMs, MIDNIGHT_MS + (rows.at(-1)?.[0] ?? 0) * MINUTE_MS);
    }),
    { seed: 20_262 },
  );
});

test("up to an instant a month holds what it held until then, from its first bytes alone", () => {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 44_639 }),
    fc.oneof(fc.nat(2000), fc.integer({ min: 0, max: 2 ** 50 })),
    fc.constantFrom(1, 2, 4, 9, 17),
  );
  const rows = fc.uniqueArray(row, { selector: ([minute]) => minute, minLength: 1 });
  fc.assert(
    fc.property(rows, fc.integer({ min: -60, max: 44_700 }), (all, until) => {
      const sorted = all.toSorted(([a], [b]) => a - b);
      const packed = packMonth(seriesOf(sorted));
      const untilMs = MIDNIGHT_MS + until * MINUTE_MS;
      const steps = Math.max(0, (untilMs - packed.firstMs) / (packed.stepSeconds * 1000));
      const bytes = (Math.ceil(steps) + 1) * BYTES_OF_A_STEP;
      const begun = { ...packed, packed: packed.packed.slice(0, bytes) };
      const expected = sorted.filter(([minute]) => minute <= until);
      assert.deepEqual(rowsOf(unpackUntil(begun, untilMs).series), expected);
    }),
    { seed: 20_263 },
  );
});

test("a month is noted as steady exactly where it has no hole, no fall and nothing but measured", () => {
  const climb = fc.oneof(fc.constant(0), fc.nat(20_000));
  const oddity = fc.constantFrom("none", "none", "hole", "fall", "estimate");
  fc.assert(
    fc.property(fc.array(climb, { minLength: 3, maxLength: 40 }), oddity, (climbs, odd) => {
      let counts = 500;
      const rows = climbs.map((more, n): Row => {
        counts += more;
        const isOdd = n === 1;
        const minute = n * 15 + (odd === "hole" && n > 1 ? 15 : 0);
        const shown = odd === "fall" && isOdd ? counts - more - 1 : counts;
        return [minute, shown, odd === "estimate" && isOdd ? 2 : 1];
      });
      const { series } = unpackMonth(packMonth(seriesOf(rows)));
      assert.equal(steadyStepMs(series), odd === "none" ? 15 * MINUTE_MS : undefined);
    }),
    { seed: 20_266 },
  );
});

test("a month that lacks bytes is not taken for a shorter one", () => {
  const whole = packMonth(seriesOf(Array.from({ length: 9 }, (_, n) => [n * 15, n * 40, 1])));
  const cut = { ...whole, packed: whole.packed.slice(0, -1) };
  assert.throws(() => unpackMonth(cut), /8 readings instead of 9/);
});

test("months at the same instants share them, and a hole or a doubt stays with its own month", () => {
  const steady: readonly Row[] = Array.from({ length: 9 }, (_, n) => [n * 15, n * 40, 1]);
  const first = unpackMonth(packMonth(seriesOf(steady))).series;
  const doubted = steady.map(([at, counts], n): Row => [at, counts, n > 4 ? 9 : 1]);
  const holed = steady.map(([at, counts], n): Row => [n === 8 ? at + 60 : at, counts, 1]);
  assert.deepEqual(rowsOf(unpackMonth(packMonth(seriesOf(doubted))).series), doubted);
  assert.deepEqual(rowsOf(unpackMonth(packMonth(seriesOf(holed))).series), holed);
  const again = unpackMonth(packMonth(seriesOf(steady))).series;
  assert.deepEqual(rowsOf(again), steady);
  assert.deepEqual(rowsOf(first), steady);
  assert.equal(again.epochMs, first.epochMs);
});

function bitsOf(qualities: readonly number[]): number {
  return unpackMonth(packMonth(seriesOf(qualities.map((bits, n) => [n * 15, n, bits])))).bits;
}

test("an unpacked month tells every quality bit in it", () => {
  assert.equal(bitsOf([1, 1]), 1);
  assert.equal(bitsOf([2, 2]), 2);
  assert.equal(bitsOf([1, 17, 4]), 1 | 16 | 4);
});
