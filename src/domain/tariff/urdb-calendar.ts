import { listOf, refuse, shown, type Place, type Read } from "./document-reader.ts";
import type { UrdbTier } from "./urdb-prices.ts";
import { priceOf, type Source, type Written } from "./urdb-source.ts";

/** By month and hour, both from 0, the number of the period that holds. */
export type UrdbSchedule = readonly (readonly number[])[];

export interface UrdbSchedules {
  readonly weekday: UrdbSchedule;
  readonly weekend: UrdbSchedule;
}

export const MONTHS = 12;
const HOURS = 24;
const MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const MONTH_ENDS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** The database's year has 365 days. */
export const MONTH_DAYS = MONTH_ENDS.with(1, 28);

/** Reads the number of one of `periods` periods. */
export function periodNumber(periods: number): Read<number> {
  return (place) => {
    const { value } = place;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < periods) {
      return value;
    }
    return refuse(
      place,
      `is ${shown(value)}`,
      `write the number of a period, from 0 to ${periods - 1}`,
    );
  };
}

/** Reads 12 months of 24 hours; it may be left out where there is but one period. */
export function readSchedule(place: Place, periods: number): UrdbSchedule | undefined {
  if ((place.value ?? undefined) === undefined && periods === 1) {
    return Array.from({ length: MONTHS }, () => Array.from({ length: HOURS }, () => 0));
  }
  return exactly(MONTHS, exactly(HOURS, periodNumber(periods)))(place);
}

/** A list of this very length. */
export function exactly<T>(length: number, read: Read<T>): Read<readonly T[]> {
  return (place) => {
    const items = listOf(read)(place);
    if (!items || items.length === length) return items;
    return refuse(place, `has ${items.length} entries`, `write ${length} of them`);
  };
}

/** The months that are alike by `key`, as seasons of our document. */
export function seasonsOfMonths(key: (month: number) => string): {
  readonly months: readonly number[];
  readonly season: Written;
}[] {
  const groups = new Map<string, number[]>();
  for (let month = 0; month < MONTHS; month += 1) {
    groups.set(key(month), [...(groups.get(key(month)) ?? []), month]);
  }
  return [...groups.values()].map((months, n) => ({
    months,
    season: {
      id: `season-${n + 1}`,
      label: runsOf(months)
        .map(([from, through]) => monthsText(from, through))
        .join(", "),
      ranges: runsOf(months).map(([from, through]) => ({
        from: `${twoDigits(from + 1)}-01`,
        through: `${twoDigits(through + 1)}-${MONTH_ENDS[through]}`,
      })),
    },
  }));
}

/** First and last of each run of neighbours in an ascending list. */
function runsOf(numbers: readonly number[]): (readonly [number, number])[] {
  const starts = numbers.filter((n, i) => numbers[i - 1] !== n - 1);
  const ends = numbers.filter((n, i) => numbers[i + 1] !== n + 1);
  return starts.map((from, i) => [from, ends[i] ?? from]);
}

function monthsText(from: number, through: number): string {
  const [first = "", last = ""] = [MONTH_NAMES[from], MONTH_NAMES[through]];
  return from === through ? first : `${first}–${last}`;
}

/** The name of a period in our document; people count from 1. */
export function touPeriodId(period: number): string {
  return `period-${period + 1}`;
}

/** Periods that hold at some time, ascending. */
export function usedPeriods({ weekday, weekend }: UrdbSchedules): number[] {
  return [...new Set([...weekday.flat(), ...weekend.flat()])].toSorted((a, b) => a - b);
}

/** Periods that hold at some time of the month, ascending. */
export function periodsIn({ weekday, weekend }: UrdbSchedules, month: number): number[] {
  const hours = [...(weekday[month] ?? []), ...(weekend[month] ?? [])];
  return [...new Set(hours)].toSorted((a, b) => a - b);
}

/** The schedules of `energy` or `demand`. */
export function schedulesOf(
  field: Source["field"],
  kind: "energy" | "demand",
  periods: number,
): UrdbSchedules | undefined {
  const weekday = readSchedule(field(`${kind}weekdayschedule`), periods);
  const weekend = readSchedule(field(`${kind}weekendschedule`), periods);
  return weekday && weekend && { weekday, weekend };
}

/** A rate of our document for each of the periods. */
export function ratesOf(
  structure: readonly (readonly UrdbTier[])[],
  periods: readonly number[],
  days?: number,
): Written[] {
  return periods.map((period) => ({
    touPeriods: [touPeriodId(period)],
    ...priceOf(structure[period] ?? [], days),
  }));
}

/** A calendar as it is written, and which months its seasons are. */
export interface UrdbCalendar {
  readonly written: Written;
  readonly seasons: readonly { readonly id: string; readonly months: readonly number[] }[];
}

/**
 * A calendar of our document that says what the schedules say. Weekend is Saturday and Sunday.
 * `byLength`: months of other lengths are other seasons.
 */
export function calendarOf(
  id: string,
  schedules: UrdbSchedules,
  { byLength = false } = {},
): UrdbCalendar {
  const { weekday, weekend } = schedules;
  const key = (month: number) =>
    JSON.stringify([weekday[month], weekend[month], byLength && MONTH_DAYS[month]]);
  const seasons = seasonsOfMonths(key);
  const written = writtenCalendar(id, schedules, seasons);
  return {
    written,
    seasons: seasons.map(({ months, season }) => ({ id: String(season["id"]), months })),
  };
}

function writtenCalendar(
  id: string,
  schedules: UrdbSchedules,
  seasons: ReturnType<typeof seasonsOfMonths>,
): Written {
  const { weekday, weekend } = schedules;
  return {
    id,
    seasons: seasons.map(({ season }) => season),
    dayTypes: [
      { id: "weekday", label: "Weekday", weekdays: ["mon", "tue", "wed", "thu", "fri"] },
      { id: "weekend", label: "Weekend", weekdays: ["sat", "sun"] },
    ],
    touPeriods: usedPeriods(schedules).map((period) => ({
      id: touPeriodId(period),
      label: `Period ${period + 1}`,
    })),
    days: seasons.flatMap(({ months: [month = 0], season }) =>
      [
        { dayType: "weekday", hours: weekday[month] ?? [] },
        { dayType: "weekend", hours: weekend[month] ?? [] },
      ].map(({ dayType, hours }) => ({
        seasons: [season["id"]],
        dayTypes: [dayType],
        windows: windowsOf(hours),
      })),
    ),
  };
}

function windowsOf(hours: readonly number[]) {
  const starts = [...hours.keys()].filter((hour) => hour === 0 || hours[hour - 1] !== hours[hour]);
  return starts.map((hour, i) => ({
    from: `${twoDigits(hour)}:00`,
    to: `${twoDigits(starts[i + 1] ?? HOURS)}:00`,
    touPeriod: touPeriodId(hours[hour] ?? 0),
  }));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
