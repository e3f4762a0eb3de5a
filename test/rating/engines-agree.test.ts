/**
 * The engine against the second one, over generated tariffs and loads: each line's quantity and
 * amount, each rounded amount, each tax and the total. `RATING_CASES=5000` tries that many,
 * `RATING_SEED` others.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type ComparedLine, engineLines, engineRate, naiveLines } from "./both-engines.ts";
import { drawn, sizeOf } from "./chance.ts";
import { generatedCase, type GeneratedCase } from "./generated-case.ts";
import { naiveRate } from "./naive-engine.ts";
import { Ratio } from "./ratio.ts";
import { EVERY_KIND } from "./tariff-kinds.ts";

/** A quotient without end keeps 20 digits more than what was divided; then prices multiply it. */
const DIGITS_KEPT = new Ratio(1n, 10n ** 9n);

function isClose(a: Ratio, b: Ratio, scale: Ratio): boolean {
  const off = a.minus(b);
  const size = off.lessThan(Ratio.ZERO) ? Ratio.ZERO.minus(off) : off;
  return !DIGITS_KEPT.times(scale).lessThan(size);
}

function texts(lines: readonly ComparedLine[]): string[] {
  return lines.map(({ chargeId, minor }) => `${chargeId} ${minor}`);
}

function assertSameLines(engine: readonly ComparedLine[], naive: readonly ComparedLine[]): void {
  assert.deepEqual(texts(engine), texts(naive));
  for (const [n, line] of engine.entries()) {
    const other = naive[n]!;
    for (const figure of ["quantity", "amount"] as const) {
      const message = `${figure} of ${line.chargeId}: ${line[figure]} and ${other[figure]}`;
      assert.ok(isClose(line[figure], other[figure], Ratio.ONE), message);
    }
  }
}

function assertSame(one: GeneratedCase): void {
  const engine = engineRate(one);
  const naive = naiveRate(one);
  assertSameLines(engineLines(engine), naiveLines(naive.lines));
  assert.deepEqual(
    engine.taxes.map(({ id, included, baseMinor, amountMinor }) => ({
      id,
      included,
      base: baseMinor,
      minor: amountMinor,
    })),
    naive.taxes,
  );
  assert.equal(engine.totalMinor, naive.totalMinor);
}

test("the engine and the naive one agree on generated tariffs and loads", (t) => {
  const size = sizeOf(120);
  t.diagnostic(`${size.numRuns} cases from seed ${size.seed}`);
  fc.assert(
    fc.property(
      drawn((chance) => generatedCase(chance, EVERY_KIND)),
      assertSame,
    ),
    size,
  );
});
