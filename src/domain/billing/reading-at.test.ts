import assert from "node:assert/strict";
import { test } from "node:test";
import type { InstalledMeter } from "#domain/consumption/installed-meter.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { readingAt } from "./reading-at.ts";

const multiplier = { numerator: 1n, denominator: 1n };
const ALWAYS: InstalledMeter = { fromMs: 0, toMs: Infinity, multiplier };

function at(
  atMs: number,
  readings: readonly (readonly [ms: number, counts: number])[],
  {
    meters = [ALWAYS],
    end = "closing",
  }: { meters?: readonly InstalledMeter[]; end?: "opening" | "closing" } = {},
) {
  const found = readingAt({
    series: {
      epochMs: Float64Array.from(readings, ([ms]) => ms),
      counts: Float64Array.from(readings, ([, counts]) => counts),
      qualities: new Uint8Array(readings.length).fill(1),
    },
    meters,
    digits: 4,
    resolution: Decimal.ONE,
    atMs,
    end,
  });
  return found && [found.epochMs, found.counts, found.quality];
}

test("what was read at the end itself is shown as read", () => {
  const readings = [
    [10, 100],
    [20, 110],
    [30, 125],
  ] as const;
  assert.deepEqual(at(20, readings), [20, 110, 1]);
});

test("a gap over the end shows the value on the line between, rounded down and marked estimated", () => {
  // 10 counts in 30 ms: after 20 ms 6.67.
  assert.deepEqual(
    at(30, [
      [10, 100],
      [40, 110],
    ]),
    [30, 106, 2],
  );
});

test("a line that passes the rollover goes on from zero", () => {
  // 9996 to 4 is a climb of 8.
  assert.deepEqual(
    at(30, [
      [10, 9_996],
      [40, 4],
    ]),
    [30, 1, 2],
  );
});

test("a meter that was not read any more shows its last reading with its own time", () => {
  assert.deepEqual(
    at(30, [
      [10, 100],
      [20, 110],
    ]),
    [20, 110, 1],
  );
  assert.deepEqual(
    at(
      5,
      [
        [10, 100],
        [20, 110],
      ],
      { end: "opening" },
    ),
    [10, 100, 1],
  );
  assert.equal(at(5, []), undefined);
});

test("a misread at the end is not what the bill shows", () => {
  const readings = [
    [10, 100],
    [20, 900],
    [30, 120],
    [40, 130],
  ] as const;
  assert.deepEqual(at(20, readings), [20, 110, 2]);
});

test("nothing is drawn from one meter's register to the next one's", () => {
  const meters = [
    { fromMs: 0, toMs: 25, multiplier },
    { fromMs: 25, toMs: Infinity, multiplier },
  ];
  const readings = [
    [10, 100],
    [20, 110],
    [30, 500],
    [40, 510],
  ] as const;
  assert.deepEqual(at(25, readings, { meters, end: "closing" }), [20, 110, 1]);
  assert.deepEqual(at(25, readings, { meters, end: "opening" }), [30, 500, 1]);
  assert.deepEqual(at(35, readings, { meters }), [35, 505, 2]);
});
