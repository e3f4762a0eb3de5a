import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
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
