/**
 * Writes src/domain/tariff/holidays.json, the public holidays by country and region:
 *
 *     npm install --no-save date-holidays@3.37.0 && node tools/holidays/generate.ts
 *
 * Why the package is not among ours: docs/decisions/holidays.md. A day that stands in the table
 * already is never taken out of a year that is over: bills were priced by it.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHINA } from "./china.ts";

/** Not resolved by the compiler: it is there only while this runs. */
const PACKAGE: string = "date-holidays";
const TABLE = join(import.meta.dirname, "../../src/domain/tariff/holidays.json");
const COUNTRIES = ["AU", "BR", "CA", "DE", "ES", "FR", "GB", "IN", "IT", "US", "ZA"];
const FIRST_YEAR = 2020;
const LAST_YEAR = 2040;
const YEARS = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, n) => FIRST_YEAR + n);

interface Holiday {
  /** `2026-01-01 00:00:00`, local. */
  readonly date: string;
  readonly type: string;
}

interface HolidaySource {
  getHolidays(year: number): readonly Holiday[];
  getStates(country: string): Readonly<Record<string, string>> | undefined;
}

type SourceOf = new (country?: string, region?: string) => HolidaySource;

/** States what we use of the package. */
async function loadSource(): Promise<SourceOf> {
  const loaded = (await import(PACKAGE)) as { readonly default: SourceOf };
  return loaded.default;
}

/** Days as text: those of every year, then each year's own. */
interface Days {
  readonly every: string;
  readonly years: Readonly<Record<string, string>>;
}

function daysOf(byYear: ReadonlyMap<number, ReadonlySet<string>>): Days {
  const [first = new Set<string>(), ...others] = byYear.values();
  const every = [...first].filter((day) => others.every((days) => days.has(day)));
  const years = [...byYear].map(([year, days]) => {
    const own = [...days].filter((day) => !every.includes(day));
    return [String(year), own.toSorted().join(" ")] as const;
  });
  return {
    every: every.toSorted().join(" "),
    years: Object.fromEntries(years.filter(([, own]) => own !== "")),
  };
}

function readDays(source: HolidaySource): Map<number, Set<string>> {
  return new Map(
    YEARS.map((year) => {
      const days = source
        .getHolidays(year)
        .filter(({ type }) => type === "public")
        .map(({ date }) => date.slice(0, "2026-01-01".length))
        .filter((date) => date.startsWith(`${year}-`));
      return [year, new Set(days.map((date) => date.slice("2026-".length)))];
    }),
  );
}

const Source = await loadSource();
const table: Record<string, unknown> = {};
for (const country of COUNTRIES) {
  const national = readDays(new Source(country));
  const regions: Record<string, unknown> = {};
  for (const region of Object.keys(new Source().getStates(country) ?? {}).toSorted()) {
    const own = readDays(new Source(country, region));
    const keepsAll = YEARS.every((year) =>
      [...(national.get(year) ?? [])].every((day) => own.get(year)?.has(day)),
    );
    const more = new Map(
      [...own].map(([year, days]) => [year, days.difference(national.get(year) ?? new Set())]),
    );
    regions[region] = keepsAll ? daysOf(more) : { ...daysOf(own), alone: true };
  }
  table[country] = { from: FIRST_YEAR, through: LAST_YEAR, ...daysOf(national), regions };
}
const chinese = Object.keys(CHINA).map(Number);
table["CN"] = {
  from: Math.min(...chinese),
  through: Math.max(...chinese),
  every: "",
  years: Object.fromEntries(Object.entries(CHINA).map(([year, { daysOff }]) => [year, daysOff])),
  workdays: Object.fromEntries(
    Object.entries(CHINA).map(([year, { workdays }]) => [year, workdays]),
  ),
  regions: {},
};
writeFileSync(TABLE, `${JSON.stringify(table, undefined, 1)}\n`);
