import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { areToldApart, type Shown } from "./told-apart.ts";

const SEED = 20_261_126;

function valuesOf(text: string): (Decimal | undefined)[] {
  return [text === "-" ? undefined : Decimal.parse(text)];
}

/** Of meters with one register: what each showed before and shows now; - is no value. */
function company(...meters: readonly (readonly [before: string, now: string])[]): Shown[] {
  return meters.map(([before, now]) => ({ before: valuesOf(before), now: valuesOf(now) }));
}

test("meters that counted on are told apart, whatever the decimals they are written with", () => {
  assert.ok(areToldApart(company(["100", "100"], ["250.5", "251"], ["7", "7.25"])));
  assert.ok(areToldApart(company(["100.0", "100"], ["250", "250.00"])));
});

test("values handed round are seen: in a ring, as a swap, and one meter's for all", () => {
  assert.ok(!areToldApart(company(["100", "251"], ["250", "7"], ["7", "100"])));
  assert.ok(!areToldApart(company(["100", "250"], ["250", "100"])));
  assert.ok(
    !areToldApart(company(["100", "250"], ["250", "250"])),
    "the greatest: nobody shows less",
  );
  assert.ok(!areToldApart(company(["100", "100"], ["250", "100"])));
});

test("a meter that shows less than before is asked alone: it was exchanged, or rolled over", () => {
  assert.ok(!areToldApart(company(["99999", "3"], ["250", "250"])));
});

test("a meter that counted past what another showed cannot be told from it", () => {
  assert.ok(!areToldApart(company(["100", "103"], ["102", "104"])));
  assert.ok(areToldApart(company(["100", "101.9"], ["102", "104"])));
});

test("of two that showed the same neither may have moved", () => {
  assert.ok(areToldApart(company(["0", "0"], ["0", "0"], ["5", "6"])));
  assert.ok(!areToldApart(company(["0", "1"], ["0", "0"], ["5", "6"])));
});

test("a first value cannot be told from another's; one that is missing is nobody's", () => {
  assert.ok(!areToldApart(company(["-", "10"], ["250", "250"])));
  assert.ok(areToldApart(company(["100", "-"], ["250", "250"])));
  assert.ok(areToldApart([]));
});

function decimalOf(value: number): Decimal {
  return Decimal.parse(String(value));
}

test("whoever gets whose value, it is seen, unless each got its own", () => {
  const meters = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 6 });
  const handed = meters.chain((before) =>
    fc.record({
      before: fc.constant(before),
      steps: fc.array(fc.integer({ min: 0, max: 9 }), {
        minLength: before.length,
        maxLength: before.length,
      }),
      /** Of each its giver. */
      givers: fc.array(fc.nat({ max: before.length - 1 }), {
        minLength: before.length,
        maxLength: before.length,
      }),
    }),
  );
  let taken = 0;
  fc.assert(
    fc.property(handed, ({ before, steps, givers }) => {
      const shows = before.map((value, n) => value + (steps[n] ?? 0));
      const told = givers.map((giver) => shows[giver] ?? 0);
      const shown = before.map((value, n) => ({
        before: [decimalOf(value)],
        now: [decimalOf(told[n] ?? 0)],
      }));
      if (!areToldApart(shown)) return;
      taken += 1;
      assert.deepEqual(told, shows);
    }),
    { seed: SEED, numRuns: 20_000 },
  );
  assert.ok(taken > 100, `only ${taken} were taken at all`);
});
