import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { InstalledMeter } from "./installed-meter.ts";
import { registerConsumption } from "./register-consumption.ts";
import { noteSteady, type RegisterSeries } from "./register-series.ts";

const MIDNIGHT = Temporal.Instant.from("2026-03-01T00:00:00Z");
const HOUR_MS = 3_600_000;
const { measured, estimated } = READING_QUALITY;

/** Readings by hours after midnight. */
function seriesOf(readings: readonly (readonly [hour: number, counts: number])[]): RegisterSeries {
  return {
    epochMs: Float64Array.from(readings, ([hour]) => MIDNIGHT.epochMilliseconds + hour * HOUR_MS),
    counts: Float64Array.from(readings, ([, counts]) => counts),
    qualities: new Uint8Array(readings.length).fill(measured),
  };
}

function meterFrom(fromHour: number, toHour: number, factor = 1n): InstalledMeter {
  return {
    fromMs: MIDNIGHT.epochMilliseconds + fromHour * HOUR_MS,
    toMs: toHour === Infinity ? Infinity : MIDNIGHT.epochMilliseconds + toHour * HOUR_MS,
    multiplier: { numerator: factor, denominator: 1n },
  };
}

function used(
  readings: readonly (readonly [number, number])[],
  { hours = 4, digits = 6, meters = [meterFrom(-100, Infinity)] } = {},
) {
  const result = registerConsumption({
    name: "Main",
    series: seriesOf(readings),
    meters,
    range: { from: MIDNIGHT, to: MIDNIGHT.add({ hours }) },
    intervalMinutes: 60,
    resolution: Decimal.ONE,
    digits,
  });
  const { amounts, perCount, qualities } = result.consumption;
  return {
    ...result,
    perHour: [...amounts].map((counts) => counts * Number(perCount.toString())),
    qualities: qualities ? [...qualities] : undefined,
  };
}

test("neighbouring readings give what was used between them, all measured", () => {
  const result = used([
    [0, 1000],
    [1, 1010],
    [2, 1030],
    [3, 1030],
    [4, 1035],
  ]);
  assert.deepEqual(result.perHour, [10, 20, 0, 5]);
  assert.equal(result.qualities, undefined);
  assert.equal(result.missingIntervals, 0);
});

test("a six-digit register at 999950 that shows 35 has moved 85, times 40: rule R2", () => {
  const result = used(
    [
      [0, 999_950],
      [1, 35],
    ],
    { hours: 1, meters: [meterFrom(0, Infinity, 40n)] },
  );
  assert.deepEqual(result.perHour, [3400]);
  assert.deepEqual(result.faults, []);
});

test("60 kWh over six hours without readings are 10 an hour, marked estimated: rule R4", () => {
  const result = used(
    [
      [0, 1000],
      [6, 1060],
    ],
    { hours: 6 },
  );
  assert.deepEqual(result.perHour, [10, 10, 10, 10, 10, 10]);
  assert.deepEqual(result.qualities, Array(6).fill(estimated));
});

test("six hours of outage and 70 kWh in the reading after it spread over the seven hours", () => {
  const result = used(
    [
      [0, 100],
      [7, 170],
    ],
    { hours: 7 },
  );
  assert.deepEqual(result.perHour, Array(7).fill(10));
});

test("readings closer together than the intervals add up to measured intervals", () => {
  const result = used(
    [
      [0, 0],
      [0.5, 3],
      [1, 10],
      [1.75, 12],
      [2, 13],
    ],
    { hours: 2 },
  );
  assert.deepEqual(result.perHour, [10, 3]);
  assert.equal(result.qualities, undefined);
});

test("a difference that does not divide is spread without losing a count", () => {
  const result = used(
    [
      [0, 0],
      [3, 10],
    ],
    { hours: 3 },
  );
  assert.deepEqual(result.perHour, [3, 3, 4]);
});

test("a meter exchange counts each register apart: rule R3", () => {
  // Old meter 8200 -> 8431 (factor 40), new one from 0 -> 112 (factor 1).
  const result = used(
    [
      [0, 8200],
      [1, 8431],
      [2, 0],
      [3, 112],
    ],
    {
      hours: 3,
      meters: [meterFrom(-10, 2, 40n), meterFrom(2, Infinity)],
    },
  );
  assert.deepEqual(result.perHour, [231 * 40, 0, 112]);
  assert.equal(result.missingIntervals, 1);
});

test("a new meter that starts at zero counts from its first reading", () => {
  assert.deepEqual(
    used(
      [
        [0, 0],
        [1, 10],
        [2, 20],
      ],
      { hours: 2 },
    ).perHour,
    [10, 10],
  );
});

test("one high spike is left out and its hour estimated", () => {
  const result = used([
    [0, 100],
    [1, 110],
    [2, 520],
    [3, 130],
    [4, 140],
  ]);
  assert.deepEqual(result.perHour, [10, 10, 10, 10]);
  assert.deepEqual(result.qualities, [measured, estimated, estimated, measured]);
  assert.equal(result.faults[0]?.code, "consumption.misread");
});

test("one low misread is left out: nobody pays for the climb back", () => {
  const result = used(
    [
      [0, 1000],
      [1, 500],
      [2, 1020],
    ],
    { hours: 2 },
  );
  assert.deepEqual(result.perHour, [10, 10]);
});

test("a register that starts anew and stays low is a fault, and no consumption", () => {
  const result = used([
    [0, 5000],
    [1, 5010],
    [2, 3],
    [3, 13],
    [4, 23],
  ]);
  assert.deepEqual(result.perHour, [10, 0, 10, 10]);
  assert.equal(result.faults[0]?.code, "consumption.register-restarted");
});

test("readings outside the range count only for their share inside", () => {
  assert.deepEqual(
    used(
      [
        [-2, 0],
        [2, 40],
      ],
      { hours: 1 },
    ).perHour,
    [10],
  );
});

test("hours before the first reading are missing, not zero", () => {
  const result = used(
    [
      [2, 100],
      [3, 110],
    ],
    { hours: 3 },
  );
  assert.deepEqual(result.perHour, [0, 0, 10]);
  assert.equal(result.missingIntervals, 2);
});

test("whatever is missing in between, the intervals sum to last minus first", () => {
  const readings = fc.uniqueArray(fc.integer({ min: 0, max: 48 }), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(
      readings,
      fc.array(fc.nat(5000), { minLength: 30, maxLength: 30 }),
      (hours, steps) => {
        const sorted = hours.toSorted((a, b) => a - b);
        let register = 0;
        const points = sorted.map((hour, n) => [hour, (register += steps[n] ?? 0)] as const);
        const { perHour } = used(points, { hours: 48, digits: 9 });
        const sum = perHour.reduce((all, one) => all + one, 0);
        assert.equal(sum, (points.at(-1)?.[1] ?? 0) - (points[0]?.[1] ?? 0));
      },
    ),
    { seed: 20_261 },
  );
});

test("whatever rolls over and is missing, behind transformers, the sum is what was climbed", () => {
  const steps = fc.array(
    fc.record({ climb: fc.nat(1000), hours: fc.integer({ min: 1, max: 3 }) }),
    {
      minLength: 1,
      maxLength: 47,
    },
  );
  fc.assert(
    fc.property(steps, fc.nat(999_999), fc.integer({ min: 1, max: 4000 }), (all, first, factor) => {
      const points: (readonly [hour: number, register: number])[] = [[0, first]];
      for (const { climb, hours } of all) {
        const [hour, register] = points.at(-1) ?? [0, first];
        points.push([hour + hours, (register + climb) % 1_000_000]);
      }
      const { perHour, faults, missingIntervals } = used(points, {
        hours: points.at(-1)?.[0] ?? 0,
        meters: [meterFrom(-100, Infinity, BigInt(factor))],
      });
      const sum = perHour.reduce((total, one) => total + one, 0);
      const climbed = all.reduce((total, { climb }) => total + climb, 0);
      assert.equal(sum, climbed * factor);
      assert.deepEqual([faults.length, missingIntervals], [0, 0]);
    }),
    { seed: 20_266 },
  );
});

test("a series that is noted as steady gives what it gives without the note", () => {
  const steady = fc.record({
    /** Where the first reading lies, in quarter hours. */
    first: fc.integer({ min: -6, max: 6 }),
    climbs: fc.array(fc.nat(50), { minLength: 1, maxLength: 40 }),
    installed: fc.constantFrom(-100, -1, 1),
    factor: fc.constantFrom(1n, 40n),
  });
  fc.assert(
    fc.property(steady, ({ first, climbs, installed, factor }) => {
      let shown = 1000;
      const series = seriesOf(climbs.map((climb, n) => [(first + n) / 4, (shown += climb)]));
      const query = {
        name: "Main",
        meters: [meterFrom(installed, Infinity, factor)],
        range: { from: MIDNIGHT, to: MIDNIGHT.add({ hours: 4 }) },
        intervalMinutes: 15,
        resolution: Decimal.ONE,
        digits: 6,
      };
      const noted = noteSteady({ ...series }, HOUR_MS / 4);
      assert.deepEqual(
        registerConsumption({ ...query, series: noted }),
        registerConsumption({ ...query, series }),
      );
    }),
    { seed: 20_267, numRuns: 400 },
  );
});
