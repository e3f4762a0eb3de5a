import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { type DateRange, instantsOf } from "#domain/core/instant-range.ts";
import { loadProfile } from "./load-profile.ts";

/** Hours of a zone's days, what each used in kWh told by the clock; undefined: not known. */
function profileOf(
  days: DateRange,
  timeZone: string,
  usedAt: (at: Temporal.ZonedDateTime) => number | undefined,
) {
  const { from, to } = instantsOf(days, timeZone);
  const hours = Math.round(from.until(to).total("hours"));
  const used = Array.from({ length: hours }, (_, n) =>
    usedAt(from.add({ hours: n }).toZonedDateTimeISO(timeZone)),
  );
  const consumption = {
    from,
    intervalMinutes: 60,
    amounts: Float64Array.from(used, (kwh) => kwh ?? 0),
    qualities: Uint8Array.from(used, (kwh) => (kwh === undefined ? 0 : 1)),
    perCount: Decimal.ONE,
  };
  return loadProfile(consumption, days, timeZone);
}

function daysFrom(first: string, count: number): DateRange {
  const from = Temporal.PlainDate.from(first);
  return { from, to: from.add({ days: count }) };
}

test("a bakery that heats its ovens from 4 to 6 shows in two columns of the heat map", () => {
  const profile = profileOf(daysFrom("2026-11-02", 14), "Asia/Kolkata", (at) =>
    at.hour === 4 || at.hour === 5 ? 12 : 2,
  );
  for (const hours of profile.heatMap) {
    assert.deepEqual(
      hours,
      Array.from({ length: 24 }, (_, hour) => (hour === 4 || hour === 5 ? 12 : 2)),
    );
  }
  assert.equal(profile.baseLoad, 2);
  assert.equal(profile.peak?.rate, 12);
  // Two hours of 24: a twelfth of the time, so the ninth hundredth is below the peak.
  assert.deepEqual(
    [profile.duration[8], profile.duration[9], profile.duration.length],
    [12, 2, 101],
  );
});

test("when the clocks are set the hours of the clock stay in their columns", () => {
  for (const [day, timeZone] of [
    ["2026-03-29", "Europe/Berlin"],
    ["2026-10-25", "Europe/Berlin"],
    ["2026-11-01", "America/St_Johns"],
  ] as const) {
    const days = daysFrom(day, 1);
    const profile = profileOf(days, timeZone, (at) => at.hour);
    const shown = profile.heatMap[days.from.dayOfWeek - 1] ?? [];
    shown.forEach((rate, hour) => {
      if (rate !== null) assert.equal(rate, hour, `${timeZone} ${day} ${hour}:00`);
    });
    assert.equal(shown.filter((rate) => rate === null).length, day === "2026-03-29" ? 1 : 0);
  }
});

test("days and hours of which nothing is known stay empty, and are no zeros", () => {
  const { dailyPeaks, heatMap, baseLoad } = profileOf(daysFrom("2026-11-02", 2), "UTC", (at) =>
    at.day === 2 ? 5 : undefined,
  );
  assert.deepEqual(
    dailyPeaks.map((peak) => peak?.rate),
    [5, undefined],
  );
  assert.equal(dailyPeaks[0]?.at.toString(), "2026-11-02T00:00:00Z");
  assert.deepEqual([heatMap[0]?.[7], heatMap[1]?.[7]], [5, null]);
  assert.equal(baseLoad, 5);
  const nothing = profileOf(daysFrom("2026-11-02", 1), "UTC", () => undefined);
  assert.deepEqual([nothing.baseLoad, nothing.peak, nothing.duration], [undefined, undefined, []]);
});
