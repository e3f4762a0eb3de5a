/**
 * Cases in which another open energy management system was seen to count wrongly, each named after
 * what happened there. Ten units an hour are used throughout, unless the case says otherwise.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { knownConsumption } from "./known-consumption.ts";
import type { InstalledMeter } from "./installed-meter.ts";
import { registerConsumption } from "./register-consumption.ts";

const MIDNIGHT = Temporal.Instant.from("2026-03-02T00:00Z");
const MINUTE_MS = 60_000;
const { measured } = READING_QUALITY;
type Shown = readonly [minute: number, register: number];

interface Case {
  readonly minutes: number;
  readonly intervalMinutes?: number;
  readonly digits?: number;
  readonly meters?: readonly InstalledMeter[];
}

const ALWAYS: InstalledMeter = {
  fromMs: -Infinity,
  toMs: Infinity,
  multiplier: { numerator: 1n, denominator: 1n },
};

/** Registers are shown with one digit after the point. */
function consumed(shown: readonly Shown[], { minutes, intervalMinutes = 60, ...rest }: Case) {
  const range: InstantRange = { from: MIDNIGHT, to: MIDNIGHT.add({ minutes }) };
  const result = registerConsumption({
    name: "Main",
    series: {
      epochMs: Float64Array.from(shown, ([at]) => MIDNIGHT.epochMilliseconds + at * MINUTE_MS),
      counts: Float64Array.from(shown, ([, register]) => Math.round(register * 10)),
      qualities: new Uint8Array(shown.length).fill(measured),
    },
    meters: rest.meters ?? [ALWAYS],
    range,
    intervalMinutes,
    resolution: Decimal.parse("0.1"),
    digits: rest.digits ?? 7,
  });
  const { amounts, perCount } = result.consumption;
  const { quantity } = knownConsumption(result.consumption, range);
  return {
    ...result,
    intervals: [...amounts].map((counts) => counts * perCount.toDisplayNumber()),
    total: quantity?.normalized().toString(),
  };
}

/** A register read every `step` minutes that climbs ten an hour. */
function steady({
  from,
  to,
  step = 60,
  start = 0,
}: Record<"from" | "to", number> & { step?: number; start?: number }): Shown[] {
  const count = Math.floor((to - from) / step) + 1;
  return Array.from({ length: count }, (_, n) => [from + n * step, start + (n * step) / 6]);
}

test("six hours of outage, then 70 in the hour of recovery: all of it is counted, over seven hours", () => {
  const { total, intervals } = consumed(
    [
      [0, 1000],
      [60, 1010],
      [480, 1080],
      [540, 1090],
    ],
    { minutes: 540 },
  );
  assert.equal(total, "90");
  assert.deepEqual(intervals, Array(9).fill(10));
});

test("a new meter that starts at 0 counts from its first hour", () => {
  assert.deepEqual(consumed(steady({ from: 0, to: 120 }), { minutes: 120 }).intervals, [10, 10]);
});

test("one high spike of 400 in a slot adds nothing", () => {
  const shown: Shown[] = [
    [0, 100],
    [15, 102.5],
    [30, 505],
    [45, 107.5],
    [60, 110],
  ];
  const { total, faults } = consumed(shown, { minutes: 60 });
  assert.equal(total, "10");
  assert.deepEqual(
    faults.map(({ code }) => code),
    ["consumption.misread"],
  );
});

test("one high spike beyond every limit adds nothing either, and its slot is estimated", () => {
  const shown: Shown[] = [
    [0, 100],
    [15, 502.5],
    [30, 105],
    [45, 107.5],
    [60, 110],
  ];
  const { total, consumption } = consumed(shown, { minutes: 60, intervalMinutes: 15 });
  assert.equal(total, "10");
  // 5 between minute 0 and 30: spread evenly, since the misread between them is left out.
  assert.deepEqual([...(consumption.qualities ?? [])], [2, 2, 1, 1]);
});

test("one low misread to 500 adds nothing", () => {
  const shown: Shown[] = [
    [0, 1000],
    [15, 1002.5],
    [30, 500],
    [45, 1007.5],
    [60, 1010],
  ];
  assert.equal(consumed(shown, { minutes: 60 }).total, "10");
});

test("a meter exchange from 505 to 8000 counts each register apart", () => {
  const exchangeMs = MIDNIGHT.epochMilliseconds + 30 * MINUTE_MS;
  const meters = [
    { ...ALWAYS, toMs: exchangeMs },
    { ...ALWAYS, fromMs: exchangeMs },
  ];
  const shown: Shown[] = [
    [0, 500],
    [15, 502.5],
    [29, 504.8],
    [30, 8000],
    [45, 8002.5],
    [60, 8005],
  ];
  assert.equal(consumed(shown, { minutes: 60, meters }).total, "9.8");
});

test("a meter exchange from 505 to 8000 with both values noted loses nothing: 10 an hour", () => {
  // 30 minutes of 10 an hour: 500 -> 505 on the old register, 8000 -> 8005 on the new one.
  const exchangeMs = MIDNIGHT.epochMilliseconds + 30 * MINUTE_MS;
  const meters = [
    { ...ALWAYS, toMs: exchangeMs, closing: 5050 },
    { ...ALWAYS, fromMs: exchangeMs, opening: 80_000 },
  ];
  const shown: Shown[] = [
    [0, 500],
    [15, 502.5],
    [45, 8002.5],
    [60, 8005],
  ];
  assert.deepEqual(consumed(shown, { minutes: 60, meters }).intervals, [10]);
});

test("R3: 8200.0 to 8431.5 behind transformers of 40, then 0.3 to 112.4 without, are 9372.1", () => {
  const exchangeMs = MIDNIGHT.epochMilliseconds + 60 * MINUTE_MS;
  const meters: InstalledMeter[] = [
    { ...ALWAYS, toMs: exchangeMs, multiplier: { numerator: 40n, denominator: 1n } },
    { ...ALWAYS, fromMs: exchangeMs },
  ];
  const shown: Shown[] = [
    [0, 8200],
    [59, 8431.5],
    [60, 0.3],
    [120, 112.4],
  ];
  assert.equal(consumed(shown, { minutes: 120, meters }).total, "9372.1");
});

test("R1: a register that climbs 12.5 behind CT 20/5 and PT 7200/120 has measured 3000", () => {
  const meters = [{ ...ALWAYS, multiplier: { numerator: 4n * 60n, denominator: 1n } }];
  assert.equal(
    consumed(
      [
        [0, 100],
        [60, 112.5],
      ],
      { minutes: 60, meters },
    ).total,
    "3000",
  );
});

test("a rollover at 100000 loses not one of the minutes around it", () => {
  const shown = steady({ from: 0, to: 60, step: 1, start: 99_995 }).map(([at, register]): Shown => [
    at,
    (Math.round(register * 10) % 1_000_000) / 10,
  ]);
  const { total, faults } = consumed(shown, { minutes: 60, intervalMinutes: 1, digits: 6 });
  assert.equal(total, "10");
  assert.deepEqual(faults, []);
});

test("R2: a fall from the last tenth that would be far beyond all use seen is no rollover", () => {
  const shown: Shown[] = [
    [0, 95_000],
    [60, 95_010],
    [120, 4],
    [180, 14],
  ];
  const { total, faults } = consumed(shown, { minutes: 180, digits: 6 });
  assert.equal(total, "20");
  assert.deepEqual(
    faults.map(({ code }) => code),
    ["consumption.register-restarted"],
  );
});

test("an outage over a rollover loses nothing of the gap", () => {
  const shown: Shown[] = [
    [0, 99_990],
    [60, 99_999.5],
    [240, 30],
    [300, 40],
  ];
  const { total, missingIntervals } = consumed(shown, { minutes: 300, digits: 6 });
  assert.equal(total, "50");
  assert.equal(missingIntervals, 0);
});

test("a second meter installed at 20:00 leaves the hours before it to the first", () => {
  const at = MIDNIGHT.epochMilliseconds + 1200 * MINUTE_MS;
  const meters = [
    { ...ALWAYS, toMs: at },
    { ...ALWAYS, fromMs: at },
  ];
  const shown = [
    ...steady({ from: 0, to: 1199, step: 1, start: 300 }),
    ...steady({ from: 1200, to: 1440, step: 60 }),
  ];
  const { intervals, total } = consumed(shown, { minutes: 1440, meters });
  assert.equal(intervals.filter((used) => used > 9.7).length, 24);
  assert.equal(total, "239.8");
});
