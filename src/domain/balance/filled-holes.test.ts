import assert from "node:assert/strict";
import { test } from "node:test";
import { filledHoles } from "./filled-holes.ts";

const habit = {
  surprises: new Float64Array(8),
  usual: Float64Array.of(1, 1, 3, 2, 1, 1, 1, 1),
  variances: new Float64Array(8).fill(0.01),
  kept: 0.5,
  stepsShown: 24,
};

test("what a silent register counted meanwhile is shared out as is usual at these times", () => {
  const values = Float64Array.of(0, 1, Number.NaN, Number.NaN, 13, 14);
  const { register, variances } = filledHoles(
    { pointId: 1, resolution: 0.01, values },
    { from: 0, habit },
  );
  // 12 by 1 : 3 : 2 are 2, 6 and 4. A tenth of each, squared, is 0.04, 0.36 and 0.16; sixteen times that.
  assert.deepEqual([...register.values], [0, 1, 3, 9, 13, 14]);
  assert.deepEqual(
    [...variances].map((variance) => Number(variance.toFixed(6))),
    [0, 0.64, 5.76, 2.56, 0, 0],
  );
  assert.ok(Number.isNaN(values[2] ?? 0), "the register itself stays as it was");
});

test("where nothing is usual it is shared out evenly; a hole without an end or a beginning stays", () => {
  const values = Float64Array.of(Number.NaN, 4, Number.NaN, 8, Number.NaN);
  const unknown = { ...habit, usual: new Float64Array(8).fill(Number.NaN) };
  const { register } = filledHoles(
    { pointId: 1, resolution: 0.01, values },
    { from: 0, habit: unknown },
  );
  assert.deepEqual([...register.values], [Number.NaN, 4, 6, 8, Number.NaN]);
});
