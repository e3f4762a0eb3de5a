import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";
import { knownConsumption } from "./known-consumption.ts";
import { type ConsumptionPart, measuredParts, sumOfParts } from "./virtual-point.ts";

const { measured, estimated } = READING_QUALITY;
const from = Temporal.Instant.from("2026-03-02T00:00Z");
const decimal = (text: string) => Decimal.parse(text);
const NAMES: Readonly<Record<number, string>> = { 1: "Common area", 2: "Tenants", 3: "Supply" };
const nameOf = (id: number) => NAMES[id] ?? `point ${id}`;

function part(
  factor: string,
  amounts: readonly number[],
  { perCount = "0.1", minutes = 60, qualities = [] as readonly number[] } = {},
): ConsumptionPart {
  return {
    factor: decimal(factor),
    consumption: {
      from,
      intervalMinutes: minutes,
      amounts: Float64Array.from(amounts),
      perCount: decimal(perCount),
      ...(qualities.length > 0 && { qualities: Uint8Array.from(qualities) }),
    },
  };
}

function shown({ amounts, perCount }: IntervalConsumption): string[] {
  return [...amounts].map((counts) => Decimal.of(counts).times(perCount).normalized().toString());
}

/*
 * Supply behind transformers of 40: counts of 4 kWh, 25 and 30 of them: 100 and 120 kWh. Tenants
 * count 0.1 kWh: 40.5 + 31.5 = 72, and 50.1 + 40.2 = 90.3. What is left: 28 and 29.7 kWh.
 */
test("the common area is what was supplied less what the tenants used", () => {
  const sum = sumOfParts(
    [part("1", [25, 30], { perCount: "4" }), part("-1", [405, 501]), part("-1", [315, 402])],
    { from, intervalMinutes: 60, slots: 2 },
  );
  assert.deepEqual(shown(sum), ["28", "29.7"]);
});

/* Half of 10.1 kWh and a third part, 0.25, of 8 kWh: 5.05 + 2 = 7.05 kWh, to the last digit. */
test("a factor counts a point in part, exactly", () => {
  const sum = sumOfParts([part("0.5", [101]), part("0.25", [80])], {
    from,
    intervalMinutes: 60,
    slots: 1,
  });
  assert.deepEqual(shown(sum), ["7.05"]);
});

/* Quarter hours of 1, 2, 3 and 4 kWh are an hour of 10; less an hour of 2.5: 7.5 kWh. */
test("quarter hours and hours are summed by the hour", () => {
  const sum = sumOfParts([part("1", [10, 20, 30, 40], { minutes: 15 }), part("-1", [25])], {
    from,
    intervalMinutes: 60,
    slots: 1,
  });
  assert.deepEqual(shown(sum), ["7.5"]);
});

test("an interval is estimated where any part is, and unknown where any part is: never zero", () => {
  const sum = sumOfParts(
    [
      part("1", [50, 50, 50], { qualities: [measured, estimated, measured] }),
      part("-1", [20, 20, 0], { qualities: [measured, measured, 0] }),
    ],
    { from, intervalMinutes: 60, slots: 3 },
  );
  assert.deepEqual([...(sum.qualities ?? [])], [measured, measured | estimated, 0]);
  const known = knownConsumption(sum, { from, to: from.add({ hours: 3 }) });
  assert.equal(known.quantity?.normalized().toString(), "6");
  assert.equal(known.estimated, true);
  assert.equal(known.complete, false);
});

/* The supply is read a second before the tenants: 9.9 - 10 = -0.1, then 10.1 - 10 = 0.1: together 0. */
test("an interval below zero is kept, so that the sum over time stays right", () => {
  const sum = sumOfParts([part("1", [99, 101]), part("-1", [100, 100])], {
    from,
    intervalMinutes: 60,
    slots: 2,
  });
  assert.deepEqual(shown(sum), ["-0.1", "0.1"]);
});

/* 1 = 3 - 2; 2 = 4 + 5. So 1 = 3 - 4 - 5. */
test("a virtual point of a virtual point comes down to what is measured", () => {
  const virtual = new Map([
    [
      1,
      [
        { pointId: 3, factor: decimal("1") },
        { pointId: 2, factor: decimal("-1") },
      ],
    ],
    [
      2,
      [
        { pointId: 4, factor: decimal("1") },
        { pointId: 5, factor: decimal("1") },
      ],
    ],
  ]);
  const parts = measuredParts(1, virtual, nameOf);
  assert.ok(parts.ok);
  assert.deepEqual(
    parts.value.map(({ pointId, factor }) => [pointId, factor.toString()]),
    [
      [3, "1"],
      [4, "-1"],
      [5, "-1"],
    ],
  );
});

/* 1 = 2 - 4; 2 = 4 + 5: point 4 is added and taken off, so 1 = 5. */
test("a point that is added and taken off again is none of the parts", () => {
  const virtual = new Map([
    [
      1,
      [
        { pointId: 2, factor: decimal("1") },
        { pointId: 4, factor: decimal("-1") },
      ],
    ],
    [
      2,
      [
        { pointId: 4, factor: decimal("1") },
        { pointId: 5, factor: decimal("1") },
      ],
    ],
  ]);
  const parts = measuredParts(1, virtual, nameOf);
  assert.deepEqual(parts.ok && parts.value.map(({ pointId }) => pointId), [5]);
});

test("a cycle is refused, and named", () => {
  const one = decimal("1");
  const virtual = new Map([
    [1, [{ pointId: 2, factor: one }]],
    [2, [{ pointId: 3, factor: one }]],
    [3, [{ pointId: 1, factor: one }]],
  ]);
  const parts = measuredParts(1, virtual, nameOf);
  assert.deepEqual(parts.ok ? [] : parts.faults.map(faultText), [
    "parts: the point would be a part of itself: Common area → Tenants → Supply → Common area (leave one of these out)",
  ]);
});

test("a hundred points that each lead twice to the next are walked once each", () => {
  const one = decimal("1");
  const virtual = new Map(
    Array.from({ length: 100 }, (_, n) => [
      n,
      [
        { pointId: n + 1, factor: one },
        { pointId: n + 1, factor: one },
      ],
    ]),
  );
  const parts = measuredParts(0, virtual, nameOf);
  assert.equal(parts.ok && parts.value[0]?.factor.toString(), String(2n ** 100n));
});

const aPart = fc.record({
  factor: fc.constantFrom("1", "-1", "0.5", "-0.25", "3"),
  perCount: fc.constantFrom("1", "0.1", "0.001", "40", "2.5"),
  amounts: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 8, maxLength: 8 }),
});

test("the sum over any stretch is the sum of the parts over it, to the last digit", () => {
  const stretch = fc.tuple(fc.nat(8), fc.nat(8)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
  fc.assert(
    fc.property(fc.array(aPart, { minLength: 1, maxLength: 5 }), stretch, (drawn, [first, end]) => {
      const parts = drawn.map(({ factor, perCount, amounts }) =>
        part(factor, amounts, { perCount }),
      );
      const sum = sumOfParts(parts, { from, intervalMinutes: 60, slots: 8 });
      const range = { from: from.add({ hours: first ?? 0 }), to: from.add({ hours: end ?? 0 }) };
      const over = (one: IntervalConsumption) =>
        knownConsumption(one, range).quantity ?? Decimal.ZERO;
      const expected = Decimal.sum(
        parts.map(({ factor, consumption }) => over(consumption).times(factor)),
      );
      assert.ok(over(sum).equals(expected), `${over(sum)} is not ${expected}`);
    }),
    { seed: 4, numRuns: 500 },
  );
});
