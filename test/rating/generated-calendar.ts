import type { Chance } from "./chance.ts";
import type { WrittenCalendar } from "./naive-calendar.ts";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_OF_YEAR = MONTH_LENGTHS.flatMap((length, month) =>
  Array.from({ length }, (_, day) => `${twoDigits(month + 1)}-${twoDigits(day + 1)}`),
);
const MINUTES_PER_DAY = 1440;

/** A calendar of up to three seasons, three day types and four TOU periods that covers the year. */
export function generatedCalendar(chance: Chance, id: string): WrittenCalendar {
  const seasons = seasonsOf(chance);
  const dayTypes = dayTypesOf(chance);
  const periods = Array.from({ length: chance.whole(1, 4) }, (_, n) => `period-${n}`);
  const days = seasons.flatMap((season) =>
    dayTypes.map((dayType) => ({
      seasons: [season.id],
      dayTypes: [dayType.id],
      ...dayOf(chance, periods),
    })),
  );
  const used = new Set(
    days.flatMap(({ windows, otherwise }) => [
      ...windows.map(({ touPeriod }) => touPeriod),
      ...(otherwise === undefined ? [] : [otherwise]),
    ]),
  );
  const touPeriods = [...used].toSorted().map((period) => ({ id: period }));
  return {
    id,
    seasons,
    dayTypes,
    touPeriods,
    ...(chance.percent(30) && { events: eventsOf(chance, [...used]) }),
    days: days.map(({ windows, ...rest }) => (windows.length > 0 ? { windows, ...rest } : rest)),
  };
}

function eventsOf(chance: Chance, periods: readonly string[]) {
  const names = chance.pick([["critical"], ["critical", "genset"], ["genset", "critical"]]);
  return names.map((name) => ({ name, touPeriod: chance.pick(periods) }));
}

function seasonsOf(chance: Chance) {
  const count = chance.whole(1, 3);
  if (count === 1) return [{ id: "all", from: "01-01", through: "12-31" }];
  // Twice as many stretches as seasons, now and then, so that a season has two of them.
  const stretches = chance.percent(30) ? count * 2 : count;
  const begins = cuts(chance, stretches, DAYS_OF_YEAR.length);
  const ranges = begins.map((begin, n) => {
    const end = begins[n + 1] ?? begins[0]! + DAYS_OF_YEAR.length;
    return {
      from: DAYS_OF_YEAR[begin]!,
      through: DAYS_OF_YEAR[(end - 1) % DAYS_OF_YEAR.length]!,
    };
  });
  return Array.from({ length: count }, (_, season) => ({
    id: `season-${season}`,
    ranges: ranges.filter((_, n) => n % count === season),
  }));
}

/** So many different numbers below `end`, ascending. */
function cuts(chance: Chance, count: number, end: number): number[] {
  const found = new Set<number>();
  while (found.size < count) found.add(chance.whole(0, end - 1));
  return [...found].toSorted((a, b) => a - b);
}

function dayTypesOf(chance: Chance) {
  const kind = chance.pick(["one", "two", "holidays", "dates"]);
  if (kind === "one") return [{ id: "any", weekdays: WEEKDAYS }];
  const work = WEEKDAYS.filter(() => chance.percent(60));
  const rest = WEEKDAYS.filter((day) => !work.includes(day));
  if (work.length === 0 || rest.length === 0) return [{ id: "any", weekdays: WEEKDAYS }];
  const types = [
    {
      id: "work",
      weekdays: work,
      ...(kind === "dates" && { dates: ["2028-02-29", "01-02"] }),
      ...(chance.percent(50) && { makeUpDays: true }),
    },
    { id: "rest", weekdays: rest, ...(kind === "two" && { holidays: true }) },
  ];
  if (kind !== "holidays") return types;
  return [...types, { id: "feast", holidays: true, dates: ["12-24"] }];
}

/** Windows over the whole day, or a rest of it. */
interface GeneratedDay {
  readonly windows: readonly {
    readonly from: string;
    readonly to: string;
    readonly touPeriod: string;
  }[];
  readonly otherwise?: string;
}

function dayOf(chance: Chance, periods: readonly string[]): GeneratedDay {
  const count = chance.whole(0, 5);
  if (count < 2) return { windows: [], otherwise: chance.pick(periods) };
  const step = chance.pick([1, 5, 15, 60]);
  const begins = cuts(chance, count, MINUTES_PER_DAY / step).map((n) => n * step);
  const windows = begins.map((begin, n) => ({
    from: clock(begin),
    // The last one goes on over midnight to where the first begins.
    to: clock(begins[n + 1] ?? begins[0]!),
    touPeriod: chance.pick(periods),
  }));
  const leaveOut = chance.whole(-1, count - 1);
  if (leaveOut < 0) return { windows };
  return { windows: windows.filter((_, n) => n !== leaveOut), otherwise: chance.pick(periods) };
}

function clock(minute: number): string {
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
