import assert from "node:assert/strict";
import { test } from "node:test";
import {
  judgePhases,
  judgePowerFactor,
  judgeSpread,
  judgeVoltage,
} from "#domain/alarms/live-limits.ts";
import { judgeUnusual, UNUSUAL_LIMITS } from "#domain/alarms/use-unusual.ts";
import { WATCH_DEFAULTS, type WatchedRule } from "#domain/alarms/watch-setting.ts";
import { judgeWaterStill, WATER_STILL_LIMITS } from "#domain/alarms/water-never-still.ts";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import { planBuilding } from "#simulator/building.ts";
import { ConsumptionModel } from "#simulator/consumption-model.ts";
import { meterFace } from "#simulator/meter-face.ts";

const TIME_ZONE = "Europe/Berlin";
const FROM = Temporal.PlainDate.from("2026-01-01");
const DAYS = 180;
const DAYS_LOOKED_BACK = 36;
const LITRES = 1000;

/** The points at which a look each morning from 06:00 UTC on would have found an alarm. */
function alarmedPoints(seed: number): string[] {
  const plan = planBuilding({ seed, timeZone: TIME_ZONE });
  const model = new ConsumptionModel(plan);
  const allWeekHours = hoursOfWeek(FROM.toZonedDateTime("UTC").epochMilliseconds, {
    hours: DAYS * 24,
    timeZone: TIME_ZONE,
  });
  return plan.points.flatMap((point, index) => {
    if (point.commodity === "heat") return [];
    const quarters = model.quarterHourRegisters(index, { from: FROM, days: DAYS });
    const step = Number(point.channel.resolution);
    const hours = quarters.filter((_, n) => n % 4 === 0).map((counts) => counts * step);
    const isWater = point.commodity === "cold-water" && point.role !== "supply";
    const found = new Set<string>();
    for (let day = DAYS_LOOKED_BACK; day < DAYS; day += 1) {
      const first = (day - DAYS_LOOKED_BACK) * 24 + 6;
      const values = hours.slice(first, day * 24 + 7);
      const weekHours = allWeekHours.slice(first, day * 24 + 7);
      const history = { values, resolution: step, weekHours, occupantChanges: [] };
      const use = judgeUnusual(history, UNUSUAL_LIMITS);
      if (use.state === "on") found.add(`use-unusual ${point.name}`);
      const litres = values.map((value) => value * LITRES);
      const water = { litres, stepLitres: step * LITRES, weekHours };
      if (isWater && judgeWaterStill(water, WATER_STILL_LIMITS).state === "on") {
        found.add(`water-never-still ${point.name}`);
      }
    }
    return [...found];
  });
}

/** So often a look at all meters of a year: the faces change smoothly, and each condition must last. */
const LOOK_HOURS = 11;
const YEAR_DAYS = 365;

function thresholdOf(rule: WatchedRule): number {
  return WATCH_DEFAULTS[rule].threshold ?? Number.NaN;
}

/** The meters whose values would have been out of the limits that hold by themselves, by rule. */
function liveFindings(seed: number): string[] {
  const plan = planBuilding({ seed, timeZone: TIME_ZONE });
  const model = new ConsumptionModel(plan);
  const fromMs = FROM.toZonedDateTime("UTC").epochMilliseconds;
  const found = new Set<string>();
  for (let hour = 0; hour < YEAR_DAYS * 24; hour += LOOK_HOURS) {
    const epochMs = fromMs + hour * 3_600_000;
    for (const [pointIndex, { name, commodity, role, multiplier }] of plan.points.entries()) {
      if (commodity !== "electricity" && commodity !== "heat") continue;
      const shown = new Map(meterFace({ model, pointIndex, epochMs, bypasses: new Map() }));
      const ratio = multiplier.numerator / multiplier.denominator;
      shown.set("activePower", (shown.get("activePower") ?? 0) * ratio);
      const seen = new Set(["L1", "L2", "L3"]);
      const judged = {
        "phase-missing": judgePhases(shown, { threshold: thresholdOf("phase-missing"), seen }),
        "voltage-out": judgeVoltage(shown, thresholdOf("voltage-out")),
        "temperature-difference-low": judgeSpread(shown, thresholdOf("temperature-difference-low")),
        ...(role === "supply" && {
          "power-factor-low": judgePowerFactor(shown, thresholdOf("power-factor-low")),
        }),
      };
      for (const [rule, { condition }] of Object.entries(judged)) {
        if (condition === "bad") found.add(`${rule} ${name}`);
      }
    }
  }
  return [...found];
}

test("a year of what the meters of a sound building show raises no alarm either", (t) => {
  const found = liveFindings(1);
  t.diagnostic(`alarms of live values per building-year: ${found.length}`);
  assert.deepEqual(found, []);
});

test("half a year of a sound building of 24 tenants raises no consumption alarm", (t) => {
  const found = [1, 2].flatMap((seed) => alarmedPoints(seed));
  t.diagnostic(`consumption alarms per building-year: ${found.length} in 2 half years`);
  assert.deepEqual(found, []);
});
