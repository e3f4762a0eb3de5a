/** Days that authorities published for years that are known, and days that are none there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HOLIDAY_COUNTRIES, holidayRegions, publicHolidays } from "./public-holidays.ts";

const KNOWN: readonly (readonly [place: string, holidays: string, none: string])[] = [
  // Corpus Christi and Epiphany are kept in Bavaria and not in Berlin, Women's Day the other way.
  ["DE-BY", "2026-01-01 2026-01-06 2026-04-03 2026-06-04 2026-10-03 2026-12-26", "2026-03-08"],
  ["DE-BE", "2026-03-08 2026-05-14 2026-05-25", "2026-01-06 2026-06-04"],
  ["US", "2025-11-27 2026-05-25 2026-06-19 2026-07-03 2026-11-26", "2026-11-27"],
  // The Queen's jubilee, her funeral, the King's coronation.
  ["GB-ENG", "2022-06-02 2022-06-03 2022-09-19 2023-05-08 2026-04-06", "2022-05-30 2026-01-02"],
  ["GB-SCT", "2026-01-02 2026-11-30", "2026-04-06"],
  ["IN", "2026-01-26 2026-08-15 2026-10-02", "2026-08-16"],
  // Black Awareness Day is one of all the country since 2024.
  ["BR", "2024-11-20 2026-04-21 2026-09-07", "2023-11-20"],
  // A Sunday's is kept on Monday.
  ["ZA", "2026-03-21 2026-04-27 2026-08-09 2026-08-10 2026-09-24", "2026-08-11"],
  ["FR", "2026-04-06 2026-05-08 2026-05-14 2026-05-25 2026-07-14", "2026-04-03"],
  ["ES", "2026-01-06 2026-04-03 2026-10-12", "2026-04-06"],
  ["IT", "2026-04-06 2026-04-25 2026-06-02", "2026-04-03"],
  ["AU-VIC", "2026-01-26 2026-04-25 2026-11-03", "2026-11-02"],
  ["CA-ON", "2026-02-16 2026-05-18 2026-07-01 2026-10-12", "2026-02-17"],
  ["CN", "2025-01-28 2025-10-08 2026-02-23 2026-10-07", "2025-01-26 2026-02-28 2026-10-08"],
];

test("known days of known years are holidays, and others are none", () => {
  const wrong = KNOWN.flatMap(([place, holidays, none]) => {
    const [country = "", region] = place.split("-");
    const days = publicHolidays(country, region)?.days;
    return [
      ...holidays.split(" ").filter((day) => days?.has(day) !== true),
      ...none.split(" ").filter((day) => days?.has(day) !== false),
    ].map((day) => `${place} ${day}`);
  });
  assert.deepEqual(wrong, []);
});

test("in China Saturdays and Sundays are worked in place of days of a long holiday", () => {
  const china = publicHolidays("CN");
  const worked = [...(china?.makeUpDays ?? [])].filter((day) => day.startsWith("2026"));
  // State Council, 4 November 2025.
  assert.deepEqual(worked, [
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
  ]);
  assert.equal(china?.through, 2026);
});

test("a place that is not known has none", () => {
  assert.equal(publicHolidays("XX"), undefined);
  assert.equal(publicHolidays("DE", "XX"), undefined);
  assert.equal(publicHolidays("XX", "BY"), undefined);
  assert.equal(publicHolidays("constructor"), undefined);
  assert.deepEqual(holidayRegions("XX"), []);
  assert.equal(HOLIDAY_COUNTRIES.length, 12);
});
