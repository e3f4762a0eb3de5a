import {
  identifier,
  listOf,
  localText,
  oneOf,
  optional,
  record,
  refuse,
  required,
  truth,
  type Place,
  type RecordOf,
} from "./document-reader.ts";
import { dayOfYear, MONTH_LENGTHS, someDate, timeOfDay } from "./read-time.ts";
import { buildPattern, type WrittenWindow } from "./build-pattern.ts";
import {
  inSeason,
  type CalendarEvent,
  type DayPattern,
  type DayType,
  type Season,
  type TariffCalendar,
  type TouPeriod,
} from "./tariff-calendar.ts";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const range = { from: required(dayOfYear), through: required(dayOfYear) };
const seasonFields = {
  id: required(identifier),
  label: optional(localText),
  from: optional(dayOfYear),
  through: optional(dayOfYear),
  ranges: optional(listOf(record(range), 1)),
};
const dayTypeFields = {
  id: required(identifier),
  label: optional(localText),
  weekdays: optional(listOf(oneOf(WEEKDAYS), 1)),
  holidays: optional(truth),
  makeUpDays: optional(truth),
  dates: optional(listOf(someDate, 1)),
};
const windowFields = {
  from: required(timeOfDay),
  to: required(timeOfDay),
  touPeriod: required(identifier),
};
const scheduleFields = {
  seasons: optional(listOf(identifier, 1)),
  dayTypes: optional(listOf(identifier, 1)),
  windows: optional(listOf(record(windowFields), 1)),
  otherwise: optional(identifier),
};
const calendarFields = {
  id: required(identifier),
  seasons: optional(listOf(record(seasonFields), 1)),
  dayTypes: optional(listOf(record(dayTypeFields), 1)),
  touPeriods: optional(listOf(record({ id: required(identifier), label: optional(localText) }), 1)),
  days: optional(listOf(record(scheduleFields), 1)),
  events: optional(
    listOf(record({ name: required(identifier), touPeriod: required(identifier) }), 1),
  ),
};
/** A calendar as written; `parseCalendar` resolves it. */
export const readCalendar = record(calendarFields);

type WrittenSeason = RecordOf<typeof seasonFields>;
type WrittenDayType = RecordOf<typeof dayTypeFields>;
type WrittenSchedule = RecordOf<typeof scheduleFields>;

const ALL_YEAR: Season = { id: "all-year", label: "", ranges: [{ from: 101, through: 1231 }] };
const EVERY_DAY: DayType = {
  id: "every-day",
  label: "",
  weekdays: new Set([1, 2, 3, 4, 5, 6, 7]),
  holidays: false,
  dates: new Set(),
};
const ALL_DAY: TouPeriod = { id: "all-day", label: "" };

/** Reads one calendar and makes sure that it says exactly one TOU period for every minute. */
export function parseCalendar(
  place: Place,
  holidays: Pick<TariffCalendar, "holidays" | "publicHolidays">,
): TariffCalendar | undefined {
  const written = readCalendar(place);
  if (!written) return undefined;
  const faultsBefore = place.faults.length;
  const seasons = written.seasons ? buildSeasons(place, written.seasons) : [ALL_YEAR];
  const dayTypes = written.dayTypes ? buildDayTypes(place, written.dayTypes) : [EVERY_DAY];
  const touPeriods = (written.touPeriods ?? [ALL_DAY]).map(({ id, label }) => ({
    id,
    label: label ?? id,
  }));
  refuseTwice(place, "touPeriods", touPeriods);
  if (place.faults.length > faultsBefore) return undefined;
  const parts = { seasons, dayTypes, touPeriods };
  const events = buildEvents(place, written.events ?? [], touPeriods);
  if (!events) return undefined;
  const patterns = written.days
    ? buildPatterns(place, written.days, { ...parts, events })
    : wholeDayPatterns(place, parts, written.touPeriods !== undefined);
  if (!patterns || place.faults.length > faultsBefore) return undefined;
  return { id: written.id, ...parts, patterns, ...holidays, events };
}

function buildEvents(
  place: Place,
  written: readonly { readonly name: string; readonly touPeriod: string }[],
  touPeriods: readonly TouPeriod[],
): readonly CalendarEvent[] | undefined {
  const events: CalendarEvent[] = [];
  for (const [i, { name, touPeriod }] of written.entries()) {
    const at = within(place, `events[${i}]`);
    const [index] = indexesOf(within(at, "touPeriod"), [touPeriod], touPeriods) ?? [];
    if (index === undefined) return undefined;
    if (events.some((event) => event.name === name)) {
      return refuse(within(at, "name"), `"${name}" is there twice`, "let an event have one period");
    }
    events.push({ name, touPeriod: index });
  }
  return events;
}

/** A place further inside the same document. */
export function within(place: Place, rest: string): Place {
  return { ...place, path: `${place.path}.${rest}` };
}

function refuseTwice(place: Place, field: string, items: readonly { readonly id: string }[]): void {
  items.forEach(({ id }, i) => {
    if (items.findIndex((other) => other.id === id) < i) {
      refuse(within(place, `${field}[${i}].id`), `"${id}" is there twice`, "choose another name");
    }
  });
}

function buildSeasons(place: Place, written: readonly WrittenSeason[]): readonly Season[] {
  refuseTwice(place, "seasons", written);
  const seasons = written.map(({ id, label, from, through, ranges }, i) => {
    const single = from !== undefined && through !== undefined ? [{ from, through }] : undefined;
    if ((ranges === undefined) === (single === undefined)) {
      refuse(
        within(place, `seasons[${i}]`),
        ranges ? "has both ranges and from/through" : "does not say when it is",
        'write "from" and "through", like "06-01" and "09-30", or a list "ranges" of them',
      );
    }
    return { id, label: label ?? id, ranges: ranges ?? single ?? [] };
  });
  const day = firstDay((date) => seasonsOn(seasons, date).length !== 1);
  if (day !== undefined) {
    const ids = seasonsOn(seasons, day).map((season) => season.id);
    refuse(
      within(place, "seasons"),
      `${monthDay(day)} is in ${ids.length === 0 ? "no season" : ids.join(" and in ")}`,
      "let the seasons cover every day of the year once; through is the last day in the season",
    );
  }
  return seasons;
}

function seasonsOn(seasons: readonly Season[], date: number): readonly Season[] {
  return seasons.filter((season) => inSeason(season, date));
}

function firstDay(test: (date: number) => boolean): number | undefined {
  for (const [month, length] of MONTH_LENGTHS.entries()) {
    for (let day = 1; day <= length; day += 1) {
      const date = (month + 1) * 100 + day;
      if (test(date)) return date;
    }
  }
  return undefined;
}

function monthDay(date: number): string {
  return `${String(Math.floor(date / 100)).padStart(2, "0")}-${String(date % 100).padStart(2, "0")}`;
}

function buildDayTypes(place: Place, written: readonly WrittenDayType[]): readonly DayType[] {
  refuseTwice(place, "dayTypes", written);
  const dayTypes = written.map(({ id, label, weekdays = [], dates = [], ...takes }) => ({
    id,
    label: label ?? id,
    weekdays: new Set(weekdays.map((name) => WEEKDAYS.indexOf(name) + 1)),
    holidays: takes.holidays ?? false,
    makeUpDays: takes.makeUpDays ?? false,
    dates: new Set(dates),
  }));
  for (const [i, name] of WEEKDAYS.entries()) {
    const ids = dayTypes.filter((type) => type.weekdays.has(i + 1)).map((type) => type.id);
    if (ids.length === 1) continue;
    const state = ids.length === 0 ? "in no day type" : `in ${ids.join(" and in ")}`;
    refuse(within(place, "dayTypes"), `${name} is ${state}`, "name every weekday once");
  }
  if (dayTypes.filter((type) => type.holidays).length > 1) {
    refuse(within(place, "dayTypes"), "two take the holidays", "let one of them take them");
  }
  if (dayTypes.filter((type) => type.makeUpDays).length > 1) {
    refuse(within(place, "dayTypes"), "two take the make-up days", "let one of them take them");
  }
  const dates = dayTypes.flatMap((type) => [...type.dates]);
  const twice = dates.find((date, i) => dates.indexOf(date) < i);
  if (twice !== undefined) {
    refuse(within(place, "dayTypes"), `${twice} is in two of them`, "name every date once");
  }
  return dayTypes;
}

type CalendarParts = Pick<TariffCalendar, "seasons" | "dayTypes" | "touPeriods">;

function wholeDayPatterns(
  place: Place,
  parts: CalendarParts,
  hasTouPeriods: boolean,
): readonly DayPattern[] | undefined {
  if (hasTouPeriods) {
    return refuse(
      within(place, "days"),
      "is missing",
      "say when each of the touPeriods holds, or leave touPeriods out",
    );
  }
  const wholeDay = [{ fromMinute: 0, toMinute: 24 * 60, touPeriod: 0 }];
  return parts.seasons.flatMap(() => parts.dayTypes.map(() => wholeDay));
}

function buildPatterns(
  place: Place,
  days: readonly WrittenSchedule[],
  parts: CalendarParts & Pick<TariffCalendar, "events">,
): readonly DayPattern[] | undefined {
  const schedules = days.map((written, i) =>
    resolveSchedule(within(place, `days[${i}]`), written, parts),
  );
  const used = new Set(
    schedules.flatMap((schedule) => schedule?.pattern ?? []).map((w) => w.touPeriod),
  );
  if (schedules.includes(undefined)) return undefined;
  for (const { touPeriod } of parts.events) used.add(touPeriod);
  const unused = parts.touPeriods.findIndex((_, i) => !used.has(i));
  if (unused >= 0) {
    const path = `touPeriods[${unused}]`;
    refuse(within(place, path), "never holds", "use it in days, or leave it out");
  }
  return parts.seasons.flatMap((season, s) =>
    parts.dayTypes.map((dayType, d) => {
      const fitting = schedules.filter((it) => it?.seasons.has(s) && it.dayTypes.has(d));
      if (fitting.length !== 1) {
        refuse(
          within(place, "days"),
          `${fitting.length === 0 ? "no entry" : `${fitting.length} entries`} for season "${season.id}" and day type "${dayType.id}"`,
          "write exactly one entry for every season and day type",
        );
      }
      return fitting[0]?.pattern ?? [];
    }),
  );
}

function resolveSchedule(place: Place, written: WrittenSchedule, parts: CalendarParts) {
  const seasons = indexesOf(within(place, "seasons"), written.seasons, parts.seasons);
  const dayTypes = indexesOf(within(place, "dayTypes"), written.dayTypes, parts.dayTypes);
  const windows: WrittenWindow[] = [];
  for (const [i, { from, to, touPeriod }] of (written.windows ?? []).entries()) {
    const at = within(place, `windows[${i}].touPeriod`);
    const [index] = indexesOf(at, [touPeriod], parts.touPeriods) ?? [];
    if (index !== undefined) windows.push({ from, to, touPeriod: index });
  }
  const otherwise = written.otherwise
    ? indexesOf(within(place, "otherwise"), [written.otherwise], parts.touPeriods)
    : new Set<number>();
  if (!seasons || !dayTypes || !otherwise || windows.length < (written.windows?.length ?? 0)) {
    return undefined;
  }
  const pattern = buildPattern(place, windows, [...otherwise][0]);
  return pattern && { seasons, dayTypes, pattern };
}

/** The positions of the named items; all positions when no names are given. */
export function indexesOf(
  place: Place,
  ids: readonly string[] | undefined,
  items: readonly { readonly id: string }[],
): ReadonlySet<number> | undefined {
  if (!ids) return new Set(items.keys());
  const indexes = ids.map((id) => items.findIndex((item) => item.id === id));
  const missing = indexes.indexOf(-1);
  if (missing < 0) return new Set(indexes);
  const known = items.map((item) => `"${item.id}"`).join(", ");
  return refuse(place, `"${ids[missing]}" does not exist`, `choose from ${known}`);
}
