import { publicDays, type WrittenHolidays } from "./naive-holidays.ts";
import { dateOf, type DayNumber } from "./wall-clock.ts";

/** A calendar as it stands in a tariff document. */
export interface WrittenCalendar {
  readonly id: string;
  readonly seasons?: readonly WrittenSeason[];
  readonly dayTypes?: readonly WrittenDayType[];
  readonly touPeriods?: readonly { readonly id: string }[];
  readonly days?: readonly WrittenDay[];
  readonly events?: readonly { readonly name: string; readonly touPeriod: string }[];
}

interface WrittenSeason {
  readonly id: string;
  readonly from?: string;
  readonly through?: string;
  readonly ranges?: readonly { readonly from: string; readonly through: string }[];
}

interface WrittenDayType {
  readonly id: string;
  readonly weekdays?: readonly string[];
  readonly holidays?: boolean;
  readonly makeUpDays?: boolean;
  readonly dates?: readonly string[];
}

interface WrittenDay {
  readonly seasons?: readonly string[];
  readonly dayTypes?: readonly string[];
  readonly windows?: readonly {
    readonly from: string;
    readonly to: string;
    readonly touPeriod: string;
  }[];
  readonly otherwise?: string;
}

/** What a calendar says of a minute; undefined names where it has no seasons or TOU periods. */
export interface NamedTime {
  readonly season: string | undefined;
  readonly touPeriod: string | undefined;
}

const MINUTES_PER_DAY = 1440;

/** The season and TOU period at a minute of a local day, looked up as a person would. */
export function namedTime(
  calendar: WrittenCalendar | undefined,
  holidays: WrittenHolidays,
  at: { readonly day: DayNumber; readonly minute: number },
): NamedTime {
  if (!calendar) return { season: undefined, touPeriod: undefined };
  return namesOfDay(calendar, holidays, at.day)[at.minute]!;
}

/** By calendar and day, what holds in each of its minutes: looked up once. */
const known = new WeakMap<WrittenCalendar, Map<DayNumber, readonly NamedTime[]>>();

function namesOfDay(
  calendar: WrittenCalendar,
  holidays: WrittenHolidays,
  day: DayNumber,
): readonly NamedTime[] {
  const days = known.get(calendar) ?? new Map<DayNumber, readonly NamedTime[]>();
  known.set(calendar, days);
  const names = days.get(day);
  if (names) return names;
  const date = dateOf(day);
  const season = calendar.seasons?.find((it) => isInSeason(it, date.toString().slice(5)))?.id;
  const dayType = dayTypeOn(calendar, holidays, date)?.id;
  const entry = calendar.days?.find(
    (it) => holdsFor(it.seasons, season) && holdsFor(it.dayTypes, dayType),
  );
  const fresh = Array.from({ length: MINUTES_PER_DAY }, (_, minute) => ({
    season,
    touPeriod: entry && touPeriodAt(entry, minute),
  }));
  days.set(day, fresh);
  return fresh;
}

function holdsFor(ids: readonly string[] | undefined, id: string | undefined): boolean {
  return ids === undefined || id === undefined || ids.includes(id);
}

/** `monthDay` is `06-01`; such texts sort as the days of a year do. */
function isInSeason({ from, through, ranges }: WrittenSeason, monthDay: string): boolean {
  const stretches = ranges ?? [{ from: from!, through: through! }];
  return stretches.some((one) =>
    one.from <= one.through
      ? one.from <= monthDay && monthDay <= one.through
      : one.from <= monthDay || monthDay <= one.through,
  );
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Its date goes before a worked day, that before a holiday, and that before the weekday. */
function dayTypeOn(
  { dayTypes = [] }: WrittenCalendar,
  holidays: WrittenHolidays,
  date: Temporal.PlainDate,
): WrittenDayType | undefined {
  const isNamed = (list: readonly string[] | undefined) =>
    list?.some((it) => it === date.toString() || it === date.toString().slice(5)) ?? false;
  // Only who asks for them has to know them.
  const isAsked = dayTypes.some((it) => it.holidays === true || it.makeUpDays === true);
  const { off, worked } = publicDays(isAsked ? holidays : {}, date.year);
  const weekday = WEEKDAYS[date.dayOfWeek - 1]!;
  return (
    dayTypes.find(({ dates }) => isNamed(dates)) ??
    (isNamed(worked) ? dayTypes.find((it) => it.makeUpDays === true) : undefined) ??
    (isNamed(off) || isNamed(holidays.dates)
      ? dayTypes.find((it) => it.holidays === true)
      : undefined) ??
    dayTypes.find(({ weekdays }) => weekdays?.includes(weekday))
  );
}

function touPeriodAt({ windows = [], otherwise }: WrittenDay, minute: number): string | undefined {
  const holds = windows.find(({ from, to }) => {
    const [begin, end] = [minuteOf(from), minuteOf(to)];
    return begin < end ? begin <= minute && minute < end : begin <= minute || minute < end;
  });
  return holds?.touPeriod ?? otherwise;
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
