import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { deltasColumn, packDay, unpackDay } from "./closed-day.ts";

test("a day packs to its first register and the differences that follow", () => {
  const day = packDay([
    { minute: 15, counts: 1000, quality: 1 },
    { minute: 30, counts: 1004, quality: 1 },
    { minute: 60, counts: 1011, quality: 2 },
  ]);
  assert.deepEqual(day, {
    intervalMinutes: 15,
    firstIndex: 1,
    firstValue: 1000,
    deltas: [4, null, 7],
    qualities: [1, 1, 1, 2],
  });
});

function columnOf(delta: number) {
  return deltasColumn(
    packDay([
      { minute: 0, counts: 0, quality: 1 },
      { minute: 60, counts: delta, quality: 1 },
    ]),
  );
}

test("differences take the narrowest column that they fit: 16, 32 or 64 bits", () => {
  assert.equal(columnOf(32_767), "small_deltas");
  assert.equal(columnOf(32_768), "deltas");
  assert.equal(columnOf(2 ** 31 - 1), "deltas");
  assert.equal(columnOf(2 ** 31), "big_deltas");
});

test("whatever a day holds, packed and unpacked it is the same", () => {
  const reading = fc.record(
    {
      minute: fc.integer({ min: 0, max: 1439 }),
      counts: fc.integer({ min: 0, max: 2 ** 50 }),
      quality: fc.constantFrom(1, 2, 4, 9),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(reading, { selector: ({ minute }) => minute, minLength: 1 }),
      (all) => {
        const readings = all.toSorted((a, b) => a.minute - b.minute);
        assert.deepEqual(unpackDay(packDay(readings)), readings);
      },
    ),
    { seed: 20_262 },
  );
});
