const ERA_DAYS = 146_097;
const ERA_YEARS = 400;
/** Days from 0000-03-01, with which an era of 400 years begins here, to 1970-01-01. */
const EPOCH_OFFSET = 719_468;

/**
 * Days from 1970-01-01 to an ISO day: one number to compare and count by. It is worked out from
 * year, month and day, which is some 20 times faster than asking Temporal to compare two days.
 */
export function epochDay(date: Temporal.PlainDate): number {
  const { month } = date;
  // Years that begin in March have their leap day at the end.
  const year = month > 2 ? date.year : date.year - 1;
  const era = Math.floor(year / ERA_YEARS);
  const yearOfEra = year - era * ERA_YEARS;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date.day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * ERA_DAYS + dayOfEra - EPOCH_OFFSET;
}
