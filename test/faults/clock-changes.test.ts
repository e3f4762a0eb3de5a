/**
 * R10: local days and a year's bill, in six zones, at five intervals, against an independent
 * computation that asks the zone's clock at every half hour. One year by default;
 * SMARTPM_YEARS=2024,2025,2026 for a release.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { knownConsumption } from "#domain/consumption/known-consumption.ts";
import { registerConsumption } from "#domain/consumption/register-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { instantsOf } from "#domain/core/instant-range.ts";
import { rated, tariffOf, totalText } from "#test/support/rating-case.ts";

const YEARS = (process.env["SMARTPM_YEARS"] ?? "2026").split(",").map(Number);
/** Clocks that change by an hour, by half an hour, and not at all; offsets of half hours. */
const ZONES = {
  "Europe/Berlin": [23, 25],
  "America/New_York": [23, 25],
  "America/St_Johns": [23, 25],
  "Australia/Lord_Howe": [23.5, 24.5],
  "Asia/Kolkata": [],
  "Asia/Shanghai": [],
} as const;
const INTERVALS_MINUTES = [1, 5, 10, 15, 30];
const HALF_HOUR = 30;
const MINUTE_MS = 60_000;
const VALLEY_ENDS = 6;

const TARIFF = tariffOf({
  calendars: [
    {
      id: "day",
      touPeriods: [{ id: "valley" }, { id: "peak" }],
      days: [{ windows: [{ from: "00:00", to: "06:00", touPeriod: "valley" }], otherwise: "peak" }],
    },
  ],
  charges: [
    {
      kind: "consumption",
      id: "energy",
      label: "Energy",
      rates: [
        { touPeriods: ["valley"], price: "0.30" },
        { touPeriods: ["peak"], price: "0.80" },
      ],
    },
  ],
});

/** Minutes of each local day and of its valley, by the clock that Intl shows. */
function byTheClock(year: number, timeZone: string) {
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    hourCycle: "h23",
  });
  const days = new Map<string, { minutes: number; valley: number }>();
  const fromMs = Date.UTC(year - 1, 11, 30);
  for (let ms = fromMs; ms < Date.UTC(year + 1, 0, 3); ms += HALF_HOUR * MINUTE_MS) {
    const [day = "", hour = ""] = clock.format(ms).split(", ");
    if (!day.startsWith(`${year}-`)) continue;
    const own = days.get(day) ?? { minutes: 0, valley: 0 };
    own.minutes += HALF_HOUR;
    if (Number(hour) < VALLEY_ENDS) own.valley += HALF_HOUR;
    days.set(day, own);
  }
  return days;
}

for (const [timeZone, unusual] of Object.entries(ZONES)) {
  test(`R10: days and bills of ${YEARS.join(", ")} in ${timeZone} are as its clock shows`, () => {
    for (const year of YEARS) {
      const days = byTheClock(year, timeZone);
      const hours = new Set([...days.values()].map(({ minutes }) => minutes / 60));
      assert.deepEqual(
        [...hours].toSorted((a, b) => a - b),
        [24, ...unusual].toSorted((a, b) => a - b),
      );
      for (const intervalMinutes of INTERVALS_MINUTES) compare(year, timeZone, intervalMinutes);
    }
  });
}

/** A meter counts 0.01 kWh a minute, and is read at every interval. */
function compare(year: number, timeZone: string, intervalMinutes: number): void {
  const what = `${year} ${timeZone} ${intervalMinutes} min`;
  const period = {
    from: Temporal.PlainDate.from({ year, month: 1, day: 1 }),
    to: Temporal.PlainDate.from({ year: year + 1, month: 1, day: 1 }),
  };
  const range = instantsOf(period, timeZone);
  const fromMs = range.from.epochMilliseconds;
  const minutes = (range.to.epochMilliseconds - fromMs) / MINUTE_MS;
  const readings = minutes / intervalMinutes + 1;
  const { consumption, missingIntervals } = registerConsumption({
    name: what,
    series: {
      epochMs: Float64Array.from(
        { length: readings },
        (_, n) => fromMs + n * intervalMinutes * MINUTE_MS,
      ),
      counts: Float64Array.from({ length: readings }, (_, n) => n * intervalMinutes),
      qualities: new Uint8Array(readings).fill(1),
    },
    meters: [{ fromMs: -Infinity, toMs: Infinity, multiplier: { numerator: 1n, denominator: 1n } }],
    range,
    intervalMinutes,
    resolution: Decimal.parse("0.01"),
    digits: 0,
  });
  assert.equal(missingIntervals, 0, what);
  let valley = 0;
  let all = 0;
  for (const [day, expected] of byTheClock(year, timeZone)) {
    const from = Temporal.PlainDate.from(day);
    const own = instantsOf({ from, to: from.add({ days: 1 }) }, timeZone);
    const used = knownConsumption(consumption, own);
    assert.equal(used.quantity?.toFixed(2), (expected.minutes / 100).toFixed(2), `${what} ${day}`);
    valley += expected.valley;
    all += expected.minutes;
  }
  assert.equal(all, minutes, what);
  // Both are whole cents: half an hour is 0.3 kWh, which cost 0.09 or 0.24.
  const cents = (valley / HALF_HOUR) * 9 + ((all - valley) / HALF_HOUR) * 24;
  const bill = rated({ tariff: TARIFF, days: period, timeZone, consumption });
  assert.equal(totalText(bill), (cents / 100).toFixed(2), what);
}
