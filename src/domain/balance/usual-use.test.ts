import assert from "node:assert/strict";
import { test } from "node:test";
import { hoursOfWeek, usualBetween, usualUses, usualWeek } from "./usual-use.ts";

test("the hours of the week follow the clock of the site across its change", () => {
  // Sunday 29 March 2026 has no 02:00 in Berlin: 00:00 and 01:00 (hours 144, 145), then 03:00.
  const from = Temporal.ZonedDateTime.from("2026-03-29T00:00[Europe/Berlin]").epochMilliseconds;
  const hours = hoursOfWeek(from, { hours: 4, timeZone: "Europe/Berlin" });
  assert.deepEqual([...hours], [144, 145, 147, 148]);
});

test("usual is the mean of the same hours of the weeks before, holes left out", () => {
  const weekHours = Uint8Array.from({ length: 3 * 168 }, (_, n) => n % 168);
  const values = new Float64Array(3 * 168 + 1);
  // 2 kWh an hour in the first week, 4 kWh in the second.
  for (let n = 0; n < 2 * 168; n += 1) values[n + 1] = (values[n] ?? 0) + (n < 168 ? 2 : 4);
  values[5] = Number.NaN;
  const register = { pointId: 1, resolution: 0.01, values };
  const week = usualWeek(register, { untilHour: 2 * 168, weekHours });
  assert.equal(week[0], 3);
  // Hours 4 and 5 of the first week touch the hole at 5: only the second week tells them.
  assert.equal(week[4], 4);
  assert.equal(usualBetween(week, { from: 336, to: 338, weekHours }), 6);
});

test("what is usual is told without the step itself and without what strays most", () => {
  const weekHours = Uint8Array.from({ length: 3 * 168 }, (_, n) => n % 168);
  const values = new Float64Array(3 * 168 + 1);
  // 2 kWh in each hour of two weeks, but 20 in the first hour of the second Tuesday.
  for (let n = 0; n < 2 * 168; n += 1) values[n + 1] = (values[n] ?? 0) + (n === 168 + 24 ? 20 : 2);
  const register = { pointId: 1, resolution: 0.01, values };
  const uses = usualUses(register, { untilHour: 2 * 168, weekHours });
  // Of the first hour ten working days are known, a fifth at either end left out: 2 in all that stay.
  // Of Tuesdays there are two, of which none is left out: (2 × 11 + 1 × 2) / 3 and (2 × 11 + 5 × 2) / 7.
  assert.deepEqual(
    uses.map((usualAt) => Number(usualAt(2 * 168 + 24).toFixed(6))),
    [8, 4.571_429, 2],
  );
  // Its own hour is told by the other Tuesday and the other working days.
  assert.deepEqual(
    uses.map((usualAt) => usualAt(168 + 24)),
    [2, 2, 2],
  );
});
