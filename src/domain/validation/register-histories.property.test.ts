/**
 * Random lives of a register: rollovers of 5 to 9 digits and of 16 and 32 bits, resets, misreads,
 * steps backwards, gaps, stuck hours, exchanged meters and multipliers. Whatever happens, the
 * intervals sum to what the register really counted, to the last digit; nothing is negative; and
 * each event is listed.
 *
 * HISTORIES=10000 tries as many; a small sample otherwise.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { InstalledMeter } from "#domain/consumption/installed-meter.ts";
import { registerConsumption } from "#domain/consumption/register-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type FindingRule, holdsBilling } from "./finding.ts";
import { registerFindings } from "./register-findings.ts";

const HISTORIES = Number(process.env["HISTORIES"] ?? 300);
const SEED = 20_269;

const START = Temporal.Instant.from("2026-03-02T00:00Z");
const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
const MOST_A_QUARTER = 40;
const MODULI = [1e5, 1e6, 1e7, 1e8, 1e9, 2 ** 16, 2 ** 32];

const EVENTS = [
  "rollover",
  "reset",
  "backwards",
  "dip",
  "spike",
  "gap",
  "stuck",
  "exchange",
  "multiplier",
] as const;
type Event = (typeof EVENTS)[number];

interface Life {
  readonly modulus: number;
  readonly multiplier: number;
  readonly climbs: readonly number[];
  /** At every tenth quarter hour something happens. */
  readonly events: readonly Event[];
  readonly part: number;
}

const lives: fc.Arbitrary<Life> = fc.record({
  modulus: fc.constantFrom(...MODULI),
  multiplier: fc.integer({ min: 1, max: 240 }),
  climbs: fc.array(fc.integer({ min: 1, max: MOST_A_QUARTER }), { minLength: 60, maxLength: 60 }),
  events: fc.array(fc.constantFrom(...EVENTS), { minLength: 1, maxLength: 5 }),
  part: fc.integer({ min: 20, max: 80 }),
});

const QUARTERS_BETWEEN = 10;

/** Lives a register: what is read of it, which meters there were, and what was really used. */
function live({ modulus, multiplier, climbs, events, part }: Life) {
  const expected: FindingRule[] = [];
  const meters: InstalledMeter[] = [];
  const times: number[] = [];
  const counts: number[] = [];
  let used = 0;
  let register = Math.floor((modulus * part) / 100);
  let factor = multiplier;
  let fromMs = -Infinity;
  let opening: number | undefined;
  const install = (toMs: number, closing?: number) => {
    meters.push({
      fromMs,
      toMs,
      multiplier: { numerator: BigInt(factor), denominator: 1n },
      wrapsAt: modulus,
      ...(opening !== undefined && { opening }),
      ...(closing !== undefined && { closing }),
    });
  };
  for (let n = 0; n <= climbs.length; n += 1) {
    const ms = START.epochMilliseconds + n * QUARTER_MS;
    const event = n % QUARTERS_BETWEEN === 5 ? events[Math.floor(n / QUARTERS_BETWEEN)] : undefined;
    const isStill = n > 0 && events[Math.floor(n / QUARTERS_BETWEEN)] === "stuck" && n % 10 > 5;
    const climb = n === 0 || isStill ? 0 : (climbs[n - 1] ?? 0);
    let shown: number | undefined;
    switch (event) {
      case "rollover":
        // The meter is exchanged for one that is about to roll over: two events in one.
        install(ms - MINUTE_MS, register + climb);
        used += (climb + 1) * factor;
        [fromMs, opening, register] = [ms - MINUTE_MS, modulus - 1, 0];
        expected.push("rollover");
        break;
      case "reset":
        register = 0;
        expected.push("register-restarted");
        break;
      case "backwards":
        register -= MOST_A_QUARTER * 5;
        expected.push("register-backwards");
        break;
      case "exchange":
      case "multiplier": {
        const closing = register + climb;
        install(ms - MINUTE_MS, closing);
        used += climb * factor;
        if (event === "multiplier") factor += 1;
        register = event === "exchange" ? Math.floor(modulus / 3) : closing;
        [fromMs, opening] = [ms - MINUTE_MS, register];
        break;
      }
      case "dip":
      case "spike":
        register += climb;
        used += climb * factor;
        shown = event === "dip" ? Math.floor(register / 2) : register + MOST_A_QUARTER * 50;
        expected.push("misread");
        break;
      case "gap":
      case "stuck":
      case undefined:
        register += climb;
        used += climb * factor;
    }
    const isMissing = events[Math.floor(n / QUARTERS_BETWEEN)] === "gap" && n % 10 >= 5 && n < 60;
    if (isMissing) continue;
    times.push(ms);
    counts.push(shown ?? register);
  }
  install(Infinity);
  const gaps = events.filter((event) => event === "gap").length;
  return { expected, gaps, meters, times, counts, used };
}

/** A register that began anew is too low to step back, or for what follows a reset to be certain. */
const isFit = ({ events }: Life) => {
  const anew = events.findIndex((event) => event === "rollover" || event === "reset");
  return anew < 0 || !events.slice(anew + 1).some((e) => e === "backwards" || e === "reset");
};

test("R9: whatever a register goes through, its intervals sum to what it counted, and all is listed", () => {
  fc.assert(
    fc.property(lives.filter(isFit), (life) => {
      const { expected, gaps, meters, times, counts, used } = live(life);
      const series = {
        epochMs: Float64Array.from(times),
        counts: Float64Array.from(counts),
        qualities: new Uint8Array(times.length).fill(1),
      };
      const channel = {
        series,
        meters,
        digits: 0,
        resolution: Decimal.ONE,
        // Four quarter hours at the most the register is made to climb, behind the largest multiplier.
        mostPerHour: Decimal.of(MOST_A_QUARTER * 4 * (life.multiplier + life.events.length)),
        intervalMinutes: 15,
      };
      const range = { from: START, to: START.add({ minutes: 15 * life.climbs.length }) };
      const { consumption } = registerConsumption({ ...channel, name: "Main", range });
      const { amounts, perCount } = consumption;
      assert.ok(amounts.every((amount) => amount >= 0 && Number.isSafeInteger(amount)));
      const sum = Decimal.of(amounts.reduce((all, one) => all + BigInt(one), 0n)).times(perCount);
      assert.equal(sum.normalized().toString(), String(used));

      const found = registerFindings({ ...channel, rules: [] }).map(({ rule }) => rule);
      const listed = found.filter((rule) => rule !== "missing" && rule !== "jump");
      assert.deepEqual(listed.toSorted(), expected.toSorted());
      assert.equal(found.filter((rule) => rule === "missing").length, gaps);
      const unknown = expected.some((rule) => rule.startsWith("register-"));
      assert.equal(
        listed.some(holdsBilling),
        unknown,
        "what cannot be counted holds the bill back",
      );
    }),
    { numRuns: HISTORIES, seed: SEED },
  );
});
