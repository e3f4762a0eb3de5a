import {
  listOf,
  optional,
  orList,
  record,
  refuse,
  text,
  type Place,
  type RecordOf,
} from "./document-reader.ts";
import { nearest } from "./nearest.ts";
import { within } from "./parse-calendar.ts";
import { HOLIDAY_COUNTRIES, holidayRegions, publicHolidays } from "./public-holidays.ts";
import { someDate } from "./read-time.ts";
import type { TariffCalendar } from "./tariff-calendar.ts";

const holidayFields = {
  country: optional(text),
  region: optional(text),
  dates: optional(listOf(someDate, 1)),
};

/** As written: public holidays of a country or region, days of one's own, or both. */
export const readHolidays = record(holidayFields);

/** The holidays of a tariff; reports places that are not known. */
export function resolveHolidays(
  place: Place,
  written: RecordOf<typeof holidayFields> | undefined,
): Pick<TariffCalendar, "holidays" | "publicHolidays"> {
  const { country, region, dates } = written ?? {};
  const holidays = new Set(dates);
  if (country === undefined) {
    if (region !== undefined) {
      refuse(within(place, "region"), "has no country", 'write the country too, like "DE"');
    } else if (written && !dates) refuse(place, "names no day", 'write a country, or "dates"');
    return { holidays };
  }
  const known = publicHolidays(country, region);
  if (known) return { holidays, publicHolidays: known };
  if (!HOLIDAY_COUNTRIES.includes(country)) {
    const remedy = `write ${orList(HOLIDAY_COUNTRIES)}, or its days as "dates"`;
    refuse(within(place, "country"), `"${country}" is none whose holidays are known`, remedy);
    return { holidays };
  }
  const regions = holidayRegions(country);
  const meant = nearest(region ?? "", regions);
  const remedy =
    regions.length === 0
      ? "leave it out"
      : meant
        ? `did you mean "${meant}"`
        : `write ${orList(regions)}`;
  refuse(within(place, "region"), `"${region}" is no region of ${country}`, remedy);
  return { holidays };
}
