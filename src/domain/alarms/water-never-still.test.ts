import assert from "node:assert/strict";
import { test } from "node:test";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import { judgeWaterStill, WATER_STILL_LIMITS } from "./water-never-still.ts";

const HOURS_A_DAY = 24;

/** From a midnight in Berlin on, four days: what runs by day is 30 litres, by night what is told. */
function judge(
  night: (day: number, hour: number) => number,
  { days = 4, stepLitres = 1, from = "2026-06-01T00:00+02:00" } = {},
) {
  const hours = days * HOURS_A_DAY;
  const fromMs = Temporal.Instant.from(from).epochMilliseconds;
  const weekHours = hoursOfWeek(fromMs, { hours: hours + 1, timeZone: "Europe/Berlin" });
  const litres = new Float64Array(hours + 1);
  for (let at = 0; at < hours; at += 1) {
    const hour = (weekHours[at] ?? 0) % HOURS_A_DAY;
    const used = hour < 6 ? night(Math.floor(at / HOURS_A_DAY), hour) : 30;
    litres[at + 1] = (litres[at] ?? 0) + used;
  }
  return judgeWaterStill({ litres, stepLitres, weekHours }, WATER_STILL_LIMITS);
}

test("three nights without an hour of rest are a leak, told by its least hour", () => {
  // Nights of days 1 to 3 count; the first hour of the first is hour 24 + 1.
  assert.deepEqual(
    judge((day, hour) => (day === 2 && hour === 3 ? 11 : 14)),
    { state: "on", fromHour: 25, nights: 3, leastLitresPerHour: 11 },
  );
});

test("one hour of rest in the newest night clears it; what drips is rest", () => {
  assert.equal(judge((day, hour) => (day === 3 && hour === 4 ? 0 : 14)).state, "off");
  assert.equal(judge(() => 1.9).state, "off");
  assert.equal(judge(() => 2).state, "on");
});

test("rest in an older night leaves it as it is, and so do too few nights", () => {
  assert.equal(judge((day, hour) => (day === 2 && hour === 4 ? 0 : 14)).state, "undecided");
  assert.equal(judge(() => 14, { days: 2 }).state, "undecided");
});

test("an hour that is not known hides a leak, never rest", () => {
  const verdict = judge((day, hour) => (day === 3 && hour === 2 ? Number.NaN : 14));
  assert.equal(verdict.state, "undecided");
});

test("a night that is not over is not judged", () => {
  const hours = 3 * HOURS_A_DAY + 4;
  const fromMs = Temporal.Instant.from("2026-06-01T00:00+02:00").epochMilliseconds;
  const weekHours = hoursOfWeek(fromMs, { hours: hours + 1, timeZone: "Europe/Berlin" });
  // Two of the three whole nights ran at 5 litres an hour; the fourth rests so far, up to 04:00.
  const litres = Float64Array.from({ length: hours + 1 }, (_, at) => 5 * Math.min(at, 72));
  const verdict = judgeWaterStill({ litres, stepLitres: 1, weekHours }, WATER_STILL_LIMITS);
  assert.deepEqual(verdict, { state: "on", fromHour: 1, nights: 3, leastLitresPerHour: 5 });
});

test("the night of a clock change has three or five hours and is judged by those", () => {
  // 29 March 2026: 02:00 to 03:00 is left out; 25 October: it comes twice.
  for (const from of ["2026-03-27T00:00+01:00", "2026-10-23T00:00+02:00"]) {
    const verdict = judge(() => 14, { from });
    assert.equal(verdict.state, "on", from);
  }
});

test("a register that steps by 100 litres rests in the hours between its steps", () => {
  // 14 litres an hour move it every seventh hour: no night without rest is ever seen.
  const verdict = judge((_, hour) => (hour === 3 ? 100 : 0), { stepLitres: 100 });
  assert.equal(verdict.state, "off");
});
