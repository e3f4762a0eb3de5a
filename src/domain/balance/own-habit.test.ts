import assert from "node:assert/strict";
import { test } from "node:test";
import { MADE_FROM_MS } from "#test/support/made-zone.ts";
import { type OwnHabit, ownHabit, withoutCommon } from "./own-habit.ts";
import { hoursOfWeek } from "./usual-use.ts";

const WEEKS = 4;
const HOURS = WEEKS * 168;
const FROM = HOURS - 24;
const weekHours = hoursOfWeek(MADE_FROM_MS, { hours: HOURS, timeZone: "UTC" });

/** 2 kWh in every hour but those told otherwise. */
function habitWith(useIn: (hour: number) => number | undefined): OwnHabit {
  const values = new Float64Array(HOURS + 1);
  for (let hour = 0; hour < HOURS; hour += 1)
    values[hour + 1] = (values[hour] ?? 0) + (useIn(hour) ?? 2);
  const point = { pointId: 1, resolution: 0.01, values };
  return ownHabit(point, { from: FROM, to: HOURS, weekHours });
}

test("a use that halves surprises in its first hour by ln 2, and less and less after it", () => {
  const { surprises, kept } = habitWith((hour) => (hour >= FROM + 10 ? 1 : undefined));
  assert.ok(Math.abs(surprises[9] ?? 9) < 1e-9, "as ever");
  // (1 + 0.01) / (2 + 0.01), the register's step beside each: ln 0.5025 = -0.688.
  assert.ok(Math.abs((surprises[10] ?? 0) + 0.688) < 0.001, `${surprises[10]}`);
  assert.ok(kept > 0 && kept < 1);
  const [after = 0, later = 0] = [surprises[11], surprises[20]];
  assert.ok(after < 0 && Math.abs(later) < Math.abs(after));
});

test("no habit counts as steadier than three percent", () => {
  const { variances } = habitWith(() => undefined);
  // 0.03² and, of a step of 0.01 in 2 kWh, (0.01 / 2)² / 3.
  assert.ok(Math.abs((variances[0] ?? 0) - (0.0009 + 0.000_025 / 3)) < 1e-9);
});

test("what all points do in an hour is nobody's surprise; of four nothing is in common", () => {
  const falls = habitWith((hour) => (hour >= FROM + 10 ? 1 : undefined));
  const five = withoutCommon(Array.from({ length: 5 }, () => falls));
  assert.ok(five.every(({ surprises }) => Math.abs(surprises[10] ?? 1) < 1e-9));
  const four = withoutCommon(Array.from({ length: 4 }, () => falls));
  assert.equal(four[0]?.surprises[10], falls.surprises[10]);
});
