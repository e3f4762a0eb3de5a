import written from "./holidays.json" with { type: "json" };

/** The public holidays of a country or of one of its regions, in the years in which they are known. */
export interface PublicHolidays {
  /** `DE-BY`. */
  readonly name: string;
  /** The first and the last year of which they are known. */
  readonly from: number;
  readonly through: number;
  /** `2026-05-01`. */
  readonly days: ReadonlySet<string>;
  /** Days on which people work in place of others: a Saturday before a long holiday in China. */
  readonly makeUpDays: ReadonlySet<string>;
}

interface Days {
  /** Days of every year: `01-01 05-01`. */
  readonly every: string;
  /** By year, the days that are its own. */
  readonly years: Readonly<Record<string, string>>;
}

interface Region extends Days {
  /** Its days are all there are; else they come to those of the country. */
  readonly alone?: boolean;
}

interface Country extends Days {
  readonly from: number;
  readonly through: number;
  readonly workdays?: Readonly<Record<string, string>>;
  readonly regions: Readonly<Record<string, Region>>;
}

const TABLE: Readonly<Record<string, Country>> = written;

/** The countries whose holidays are known, by their code: `DE`. */
export const HOLIDAY_COUNTRIES: readonly string[] = Object.keys(TABLE).toSorted();

/** The regions of a country that have holidays of their own, by the second part of their code: `BY`. */
export function holidayRegions(country: string): readonly string[] {
  return Object.keys(TABLE[country]?.regions ?? {});
}

const known = new Map<string, PublicHolidays>();

/** The holidays of a country or region; undefined where there is no such one. */
export function publicHolidays(country: string, region?: string): PublicHolidays | undefined {
  const name = region === undefined ? country : `${country}-${region}`;
  const before = known.get(name);
  if (before) return before;
  const entry = Object.hasOwn(TABLE, country) ? TABLE[country] : undefined;
  const part = region === undefined ? undefined : entry?.regions[region];
  if (!entry || (region !== undefined && !part)) return undefined;
  const { from, through, workdays = {} } = entry;
  const sources: readonly Days[] = [
    ...(part?.alone === true ? [] : [entry]),
    ...(part ? [part] : []),
  ];
  const days = Array.from({ length: through - from + 1 }, (_, n) => from + n).flatMap((year) =>
    sources.flatMap(({ every, years }) => datesOf(year, `${every} ${years[year] ?? ""}`)),
  );
  const makeUpDays = Object.entries(workdays).flatMap(([year, text]) =>
    datesOf(Number(year), text),
  );
  const found = { name, from, through, days: new Set(days), makeUpDays: new Set(makeUpDays) };
  known.set(name, found);
  return found;
}

function datesOf(year: number, days: string): string[] {
  return days
    .split(" ")
    .filter((day) => day !== "")
    .map((day) => `${year}-${day}`);
}
