import assert from "node:assert/strict";
import { test } from "node:test";
import { habit, type MadeZone, madeZone } from "#test/support/made-zone.ts";
import { cholesky, inverseForm, solve } from "./cholesky.ts";
import { findLossRise } from "./find-loss-rise.ts";
import { zoneBlocks } from "./zone-history.ts";

const USES = [
  habit(1, { byDay: 6, byNight: 1 }),
  habit(2, { byDay: 4, byNight: 2 }),
  habit(3, { byDay: 1, byNight: 3 }),
  habit(4, { byDay: 8, byNight: 0.5 }),
];
const THEFT_HOUR = 26 * 24 + 9;

function riseIn(zone: MadeZone) {
  const history = madeZone(zone);
  const blocks = zoneBlocks(history);
  const used = blocks.reduce((sum, block) => sum + block.used, 0);
  const scale = used / (zone.days * 24);
  const options = { points: zone.uses.length, hours: zone.days * 24, scale };
  return findLossRise(blocks, { ...options, coarseness: 0.03, meterError: 0.01 });
}

test("a zone that loses what it always lost has no rise", () => {
  assert.equal(riseIn({ days: 30, uses: USES }), undefined);
});

test("a tenant that leads a quarter of its use past the meter is seen, and since when", () => {
  const rise = riseIn({
    days: 28,
    uses: USES,
    recorded: (point, hour) => (point === 1 && hour >= THEFT_HOUR ? 0.75 : 1),
  });
  assert.ok(rise);
  assert.equal(rise.fromHour, THEFT_HOUR);
  const use = USES[1] ?? (() => 0);
  let stolen = 0;
  for (let hour = THEFT_HOUR; hour < 28 * 24; hour += 1) stolen += use(hour) / 4;
  assert.ok(Math.abs(rise.missing - stolen) < 0.1 * stolen, `${rise.missing} of ${stolen} kWh`);
});

test("a meter that was silent for days and counts on hides nothing and accuses nobody", () => {
  assert.equal(
    riseIn({
      days: 30,
      uses: USES,
      silent: (point, hour) => point === 2 && hour > 500 && hour < 560,
    }),
    undefined,
  );
});

test("a tenant who moves out is no loss", () => {
  const leaving = USES.map((use, point) =>
    point === 3 ? (hour: number) => (hour < 480 ? use(hour) : 0.02) : use,
  );
  assert.equal(riseIn({ days: 30, uses: leaving }), undefined);
});

test("in the first week nothing is learned, so nothing is said", () => {
  assert.equal(
    riseIn({
      days: 7,
      uses: USES,
      recorded: (point, hour) => (point === 1 && hour >= 100 ? 0.5 : 1),
    }),
    undefined,
  );
});

test("a system of three equations by its factor", () => {
  // [4 2 0; 2 5 3; 0 3 6] x = [8 21 24] has the solution [1 2 3]: 4+4, 2+10+9, 6+18.
  const factored = cholesky(Float64Array.of(4, 2, 0, 2, 5, 3, 0, 3, 6), 3);
  const x = solve(factored, Float64Array.of(8, 21, 24));
  for (const [n, value] of [1, 2, 3].entries()) assert.ok(Math.abs((x[n] ?? 0) - value) < 1e-12);
  // With b = A x, bᵀ A⁻¹ b = bᵀ x = 8 + 42 + 72.
  assert.ok(Math.abs(inverseForm(factored, Float64Array.of(8, 21, 24)) - 122) < 1e-9);
});

test("a matrix that is no precision is refused", () => {
  assert.throws(() => cholesky(Float64Array.of(1, 2, 2, 1), 2), /not positive definite at row 1/);
});
