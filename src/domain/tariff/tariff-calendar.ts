import type { LocalText } from "#domain/core/local-text.ts";
import type { PublicHolidays } from "./public-holidays.ts";

/**
 * Which TOU period holds at which local time.
 *
 * Every day belongs to exactly one season and one day type, and every minute of a day to exactly
 * one TOU period: `parseTariff` has made sure of it.
 */
export interface TariffCalendar {
  readonly id: string;
  /** At least one. */
  readonly seasons: readonly Season[];
  /** At least one. */
  readonly dayTypes: readonly DayType[];
  /** At least one. */
  readonly touPeriods: readonly TouPeriod[];
  /** The pattern of day type `d` in season `s` is `patterns[s × dayTypes.length + d]`. */
  readonly patterns: readonly DayPattern[];
  /** Days (`2026-05-01`) or days of every year (`05-01`) that are holidays. */
  readonly holidays: ReadonlySet<string>;
  /** Those of a country or region that are holidays too; years in which they are not known are no year of the tariff's. */
  readonly publicHolidays?: PublicHolidays | undefined;
  /** Declared stretches of time that go before all else; an earlier entry before a later one. */
  readonly events: readonly CalendarEvent[];
}

/** What holds while an event of this name lasts: a critical peak, or a generator that runs. */
export interface CalendarEvent {
  readonly name: string;
  /** Index into `touPeriods`. */
  readonly touPeriod: number;
}

export interface Season {
  readonly id: string;
  readonly label: LocalText;
  /** First and last day, both included, as month × 100 + day; `from` above `through` spans new year. */
  readonly ranges: readonly { readonly from: number; readonly through: number }[];
}

/**
 * A kind of day. Where several would take a day, one that names the date goes before one for days
 * that are worked in place of others, that before one for holidays, and that before the weekday.
 */
export interface DayType {
  readonly id: string;
  readonly label: LocalText;
  /** ISO numbers: Monday is 1. */
  readonly weekdays: ReadonlySet<number>;
  readonly holidays: boolean;
  /** Whether it takes the days that are worked in place of others. */
  readonly makeUpDays?: boolean;
  /** Days (`2026-12-24`) or days of every year (`12-24`). */
  readonly dates: ReadonlySet<string>;
}

export interface TouPeriod {
  readonly id: string;
  readonly label: LocalText;
}

/** A day from 00:00 to 24:00 without gap or overlap, in order of time. */
export type DayPattern = readonly DayWindow[];

export interface DayWindow {
  /** Minutes of the wall clock since midnight. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Index into `touPeriods`. */
  readonly touPeriod: number;
}

/** How many season × TOU period pairs there are; pair numbers run from 0. */
export function bucketCount(calendar: TariffCalendar): number {
  return calendar.seasons.length * calendar.touPeriods.length;
}

/** The number of a season × TOU period pair. */
export function bucketOf(calendar: TariffCalendar, season: number, touPeriod: number): number {
  return season * calendar.touPeriods.length + touPeriod;
}

/** Whether the day of the year, month × 100 + day, is in the season. */
export function inSeason({ ranges }: Season, monthDay: number): boolean {
  return ranges.some(({ from, through }) =>
    from <= through
      ? monthDay >= from && monthDay <= through
      : monthDay >= from || monthDay <= through,
  );
}
