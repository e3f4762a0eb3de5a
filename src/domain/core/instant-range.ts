import { epochDay } from "./epoch-day.ts";

/** A half-open stretch of time `[from, to)`; instants in UTC. */
export interface InstantRange {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** A half-open stretch of local days `[from, to)` at a site; `to` is the first day outside. */
export interface DateRange {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

/** The instants between local midnight of `range.from` and local midnight of `range.to`. */
export function instantsOf(range: DateRange, timeZone: string): InstantRange {
  return { from: midnightOf(range.from, timeZone), to: midnightOf(range.to, timeZone) };
}

/** What was asked of days that still are in use: all bills of a run ask for the same few. */
const midnights = new WeakMap<Temporal.PlainDate, Map<string, Temporal.Instant>>();

function midnightOf(day: Temporal.PlainDate, timeZone: string): Temporal.Instant {
  let known = midnights.get(day);
  if (!known) midnights.set(day, (known = new Map()));
  let midnight = known.get(timeZone);
  if (!midnight) known.set(timeZone, (midnight = day.toZonedDateTime(timeZone).toInstant()));
  return midnight;
}

/** The common part of two ranges of days, or undefined when they share no day. */
export function intersectDates(a: DateRange, b: DateRange): DateRange | undefined {
  const from = epochDay(a.from) >= epochDay(b.from) ? a.from : b.from;
  const to = epochDay(a.to) <= epochDay(b.to) ? a.to : b.to;
  return epochDay(from) < epochDay(to) ? { from, to } : undefined;
}

/** Whole days in the range, by the calendar: a day of 23 or 25 hours counts as one. */
export function daysIn(range: DateRange): number {
  return epochDay(range.to) - epochDay(range.from);
}
