import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  noteSteady,
  type RegisterSeries,
  steadyStepMs,
} from "#domain/consumption/register-series.ts";
import { SeriesBuilder } from "./series-builder.ts";

test("whatever order readings come in, the series is by time and the first of an instant stays", () => {
  const readings = fc.array(fc.tuple(fc.integer({ min: -50, max: 300 }), fc.nat(1000)), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(readings, (all) => {
      const builder = new SeriesBuilder();
      const expected = new Map<number, number>();
      for (const [at, counts] of all) {
        builder.add(at, counts, 1);
        if (!expected.has(at)) expected.set(at, counts);
      }
      const inOrder = [...expected].toSorted(([a], [b]) => a - b);
      const { epochMs, counts, qualities } = builder.build();
      assert.deepEqual(
        [...epochMs],
        inOrder.map(([at]) => at),
      );
      assert.deepEqual(
        [...counts],
        inOrder.map(([, value]) => value),
      );
      assert.equal(qualities.length, inOrder.length);
      assert.equal(builder.firstMs, inOrder[0]?.[0] ?? Infinity);
      assert.equal(builder.lastMs, inOrder.at(-1)?.[0] ?? -Infinity);
    }),
    { seed: 20_265 },
  );
});

/** Readings each 15 from `first` on, each 2 higher. */
function steady(first: number, { readings, from }: { readings: number; from: number }) {
  const series: RegisterSeries = {
    epochMs: Float64Array.from({ length: readings }, (_, n) => first + n * 15),
    counts: Float64Array.from({ length: readings }, (_, n) => from + n * 2),
    qualities: new Uint8Array(readings).fill(1),
  };
  return noteSteady(series, 15);
}

test("a steady series that goes on steadily in the next is one steady series", () => {
  const joined = (second: RegisterSeries) => {
    const builder = new SeriesBuilder();
    builder.addSeries(steady(0, { readings: 4, from: 100 }));
    builder.addSeries(second);
    return builder.build();
  };
  const whole = joined(steady(60, { readings: 2, from: 106 }));
  assert.deepEqual([...whole.epochMs], [0, 15, 30, 45, 60, 75]);
  assert.deepEqual([...whole.counts], [100, 102, 104, 106, 106, 108]);
  assert.deepEqual([...whole.qualities], [1, 1, 1, 1, 1, 1]);
  assert.equal(steadyStepMs(whole), 15);
  const single = { ...steady(60, { readings: 1, from: 106 }) };
  assert.equal(steadyStepMs(joined(single)), 15, "one reading has no step of its own");
  const estimated = { ...single, qualities: Uint8Array.of(2) };
  for (const other of [
    steady(75, { readings: 2, from: 106 }),
    steady(60, { readings: 2, from: 105 }),
    { ...steady(60, { readings: 2, from: 106 }) },
    estimated,
  ]) {
    assert.equal(steadyStepMs(joined(other)), undefined);
    assert.deepEqual(joined(other).counts.slice(4), other.counts);
  }
});
