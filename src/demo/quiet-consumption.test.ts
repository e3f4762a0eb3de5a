import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeUnusual, UNUSUAL_LIMITS } from "#domain/alarms/use-unusual.ts";
import { judgeWaterStill, WATER_STILL_LIMITS } from "#domain/alarms/water-never-still.ts";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import { planBuilding } from "#simulator/building.ts";
import { ConsumptionModel } from "#simulator/consumption-model.ts";

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
      const use = judgeUnusual({ values, resolution: step, weekHours }, UNUSUAL_LIMITS);
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

test("half a year of a sound building of 24 tenants raises no consumption alarm", () => {
  for (const seed of [1, 2]) assert.deepEqual(alarmedPoints(seed), [], `seed ${seed}`);
});
