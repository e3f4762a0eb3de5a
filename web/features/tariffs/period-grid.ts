import type { LocalText } from "#domain/core/local-text.ts";
import { inSeason, type TariffCalendar } from "#domain/tariff/tariff-calendar.ts";

/** Monday to Sunday, and holidays. */
export const GRID_ROWS = 8;
const HOLIDAY_ROW = 7;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const DAY_MINUTES = 1440;

interface Named {
  readonly id: string;
  readonly label: LocalText;
}

export interface GridSeason extends Named {
  /** First and last day of each stretch, as `04-01`. */
  readonly ranges: readonly { readonly from: string; readonly through: string }[];
}

/** A calendar as people paint it: which period holds in which season, on which day, at which time. */
export interface PeriodGrid {
  readonly id: string;
  /** Of one cell. */
  readonly minutes: 15 | 30 | 60;
  readonly seasons: readonly GridSeason[];
  readonly periods: readonly Named[];
  /** The period's index by season, row (Monday first, holidays last) and column. */
  readonly cells: readonly (readonly (readonly number[])[])[];
  /** Whether holidays are days of their own. */
  readonly hasHolidays: boolean;
}

/** One period on all days of the year: what painting begins with. */
export function plainGrid(period: Named): PeriodGrid {
  return {
    id: "times",
    minutes: 60,
    seasons: [{ id: "all-year", label: "", ranges: [{ from: "01-01", through: "12-31" }] }],
    periods: [period],
    cells: [Array.from({ length: GRID_ROWS }, () => Array.from({ length: 24 }, () => 0))],
    hasHolidays: false,
  };
}

/**
 * A calendar as a grid; undefined where a grid cannot show it: boundaries off the quarter hour, or
 * day types with dates of their own.
 */
export function gridOf(calendar: TariffCalendar): PeriodGrid | undefined {
  const { seasons, dayTypes, touPeriods, patterns } = calendar;
  if (dayTypes.some(({ dates }) => dates.size > 0)) return undefined;
  const ends = patterns.flat().map(({ toMinute }) => toMinute);
  const minutes = ([60, 30, 15] as const).find((step) => ends.every((end) => end % step === 0));
  if (minutes === undefined) return undefined;
  const weekdayTypes = WEEKDAYS.map((_, n) =>
    dayTypes.findIndex(({ weekdays }) => weekdays.has(n + 1)),
  );
  const holidayType = dayTypes.findIndex(({ holidays }) => holidays);
  const rows = [...weekdayTypes, holidayType < 0 ? (weekdayTypes[6] ?? 0) : holidayType];
  const cells = seasons.map((_, s) =>
    rows.map((type) => {
      const pattern = patterns[s * dayTypes.length + type] ?? [];
      return Array.from({ length: DAY_MINUTES / minutes }, (_cell, column) => {
        const at = column * minutes;
        return (
          pattern.find(({ fromMinute, toMinute }) => at >= fromMinute && at < toMinute)
            ?.touPeriod ?? 0
        );
      });
    }),
  );
  return {
    id: calendar.id,
    minutes,
    seasons: seasons.map(({ id, label, ranges }) => ({
      id,
      label,
      ranges: ranges.map(({ from, through }) => ({
        from: dayText(from),
        through: dayText(through),
      })),
    })),
    periods: touPeriods,
    cells,
    hasHolidays: holidayType >= 0,
  };
}

function dayText(monthDay: number): string {
  const text = String(monthDay).padStart(4, "0");
  return `${text.slice(0, 2)}-${text.slice(2)}`;
}

/** The grid as the tariff format writes a calendar. */
export function calendarOf(grid: PeriodGrid): Record<string, unknown> {
  const dayTypes = dayTypesOf(grid);
  const [season] = grid.seasons;
  const isAllYear = grid.seasons.length === 1 && season?.id === "all-year";
  const [period] = grid.periods;
  const isAllDay = grid.periods.length === 1 && period?.label === "";
  if (isAllDay) return { id: grid.id, ...(!isAllYear && { seasons: grid.seasons.map(seasonOf) }) };
  return {
    id: grid.id,
    ...(!isAllYear && { seasons: grid.seasons.map(seasonOf) }),
    ...(dayTypes.length > 1 && {
      dayTypes: dayTypes.map(({ id, label, rows }) => ({
        id,
        label,
        ...(rows.some((row) => row < HOLIDAY_ROW) && {
          weekdays: rows.flatMap((row) => WEEKDAYS[row] ?? []),
        }),
        ...(rows.includes(HOLIDAY_ROW) && { holidays: true }),
      })),
    }),
    touPeriods: grid.periods.map(({ id, label }) => ({ id, ...(label !== id && { label }) })),
    days: grid.seasons.flatMap(({ id }, s) =>
      dayTypes.map((type) => ({
        ...(!isAllYear && { seasons: [id] }),
        ...(dayTypes.length > 1 && { dayTypes: [type.id] }),
        ...windowsOf(grid, grid.cells[s]?.[type.rows[0] ?? 0] ?? []),
      })),
    ),
  };
}

function seasonOf({ id, label, ranges }: GridSeason) {
  const [only] = ranges;
  return {
    id,
    ...(label !== "" && label !== id && { label }),
    ...(ranges.length === 1 ? only : { ranges }),
  };
}

interface GridDayType {
  readonly id: string;
  readonly label: LocalText;
  readonly rows: readonly number[];
}

/** Days that are alike in every season are one day type. */
function dayTypesOf({ cells, hasHolidays }: PeriodGrid): readonly GridDayType[] {
  const rows = Array.from({ length: hasHolidays ? GRID_ROWS : HOLIDAY_ROW }, (_, row) => row);
  const alike = Map.groupBy(rows, (row) => JSON.stringify(cells.map((season) => season[row])));
  return Array.from(alike.values(), (group) => ({
    id: group.map((row) => WEEKDAYS[row] ?? "holiday").join("-"),
    label: Object.fromEntries(
      LABELLED.map((language) => [language, group.map((row) => rowName(row, language)).join(", ")]),
    ),
    rows: group,
  }));
}

const LABELLED = ["en", "zh", "de"] as const;
const HOLIDAY = { en: "holidays", zh: "节假日", de: "Feiertage" } as const;

function rowName(row: number, language: (typeof LABELLED)[number]): string {
  if (row === HOLIDAY_ROW) return HOLIDAY[language];
  // 1 January 2024 was a Monday.
  const day = new Date(Date.UTC(2024, 0, 1 + row));
  return new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(day);
}

/** The stretches of a day; the period that holds longest is what holds otherwise. */
function windowsOf({ periods, minutes }: PeriodGrid, row: readonly number[]) {
  const lengths = periods.map((_, period) => row.filter((cell) => cell === period).length);
  const longest = lengths.indexOf(Math.max(...lengths));
  const windows: { from: string; to: string; touPeriod: string }[] = [];
  for (let column = 0; column < row.length;) {
    const period = row[column] ?? 0;
    let end = column + 1;
    while (end < row.length && row[end] === period) end += 1;
    if (period !== longest) {
      windows.push({
        from: clock(column * minutes),
        to: clock(end * minutes),
        touPeriod: periods[period]?.id ?? "",
      });
    }
    column = end;
  }
  const otherwise = periods[longest]?.id ?? "";
  return windows.length > 0 ? { windows, otherwise } : { otherwise };
}

/** Minutes since midnight as `07:30`. */
export function clock(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return `${String(hours).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Cells to be painted; columns are half-open. */
export interface Area {
  readonly season: number;
  readonly rows: readonly number[];
  readonly fromColumn: number;
  readonly toColumn: number;
}

export function paint(grid: PeriodGrid, area: Area, period: number): PeriodGrid {
  const cells = grid.cells.map((season, s) =>
    s === area.season
      ? season.map((row, r) =>
          area.rows.includes(r)
            ? row.map((cell, c) => (c >= area.fromColumn && c < area.toColumn ? period : cell))
            : row,
        )
      : season,
  );
  return { ...grid, cells };
}

/** The grid with finer or coarser cells; a coarser cell has the period of its first part. */
export function withMinutes(grid: PeriodGrid, minutes: PeriodGrid["minutes"]): PeriodGrid {
  const cells = grid.cells.map((season) =>
    season.map((row) =>
      Array.from(
        { length: DAY_MINUTES / minutes },
        (_, column) => row[Math.floor((column * minutes) / grid.minutes)] ?? 0,
      ),
    ),
  );
  return { ...grid, minutes, cells };
}

export function addPeriod(grid: PeriodGrid, period: Named): PeriodGrid {
  const periods = grid.periods.map((one) => (one.label === "" ? STANDARD : one));
  return { ...grid, periods: [...periods, period] };
}

/** Removes a period; its times fall to the first of the others. */
export function removePeriod(grid: PeriodGrid, period: number): PeriodGrid {
  if (grid.periods.length === 1) return grid;
  const moved = (cell: number) => (cell === period ? 0 : cell > period ? cell - 1 : cell);
  return {
    ...grid,
    periods: grid.periods.filter((_, n) => n !== period),
    cells: grid.cells.map((season) => season.map((row) => row.map(moved))),
  };
}

/** What a period without a name is called as soon as there is another. */
const STANDARD = {
  id: "standard",
  label: { en: "Standard", zh: "标准", de: "Standard" },
} as const;

const MONTHS = 12;
/** Days of the months of a leap year: 02-29 is the end of February. */
const LAST_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Which season a month belongs to, by its middle. */
export function seasonOfMonth({ seasons }: PeriodGrid, month: number): number {
  const middle = month * 100 + 15;
  const found = seasons.findIndex((season) =>
    inSeason(
      {
        ...season,
        ranges: season.ranges.map(({ from, through }) => ({
          from: numberOf(from),
          through: numberOf(through),
        })),
      },
      middle,
    ),
  );
  return Math.max(found, 0);
}

function numberOf(day: string): number {
  return Number(day.replace("-", ""));
}

/** Gives a month to a season. Seasons without a month are gone, with their cells. */
export function paintMonth(grid: PeriodGrid, month: number, season: number): PeriodGrid {
  const owners = Array.from({ length: MONTHS }, (_, n) =>
    n + 1 === month ? season : seasonOfMonth(grid, n + 1),
  );
  return seasonsByMonth(grid, owners);
}

/** Adds a season for one month, with the times of the season that the month was in. */
export function addSeason(grid: PeriodGrid, named: Named, month: number): PeriodGrid {
  const before = seasonOfMonth(grid, month);
  const [first] = grid.seasons;
  const seasons =
    grid.seasons.length === 1 && first?.id === "all-year"
      ? [{ ...first, id: "other", label: OTHER }]
      : grid.seasons;
  const wider = {
    ...grid,
    seasons: [...seasons, { ...named, ranges: [] }],
    cells: [...grid.cells, grid.cells[before] ?? []],
  };
  const owners = Array.from({ length: MONTHS }, (_, n) =>
    n + 1 === month ? wider.seasons.length - 1 : seasonOfMonth(grid, n + 1),
  );
  return seasonsByMonth(wider, owners);
}

const OTHER = { en: "Rest of the year", zh: "其余时间", de: "Übriges Jahr" } as const;

function seasonsByMonth(grid: PeriodGrid, owners: readonly number[]): PeriodGrid {
  const kept = grid.seasons.map((_, s) => s).filter((s) => owners.includes(s));
  return {
    ...grid,
    seasons: kept.map((s) => {
      const season = grid.seasons[s];
      if (!season) throw new RangeError(`there is no season ${s}`);
      return { ...season, ranges: stretchesOf(owners, s) };
    }),
    cells: kept.map((s) => grid.cells[s] ?? []),
  };
}

/** Neighbouring months as stretches; one over new year stays one. */
function stretchesOf(owners: readonly number[], season: number): GridSeason["ranges"] {
  if (owners.every((owner) => owner === season)) return [{ from: "01-01", through: "12-31" }];
  const begins = owners.flatMap((owner, n) =>
    owner === season && owners[(n + MONTHS - 1) % MONTHS] !== season ? [n] : [],
  );
  return begins.map((first) => {
    let last = first;
    while (owners[(last + 1) % MONTHS] === season) last = (last + 1) % MONTHS;
    const through = (last + 1) * 100 + (LAST_DAYS[last] ?? 31);
    return { from: dayText((first + 1) * 100 + 1), through: dayText(through) };
  });
}
