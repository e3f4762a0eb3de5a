import { MONTH_LENGTHS } from "./read-time.ts";
import { inSeason, type DayPattern, type TariffCalendar } from "./tariff-calendar.ts";

/** The mark of an hour in which the TOU period changes. */
export const MIXED_HOUR = "*";

const MARKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const HOURS = 24;
const HOUR_MINUTES = 60;

/** The letter that stands for a TOU period in pictures; beyond 52 of them, `?`. */
export function markOf(touPeriod: number): string {
  return MARKS[touPeriod] ?? "?";
}

/**
 * The TOU periods of one day type as lines of text: a row for each month, a column for each hour.
 * A month in which the season changes has a row for each part, with its days.
 */
export function calendarPicture(calendar: TariffCalendar, dayType: number): string[] {
  const stretches = yearStretches(calendar);
  const width = Math.max(...stretches.map(({ name }) => name.length));
  const hours = Array.from({ length: HOURS }, (_, hour) => twoDigits(hour));
  return [
    [" ".repeat(width), ...hours].join(" "),
    ...stretches.map(({ name, season }) => {
      const pattern = calendar.patterns[season * calendar.dayTypes.length + dayType] ?? [];
      const cells = hours.map((_, hour) => hourMark(pattern, hour).padStart(2));
      return [name.padEnd(width), ...cells].join(" ");
    }),
  ];
}

/** Whether a picture of the day hides at which minute a period begins. */
export function changesWithinHours(pattern: DayPattern): boolean {
  return pattern.some(({ fromMinute }) => fromMinute % HOUR_MINUTES !== 0);
}

function hourMark(pattern: DayPattern, hour: number): string {
  const from = hour * HOUR_MINUTES;
  const window = pattern.find(({ toMinute }) => from < toMinute);
  if (!window) return MIXED_HOUR;
  return window.toMinute >= from + HOUR_MINUTES ? markOf(window.touPeriod) : MIXED_HOUR;
}

interface YearStretch {
  /** `04`, or `04-01 04-14` for a part of a month. */
  readonly name: string;
  readonly season: number;
}

/** The months of a leap year, cut where the season changes. */
function yearStretches(calendar: TariffCalendar): YearStretch[] {
  return MONTH_LENGTHS.flatMap((days, m) => {
    const parts: { season: number; from: number; through: number }[] = [];
    for (let day = 1; day <= days; day += 1) {
      const season = seasonOn(calendar, (m + 1) * 100 + day);
      const last = parts.at(-1);
      if (last?.season === season) last.through = day;
      else parts.push({ season, from: day, through: day });
    }
    const month = twoDigits(m + 1);
    return parts.map(({ season, from, through }) => ({
      season,
      name:
        parts.length === 1 ? month : `${month}-${twoDigits(from)} ${month}-${twoDigits(through)}`,
    }));
  });
}

function seasonOn({ seasons }: TariffCalendar, monthDay: number): number {
  return seasons.findIndex((season) => inSeason(season, monthDay));
}

/** `07` of 7. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
