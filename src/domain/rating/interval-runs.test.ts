import assert from "node:assert/strict";
import { test } from "node:test";
import { intervalRuns } from "./interval-runs.ts";

const GRID = { startMs: 1000, stepMs: 100 };
const cut = (...ends: readonly number[]) => {
  const spans = ends.slice(1).map((toMs, n) => ({ fromMs: ends[n]!, toMs, bucket: n }));
  const { runs, pieces } = intervalRuns(spans, GRID);
  return {
    runs: [...runs],
    pieces: pieces.map(({ interval, fromMs, toMs, bucket }) => [interval, fromMs, toMs, bucket]),
  };
};

test("spans that end with intervals are runs of whole ones, and no pieces", () => {
  assert.deepEqual(cut(1000, 1300, 1400), { runs: [0, 3, 0, 3, 4, 1], pieces: [] });
});

test("a boundary inside an interval makes a piece on each side of it", () => {
  // 1000-1250 and 1250-1400: interval 2 is cut in halves.
  assert.deepEqual(cut(1000, 1250, 1400), {
    runs: [0, 2, 0, 3, 4, 1],
    pieces: [
      [2, 0, 50, 0],
      [2, 50, 100, 1],
    ],
  });
});

test("a span inside one interval is one piece of it, and no run", () => {
  assert.deepEqual(cut(1000, 1210, 1240, 1300), {
    runs: [0, 2, 0],
    pieces: [
      [2, 0, 10, 0],
      [2, 10, 40, 1],
      [2, 40, 100, 2],
    ],
  });
});

test("a span over parts of two neighbours has two pieces and no run", () => {
  assert.deepEqual(cut(1150, 1260), {
    runs: [],
    pieces: [
      [1, 50, 100, 0],
      [2, 0, 60, 0],
    ],
  });
});
