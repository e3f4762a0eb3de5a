import assert from "node:assert/strict";
import { test } from "node:test";
import { noiseAt, noiseBetween, noiseKey, smoothNoise } from "./seeded-noise.ts";

const KEY = noiseKey(7, "Lift");

test("noise is the same for the same key and position, whatever was asked before", () => {
  const forwards = [0, 1, 2, 3].map((n) => noiseAt(KEY, n));
  const backwards = [3, 2, 1, 0].map((n) => noiseAt(KEY, n)).toReversed();
  assert.deepEqual(forwards, backwards);
});

test("another seed or another name is another noise", () => {
  assert.notEqual(noiseKey(7, "Lift"), noiseKey(8, "Lift"));
  assert.notEqual(noiseKey(7, "Lift"), noiseKey(7, "lift"));
});

test("noise fills its range evenly: each tenth holds about a tenth of 100,000 draws", () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 100_000; n += 1) {
    const tenth = Math.floor(noiseBetween(KEY, n, [0, 10]));
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) assert.ok(Math.abs(count - 10_000) < 500, `${tenths}`);
});

test("neighbouring draws are not correlated", () => {
  let product = 0;
  for (let n = 0; n < 100_000; n += 1)
    product += (noiseAt(KEY, n) - 0.5) * (noiseAt(KEY, n + 1) - 0.5);
  assert.ok(Math.abs(product / 100_000) < 0.002);
});

test("smooth noise stays within -1 and 1 and has no jumps", () => {
  for (let x = -20; x < 20; x += 0.01) {
    const value = smoothNoise(KEY, x);
    assert.ok(value >= -1 && value <= 1);
    assert.ok(Math.abs(smoothNoise(KEY, x + 0.01) - value) < 0.04);
  }
});
