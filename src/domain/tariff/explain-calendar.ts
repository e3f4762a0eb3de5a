import { textIn } from "#domain/core/local-text.ts";
import {
  calendarPicture,
  changesWithinHours,
  MIXED_HOUR,
  markOf,
  twoDigits,
} from "./calendar-picture.ts";
import { tariffWords, type ExplainedLanguage } from "./explained-languages.ts";
import type { DayPattern, DayType, Season, TariffCalendar } from "./tariff-calendar.ts";

/** The TOU periods, seasons and day types of a calendar, and a picture of each kind of day. */
export function explainCalendar(
  calendar: TariffCalendar,
  language: ExplainedLanguage,
): readonly string[] {
  const words = tariffWords(language);
  const { seasons, dayTypes, touPeriods } = calendar;
  // Where the hour does not matter, there is nothing to see in a picture of hours.
  if (touPeriods.length === 1) return seasons.map((season) => `  ${seasonText(season, language)}`);
  const periods = touPeriods.map(({ label }, p) => `${markOf(p)} ${textIn(label, language)}`);
  const mixed = calendar.patterns.some(changesWithinHours);
  const legend = [...periods, ...(mixed ? [`${MIXED_HOUR} ${words.mixedHour}`] : [])];
  return [
    `  ${legend.join("  ")}`,
    ...calendar.events.map(({ name, touPeriod }) => {
      const period = textIn(touPeriods[touPeriod]?.label ?? "", language);
      return `  ${words.event(name, period)}`;
    }),
    ...(seasons.length > 1 ? seasons.map((season) => `  ${seasonText(season, language)}`) : []),
    ...dayTypes.flatMap((dayType, d) => [
      "",
      ...(dayTypes.length > 1 ? [`  ${dayTypeText(dayType, calendar, language)}`] : []),
      ...calendarPicture(calendar, d).map((line) => `  ${line}`),
      ...exactTimes(calendar, d, language),
    ]),
  ];
}

function seasonText({ label, ranges }: Season, language: ExplainedLanguage): string {
  const { colon, separator } = tariffWords(language);
  const days = ranges.map(({ from, through }) => `${monthDay(from)} – ${monthDay(through)}`);
  return `${textIn(label, language)}${colon}${days.join(separator)}`;
}

function dayTypeText(
  { label, weekdays, holidays, dates }: DayType,
  calendar: TariffCalendar,
  language: ExplainedLanguage,
): string {
  const { colon, separator, weekdays: names, holidays: holidaysName } = tariffWords(language);
  const days = [
    ...names.filter((_, n) => weekdays.has(n + 1)),
    ...(holidays ? [`${holidaysName} (${holidayNames(calendar).join(", ")})`] : []),
    ...dates,
  ];
  return `${textIn(label, language)}${colon}${days.join(separator)}`;
}

/** Public ones by their place: `DE-BY`. */
function holidayNames({ publicHolidays, holidays }: TariffCalendar): string[] {
  return [...(publicHolidays ? [publicHolidays.name] : []), ...holidays];
}

/** Where an hour of the picture holds several periods, every window to the minute. */
function exactTimes(
  calendar: TariffCalendar,
  dayType: number,
  language: ExplainedLanguage,
): string[] {
  const { seasons, dayTypes, patterns } = calendar;
  const { colon } = tariffWords(language);
  return seasons.flatMap(({ label }, s) => {
    const pattern = patterns[s * dayTypes.length + dayType] ?? [];
    if (!changesWithinHours(pattern)) return [];
    const season = seasons.length > 1 ? `${textIn(label, language)}${colon}` : "";
    return [`  ${season}${windowsText(calendar, pattern, language)}`];
  });
}

function windowsText(
  { touPeriods }: TariffCalendar,
  pattern: DayPattern,
  language: ExplainedLanguage,
): string {
  const windows = pattern.map(({ fromMinute, toMinute, touPeriod }) => {
    const name = textIn(touPeriods[touPeriod]?.label ?? "", language);
    return `${clock(fromMinute)}–${clock(toMinute)} ${name}`;
  });
  return windows.join(tariffWords(language).separator);
}

function clock(minute: number): string {
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

function monthDay(day: number): string {
  return `${twoDigits(Math.floor(day / 100))}-${twoDigits(day % 100)}`;
}
