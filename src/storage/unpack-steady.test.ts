import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type RegisterSeries, steadyStepMs } from "#domain/consumption/register-series.ts";
import { packMonth, type PackedMonth, unpackMonth } from "./packed-month.ts";
import { unpackSteady } from "./unpack-steady.ts";

const MARCH_MS = Date.parse("2026-03-01T00:00Z");
const QUARTER_MS = 900_000;
const ALWAYS = { fromMs: -Infinity, toMs: Infinity };

/** Registers at the quarter hours from one of them on. */
function monthOf(
  first: number,
  counts: readonly number[],
  qualities = counts.map(() => 1),
): PackedMonth {
  return packMonth({
    epochMs: Float64Array.from(counts, (_, n) => MARCH_MS + (first + n) * QUARTER_MS),
    counts: Float64Array.from(counts),
    qualities: Uint8Array.from(qualities),
  });
}

function rowsOf({ epochMs, counts, qualities }: RegisterSeries) {
  return Array.from(epochMs, (ms, n) => [
    (ms - MARCH_MS) / QUARTER_MS,
    counts[n] ?? 0,
    qualities[n] ?? 0,
  ]);
}

const until = (quarters: number) => ({ fromMs: 0, toMs: MARCH_MS + quarters * QUARTER_MS });

test("months that follow each other are one steady series, cut to the range", () => {
  const months = [monthOf(0, [10, 12, 15]), monthOf(3, [15, 400, 70_000])];
  const range = { fromMs: MARCH_MS + QUARTER_MS, toMs: MARCH_MS + 4.5 * QUARTER_MS };
  const series = unpackSteady(months, range);
  assert.ok(series);
  assert.deepEqual(rowsOf(series), [
    [1, 12, 1],
    [2, 15, 1],
    [3, 15, 1],
    [4, 400, 1],
  ]);
  assert.equal(steadyStepMs(series), QUARTER_MS);
});

test("what is unusual is left to those who look at each reading", () => {
  const usual = monthOf(0, [10, 12, 15]);
  const unusual = {
    "a fall within": [monthOf(0, [10, 9, 15])],
    "a fall between two": [usual, monthOf(3, [14, 16, 17])],
    "an estimate": [monthOf(0, [10, 12, 15], [1, 2, 1])],
    "one that was withdrawn": [monthOf(0, [10, 12, 15], [1, 1, 9])],
    "a hole between two": [usual, monthOf(4, [16, 17, 18])],
    "another step": [usual, monthOf(3, [15])],
    nothing: [],
  };
  for (const [what, months] of Object.entries(unusual)) {
    assert.equal(unpackSteady(months, ALWAYS), undefined, what);
  }
  const hole = { ...usual, lastMs: usual.lastMs + QUARTER_MS };
  assert.equal(unpackSteady([hole], ALWAYS), undefined, "a hole within");
  const beyond = { fromMs: usual.lastMs + 1, toMs: Infinity };
  assert.equal(unpackSteady([usual], beyond), undefined, "nothing in the range");
});

test("of a month that is not whole only the readings that are asked for are looked at", () => {
  const month = monthOf(0, [10, 12, 15, 300]);
  const begun = { ...month, packed: month.packed.slice(0, 2) };
  assert.deepEqual(rowsOf(unpackSteady([begun], until(1)) ?? assert.fail()), [
    [0, 10, 1],
    [1, 12, 1],
  ]);
  assert.equal(unpackSteady([begun], until(2)), undefined, "the rest is not there");
  const more = { ...month, packed: Uint8Array.of(...month.packed, 3) };
  assert.equal(unpackSteady([more], ALWAYS), undefined, "it holds more than it says");
});

test("whatever climbs, it is the same as month by month", () => {
  const climb = fc.oneof(fc.nat(200), fc.nat(20_000), fc.nat(2 ** 40));
  const climbs = fc.array(climb, { minLength: 2, maxLength: 40 });
  const range = fc.tuple(fc.integer({ min: -5, max: 90 }), fc.integer({ min: -5, max: 90 }));
  fc.assert(
    fc.property(climbs, climbs, range, (first, second, [from, to]) => {
      let register = 0;
      const counts = [...first, ...second].map((by) => (register += by));
      const months = [
        monthOf(0, counts.slice(0, first.length)),
        monthOf(first.length, counts.slice(first.length)),
      ];
      const all = months.flatMap((month) => rowsOf(unpackMonth(month).series));
      const expected = all.filter(([at = 0]) => at >= from && at <= to);
      const series = unpackSteady(months, {
        fromMs: MARCH_MS + from * QUARTER_MS,
        toMs: MARCH_MS + to * QUARTER_MS,
      });
      assert.deepEqual(series && rowsOf(series), expected.length > 0 ? expected : undefined);
    }),
    { seed: 20_260_306 },
  );
});
