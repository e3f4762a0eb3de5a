/** A local day by its number since 1970-01-01. */
export type DayNumber = number;

/** What the clock on the wall shows at a minute of absolute time. */
export interface WallClock {
  readonly day: DayNumber;
  /** Since midnight. */
  readonly minute: number;
}

const MINUTES_PER_DAY = 1440;
/** No zone has changed its offset between two quarter hours since 1970. */
const OFFSET_STEP = 15;
const offsets = new Map<string, number>();

/** `epochMinute` counts the minutes since 1970 in UTC. */
export function wallClock(epochMinute: number, timeZone: string): WallClock {
  const local = epochMinute + offsetMinutes(epochMinute, timeZone);
  const day = Math.floor(local / MINUTES_PER_DAY);
  return { day, minute: local - day * MINUTES_PER_DAY };
}

function offsetMinutes(epochMinute: number, timeZone: string): number {
  const step = Math.floor(epochMinute / OFFSET_STEP);
  const key = `${timeZone} ${step}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const at = Temporal.Instant.fromEpochMilliseconds(step * OFFSET_STEP * 60_000);
  const offset = at.toZonedDateTimeISO(timeZone).offsetNanoseconds / 60e9;
  offsets.set(key, offset);
  return offset;
}

const FIRST_DAY = new Temporal.PlainDate(1970, 1, 1);
const dates = new Map<DayNumber, Temporal.PlainDate>();

export function dateOf(day: DayNumber): Temporal.PlainDate {
  const known = dates.get(day);
  if (known) return known;
  const date = FIRST_DAY.add({ days: day });
  dates.set(day, date);
  return date;
}

export function dayNumber(date: Temporal.PlainDate): DayNumber {
  return FIRST_DAY.until(date).days;
}

/** The minute of absolute time at which the local day begins. */
export function beginOfDay(day: DayNumber, timeZone: string): number {
  return dateOf(day).toZonedDateTime(timeZone).epochMilliseconds / 60_000;
}
