import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import {
  addPeriod,
  addSeason,
  calendarOf,
  gridOf,
  paint,
  paintMonth,
  type PeriodGrid,
  plainGrid,
  removePeriod,
  seasonOfMonth,
  withMinutes,
} from "./period-grid.ts";

/** The calendar as the engine reads it; every period has a price, so that nothing else is wrong. */
function parsed(
  calendar: Record<string, unknown>,
  holidays: readonly string[] = [],
): TariffCalendar {
  const periods = (calendar["touPeriods"] ?? []) as { id: string }[];
  const document = parseTariff({
    format: "smartpm-tariff/1",
    name: "T",
    commodity: "electricity",
    currency: "EUR",
    ...(holidays.length > 0 && { holidays: { dates: holidays } }),
    calendars: [calendar],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates:
          periods.length > 0
            ? periods.map(({ id }) => ({ touPeriods: [id], price: "1" }))
            : [{ price: "1" }],
      },
    ],
  });
  assert.ok(document.ok, JSON.stringify(document));
  const [charge] = document.value.charges;
  return (charge && "calendar" in charge && charge.calendar) || assert.fail();
}

function gridThere(calendar: TariffCalendar): PeriodGrid {
  return gridOf(calendar) ?? assert.fail("the grid cannot show it");
}

/** What a grid says, whatever its seasons and day types are called. */
function said({ minutes, cells, periods, hasHolidays, seasons }: PeriodGrid) {
  return {
    minutes,
    cells,
    hasHolidays,
    periods: periods.map(({ id }) => id),
    months: seasons.map((s) => s.ranges),
  };
}

test("an example of the catalogue that can be painted comes back the same", () => {
  const folder = join(import.meta.dirname, "../../../catalogue/tariffs");
  let painted = 0;
  for (const file of globSync("*.json", { cwd: folder })) {
    const document = parseTariff(JSON.parse(readFileSync(join(folder, file), "utf8")));
    assert.ok(document.ok, file);
    for (const charge of document.value.charges) {
      if (!("calendar" in charge) || !charge.calendar) continue;
      const grid = gridOf(charge.calendar);
      if (!grid) continue;
      const again = gridThere(parsed(calendarOf(grid), ["01-01"]));
      assert.deepEqual(said(again), said(grid), file);
      painted += 1;
    }
  }
  assert.ok(painted >= 2, `${painted}`);
});

test("painting a peak on working days gives two day types and one window", () => {
  const two = addPeriod(plainGrid({ id: "off", label: "Off" }), { id: "peak", label: "Peak" });
  const area = { season: 0, rows: [0, 1, 2, 3, 4], fromColumn: 8, toColumn: 18 };
  const calendar = calendarOf(paint(two, area, 1));
  assert.deepEqual(calendar["days"], [
    {
      dayTypes: ["mon-tue-wed-thu-fri"],
      windows: [{ from: "08:00", to: "18:00", touPeriod: "peak" }],
      otherwise: "off",
    },
    { dayTypes: ["sat-sun"], otherwise: "off" },
  ]);
  assert.deepEqual(said(gridThere(parsed(calendar))), said(paint(two, area, 1)));
});

test("a season over new year is one stretch, and one without months is gone", () => {
  const summer = addSeason(
    plainGrid({ id: "all", label: "All" }),
    { id: "summer", label: "Summer" },
    4,
  );
  let grid = summer;
  for (const month of [5, 6, 7, 8, 9]) grid = paintMonth(grid, month, 1);
  assert.deepEqual(
    grid.seasons.map(({ id, ranges }) => [id, ranges]),
    [
      ["other", [{ from: "10-01", through: "03-31" }]],
      ["summer", [{ from: "04-01", through: "09-30" }]],
    ],
  );
  assert.equal(seasonOfMonth(grid, 12), 0);
  for (const month of [4, 5, 6, 7, 8, 9]) grid = paintMonth(grid, month, 0);
  assert.deepEqual(
    grid.seasons.map(({ id }) => id),
    ["other"],
  );
  assert.equal(grid.cells.length, 1);
});

test("a period that is removed leaves its times to the first", () => {
  const two = addPeriod(plainGrid({ id: "a", label: "A" }), { id: "b", label: "B" });
  const area = { season: 0, rows: [0], fromColumn: 0, toColumn: 24 };
  assert.deepEqual(removePeriod(paint(two, area, 1), 1).cells, two.cells);
  assert.equal(removePeriod(plainGrid({ id: "a", label: "A" }), 0).periods.length, 1);
});

test("finer cells keep what was painted", () => {
  const two = addPeriod(plainGrid({ id: "a", label: "A" }), { id: "b", label: "B" });
  const fine = withMinutes(paint(two, { season: 0, rows: [0], fromColumn: 7, toColumn: 8 }, 1), 15);
  assert.deepEqual(fine.cells[0]?.[0]?.slice(27, 33), [0, 1, 1, 1, 1, 0]);
});
