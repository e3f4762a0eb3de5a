import { described, refuse, shown, type Read } from "./document-reader.ts";

/** Days of the months of a leap year. */
export const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of every year, `06-01`, as month × 100 + day. 02-29 is the end of February. */
export const dayOfYear: Read<number> = described(
  (place) => {
    const date = typeof place.value === "string" ? monthAndDay(place.value) : undefined;
    return (
      date ??
      refuse(
        place,
        `is ${shown(place.value)}`,
        'write a day of the year as month-day, like "06-01"',
      )
    );
  },
  { type: "string", pattern: "^\\d\\d-\\d\\d$" },
);

function monthAndDay(text: string): number | undefined {
  const match = /^(\d\d)-(\d\d)$/.exec(text);
  const month = Number(match?.[1]);
  const day = Number(match?.[2]);
  const length = MONTH_LENGTHS[month - 1] ?? 0;
  return day >= 1 && day <= length ? month * 100 + day : undefined;
}

/** A day `2026-12-24`, or a day of every year `12-24`. */
export const someDate: Read<string> = described(
  (place) => {
    const { value } = place;
    if (typeof value === "string" && (monthAndDay(value) !== undefined || isDate(value))) {
      return value;
    }
    return refuse(
      place,
      `is ${shown(value)}`,
      'write a day, like "2026-12-24", or a day of every year, like "12-24"',
    );
  },
  { type: "string", pattern: "^(\\d{4}-)?\\d\\d-\\d\\d$" },
);

/** Whether the text is a day that exists: `2026-02-29` does not. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}

/** A time of the wall clock to the minute, `08:30`, as minutes since midnight; `24:00` ends a day. */
export const timeOfDay: Read<number> = described(
  (place) => {
    const match = typeof place.value === "string" ? /^(\d\d):(\d\d)$/.exec(place.value) : null;
    const hour = Number(match?.[1]);
    const minute = Number(match?.[2]);
    if (hour < 24 && minute < 60) return hour * 60 + minute;
    if (hour === 24 && minute === 0) return 24 * 60;
    return refuse(place, `is ${shown(place.value)}`, 'write a time of day, like "08:30"');
  },
  { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$" },
);
