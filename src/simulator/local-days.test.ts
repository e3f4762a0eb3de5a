import assert from "node:assert/strict";
import { test } from "node:test";
import { type LocalDay, LocalDays, QUARTER_MS } from "./local-days.ts";

/** The local day that begins on `date`. */
function dayOf(timeZone: string, date: string): LocalDay {
  const midnight = Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds;
  return new LocalDays(timeZone).containing(midnight / QUARTER_MS);
}

test("a plain day has 96 quarter hours", () => {
  assert.equal(dayOf("Europe/Berlin", "2026-11-24").quarters, 96);
});

test("the day on which clocks go forward has 23 hours and no quarter past two", () => {
  const day = dayOf("Europe/Berlin", "2026-03-29");
  assert.equal(day.quarters, 92);
  assert.deepEqual([...(day.wallQuarters ?? [])].slice(6, 10), [6, 7, 12, 13]);
});

test("the day on which clocks go back has 25 hours and two o'clock twice", () => {
  const day = dayOf("Europe/Berlin", "2026-10-25");
  assert.equal(day.quarters, 100);
  assert.deepEqual([...(day.wallQuarters ?? [])].slice(8, 17), [8, 9, 10, 11, 8, 9, 10, 11, 12]);
});

test("Lord Howe changes its clocks by half an hour", () => {
  assert.equal(dayOf("Australia/Lord_Howe", "2026-04-05").quarters, 98);
  assert.equal(dayOf("Australia/Lord_Howe", "2026-10-04").quarters, 94);
});

test("where the clocks change at midnight the day begins at one o'clock", () => {
  const day = dayOf("Africa/Cairo", "2026-04-24");
  assert.equal(day.quarters, 92);
  assert.equal(day.wallQuarters?.[0], 4);
});

test("zones off the full hour have days on the quarter-hour grid", () => {
  for (const zone of ["Asia/Kathmandu", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham"]) {
    const days = new LocalDays(zone);
    for (let n = 0; n < 800; n += 1) {
      const day = days.at(n);
      assert.ok(Number.isInteger(day.firstQuarter));
      assert.equal(days.at(n + 1).firstQuarter, day.firstQuarter + day.quarters);
    }
  }
});

test("every quarter hour lies in the day that contains it", () => {
  const days = new LocalDays("America/New_York");
  const first = days.at(0).firstQuarter;
  for (let quarter = first; quarter < first + 96 * 800; quarter += 5) {
    const day = days.containing(quarter);
    assert.ok(day.firstQuarter <= quarter && quarter < day.firstQuarter + day.quarters);
  }
});

test("public holidays are Sundays, Saturdays are their own, leap days exist", () => {
  assert.equal(dayOf("Europe/Berlin", "2026-12-25").kind, "sunday");
  assert.equal(dayOf("Europe/Berlin", "2026-11-21").kind, "saturday");
  assert.equal(dayOf("Europe/Berlin", "2026-11-24").kind, "workday");
  assert.equal(dayOf("Europe/Berlin", "2024-02-29").dayOfYear, 60);
});

test("a time before the building stood is refused with the reason", () => {
  assert.throws(() => dayOf("Europe/Berlin", "2018-01-01"), /from 2024-01-01 on/);
});
