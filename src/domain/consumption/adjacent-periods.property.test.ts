/**
 * Whatever a register went through: consumption over adjacent local days, weeks and months adds up
 * to the whole, in every zone that there is, over every change of its clock.
 *
 * ADJACENT=5000 tries as many; a small sample otherwise.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { type DateRange, instantsOf } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { InstalledMeter } from "./installed-meter.ts";
import { knownConsumption, onGrid } from "./known-consumption.ts";
import { registerConsumption } from "./register-consumption.ts";

const SAMPLES = Number(process.env["ADJACENT"] ?? 150);
const ZONES = Intl.supportedValuesOf("timeZone");
const QUARTER_MS = 900_000;
const QUARTERS_A_DAY = 96;
const WRAPS_AT = 100_000;
const { measured, estimated } = READING_QUALITY;

const lives = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  firstDay: fc.integer({ min: 0, max: 364 }),
  days: fc.integer({ min: 2, max: 40 }),
  /** Where the whole falls apart. */
  splits: fc.array(fc.integer({ min: 1, max: 39 }), { maxLength: 8 }),
  start: fc.integer({ min: 0, max: WRAPS_AT - 1 }),
  climbs: fc.array(fc.nat(40), { minLength: 7, maxLength: 7 }),
  /** Starts and lengths of holes, in quarter hours. */
  holes: fc.array(fc.tuple(fc.nat(4000), fc.integer({ min: 1, max: 300 })), { maxLength: 4 }),
  estimatedFrom: fc.option(fc.nat(4000)),
  exchangedAt: fc.option(fc.integer({ min: 100, max: 4000 })),
  multipliers: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })),
});
type Life = typeof lives extends fc.Arbitrary<infer L> ? L : never;

/** The register from a day before the range to a day after it. */
function lived({ firstDay, days, start, climbs, holes, estimatedFrom, ...life }: Life) {
  const first = Temporal.PlainDate.from("2026-01-01").add({ days: firstDay });
  const whole = { from: first, to: first.add({ days }) };
  const range = instantsOf(whole, life.timeZone);
  const fromMs = onGrid(range, 15).from.epochMilliseconds - QUARTERS_A_DAY * QUARTER_MS;
  const quarters = (days + 3) * QUARTERS_A_DAY;
  const epochMs: number[] = [];
  const counts: number[] = [];
  const qualities: number[] = [];
  let register = start;
  for (let n = 0; n < quarters; n += 1) {
    register += climbs[n % climbs.length] ?? 0;
    if (holes.some(([at, length]) => n >= at && n < at + length)) continue;
    epochMs.push(fromMs + n * QUARTER_MS);
    counts.push(register % WRAPS_AT);
    qualities.push(estimatedFrom !== null && n >= estimatedFrom ? estimated : measured);
  }
  const series = {
    epochMs: Float64Array.from(epochMs),
    counts: Float64Array.from(counts),
    qualities: Uint8Array.from(qualities),
  };
  return { whole, series, meters: metersOf(life, fromMs) };
}

function metersOf(
  { exchangedAt, multipliers: [before, after] }: Pick<Life, "exchangedAt" | "multipliers">,
  fromMs: number,
): InstalledMeter[] {
  const first = { fromMs: -Infinity, multiplier: { numerator: BigInt(before), denominator: 1n } };
  if (exchangedAt === null) return [{ ...first, toMs: Infinity }];
  // In the middle of a quarter hour.
  const atMs = fromMs + exchangedAt * QUARTER_MS + 420_000;
  const second = { multiplier: { numerator: BigInt(after), denominator: 1n }, toMs: Infinity };
  return [
    { ...first, toMs: atMs },
    { ...second, fromMs: atMs },
  ];
}

test("adjacent periods add up to the whole, in every zone and over every clock change", () => {
  fc.assert(
    fc.property(lives, (life) => {
      const { whole, series, meters } = lived(life);
      const used = (days: DateRange) => {
        const range = instantsOf(days, life.timeZone);
        const { consumption } = registerConsumption({
          name: "Main",
          series,
          meters,
          range: onGrid(range, 15),
          intervalMinutes: 15,
          resolution: Decimal.parse("0.1"),
          digits: 5,
          // More than the climbs come to: every wrap is a rollover.
          mostPerHour: Decimal.of(40 * 40 * 4),
        });
        return knownConsumption(consumption, range).quantity ?? Decimal.ZERO;
      };
      const cuts = [...new Set(life.splits)].filter((n) => n < life.days).toSorted((a, b) => a - b);
      const ends = [...cuts, life.days].map((n) => whole.from.add({ days: n }));
      const parts = ends.map((to, n) => used({ from: ends[n - 1] ?? whole.from, to }));
      assert.equal(Decimal.sum(parts).toString(), used(whole).toString());
    }),
    { numRuns: SAMPLES, seed: 20_313 },
  );
});
