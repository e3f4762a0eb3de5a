import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneBlocks } from "./zone-history.ts";

test("hours of which all registers are known are blocks; a hole makes one long block", () => {
  const blocks = zoneBlocks({
    fromMs: 0,
    supplies: [{ pointId: 9, resolution: 0.1, values: Float64Array.of(0, 10, 20, 30, 40) }],
    uses: [
      { pointId: 1, resolution: 0.01, values: Float64Array.of(0, 4, 8, 12, 16) },
      { pointId: 2, resolution: 0.01, values: Float64Array.of(0, 5, Number.NaN, 15, 20) },
    ],
  });
  // 10 in, 4 + 5 measured; then two hours at once: 20 in, 8 + 10 measured; then 10 and 4 + 5.
  assert.deepEqual(
    blocks.map(({ hours, supplied, used, loss }) => [hours, supplied, used, loss]),
    [
      [1, 10, 9, 1],
      [2, 20, 18, 2],
      [1, 10, 9, 1],
    ],
  );
});
