import {
  bucketOf,
  inSeason,
  type DayPattern,
  type TariffCalendar,
} from "#domain/tariff/tariff-calendar.ts";
import type { TimedEvent } from "./circumstances.ts";
import type { LocalStretch } from "./local-midnight.ts";

/** A stretch of absolute time, in milliseconds since 1970, in which one bucket's price holds. */
export interface TimelineSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** Season × TOU period number of the calendar. */
  readonly bucket: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * The calendar laid out over absolute time, without gap or overlap.
 *
 * A TOU period is wall-clock time: in an hour that the clock shows twice it holds twice, and one
 * that the clock leaps over does not occur. So the stretch is walked piecewise between the clock
 * changes of its zone; inside a piece local time is absolute time plus a constant.
 */
export function timelineOf(calendar: TariffCalendar, stretch: LocalStretch): TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  const add = (span: TimelineSpan) => {
    if (span.fromMs >= span.toMs) return;
    const last = spans.at(-1);
    if (last?.bucket === span.bucket) spans[spans.length - 1] = { ...last, toMs: span.toMs };
    else spans.push(span);
  };
  for (const { fromMs, toMs, offsetMs } of constantOffsets(stretch)) {
    const firstDay = Math.floor((fromMs + offsetMs) / DAY_MS);
    for (let day = firstDay; day * DAY_MS - offsetMs < toMs; day += 1) {
      const date = EPOCH.add({ days: day });
      const season = seasonOf(calendar, date);
      for (const { fromMinute, toMinute, touPeriod } of patternOn(calendar, date)) {
        add({
          fromMs: Math.max(fromMs, day * DAY_MS + fromMinute * MINUTE_MS - offsetMs),
          toMs: Math.min(toMs, day * DAY_MS + toMinute * MINUTE_MS - offsetMs),
          bucket: bucketOf(calendar, season, touPeriod),
        });
      }
    }
  }
  return spans;
}

/**
 * The timeline with events laid over it, those that the calendar names first going before the
 * others. Where none of them lies in it, it is the same.
 */
export function withEvents(
  spans: readonly TimelineSpan[],
  calendar: TariffCalendar,
  events: readonly TimedEvent[],
): readonly TimelineSpan[] {
  let result = spans;
  for (const { name, touPeriod } of calendar.events.toReversed()) {
    for (const event of events) {
      if (event.name === name) result = overlaid(result, calendar, { touPeriod, event });
    }
  }
  return result;
}

function overlaid(
  spans: readonly TimelineSpan[],
  calendar: TariffCalendar,
  { touPeriod, event }: { readonly touPeriod: number; readonly event: TimedEvent },
): TimelineSpan[] {
  const fromMs = event.from.epochMilliseconds;
  const toMs = event.to.epochMilliseconds;
  return spans.flatMap((span) => {
    const season = Math.floor(span.bucket / calendar.touPeriods.length);
    // Of an event beside the span both lie at the same end of it.
    const begin = Math.min(Math.max(fromMs, span.fromMs), span.toMs);
    const end = Math.max(Math.min(toMs, span.toMs), span.fromMs);
    return [
      { ...span, toMs: begin },
      { fromMs: begin, toMs: end, bucket: bucketOf(calendar, season, touPeriod) },
      { ...span, fromMs: end },
    ].filter((part) => part.fromMs < part.toMs);
  });
}

interface OffsetPiece {
  readonly fromMs: number;
  readonly toMs: number;
  /** Local time minus UTC. */
  readonly offsetMs: number;
}

function constantOffsets({ fromMs, toMs, timeZone }: LocalStretch): OffsetPiece[] {
  const pieces: OffsetPiece[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timeZone);
  while (at.epochMilliseconds < toMs) {
    const next = at.getTimeZoneTransition("next");
    const end = next ? Math.min(toMs, next.epochMilliseconds) : toMs;
    const offsetMs = at.offsetNanoseconds / 1_000_000;
    pieces.push({ fromMs: at.epochMilliseconds, toMs: end, offsetMs });
    if (!next) break;
    at = next;
  }
  return pieces;
}

const EPOCH = new Temporal.PlainDate(1970, 1, 1);

/** The pattern of a local day. */
export function patternOn(calendar: TariffCalendar, date: Temporal.PlainDate): DayPattern {
  const { patterns, dayTypes } = calendar;
  const pattern = patterns[seasonOf(calendar, date) * dayTypes.length + dayTypeOf(calendar, date)];
  if (!pattern) throw new Error(`calendar ${calendar.id} says nothing about ${date.toString()}`);
  return pattern;
}

/** The index of the season that the day is in. */
export function seasonOf(calendar: TariffCalendar, date: Temporal.PlainDate): number {
  const monthDay = date.month * 100 + date.day;
  return calendar.seasons.findIndex((season) => inSeason(season, monthDay));
}

/**
 * The index of the day's type: by its date, else as a day that is worked in place of another, else
 * as a holiday, else by its weekday.
 */
function dayTypeOf(calendar: TariffCalendar, date: Temporal.PlainDate): number {
  const { dayTypes, holidays, publicHolidays } = calendar;
  const iso = date.toString();
  const yearly = iso.slice(5);
  const byDate = dayTypes.findIndex(({ dates }) => dates.has(iso) || dates.has(yearly));
  if (byDate >= 0) return byDate;
  const isMadeUp = publicHolidays?.makeUpDays.has(iso) === true;
  const byWork = isMadeUp ? dayTypes.findIndex((type) => type.makeUpDays) : -1;
  if (byWork >= 0) return byWork;
  const isPublic = publicHolidays?.days.has(iso) === true;
  const isHoliday = isPublic || holidays.has(iso) || holidays.has(yearly);
  const byHoliday = isHoliday ? dayTypes.findIndex((type) => type.holidays) : -1;
  if (byHoliday >= 0) return byHoliday;
  return dayTypes.findIndex(({ weekdays }) => weekdays.has(date.dayOfWeek));
}
