/** The last year of a century that is taken as of this one where a meter does not say which. */
const LAST_TWO_DIGIT_YEAR_OF_2000 = 80;

/**
 * A date or time of EN 13757-3 annex A: type G (2 bytes, a date), J (3 bytes, a time of day), F
 * (4 bytes, to the minute), I (6 bytes, to the second), as `2026-03-29`, `23:59:59`,
 * `2026-03-29T02:30`, `2026-03-29T02:30:15`. Undefined where the meter marks it as invalid, for
 * "every" day or month, and for days that no calendar has.
 */
export function mbusDate(bytes: Uint8Array): string | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = bytes;
  switch (bytes.length) {
    case 2:
      return dateText({ day: a & 0x1f, month: b & 0x0f, year: yearOf(a, b, 0) });
    case 3:
      return timeText({ hour: c & 0x1f, minute: b & 0x3f, second: a & 0x3f });
    case 4: {
      if ((a & 0x80) !== 0) return undefined;
      const year = yearOf(c, d, (b >> 5) & 3);
      const date = dateText({ day: c & 0x1f, month: d & 0x0f, year });
      const time = timeText({ hour: b & 0x1f, minute: a & 0x3f, second: undefined });
      return date && time && `${date}T${time}`;
    }
    case 6: {
      if ((b & 0x80) !== 0) return undefined;
      const date = dateText({ day: d & 0x1f, month: e & 0x0f, year: yearOf(d, e, 0) });
      const time = timeText({ hour: c & 0x1f, minute: b & 0x3f, second: a & 0x3f });
      return date && time && `${date}T${time}`;
    }
    default:
      return undefined;
  }
}

/** The year stands in the upper bits of the bytes of day and month. */
function yearOf(dayByte: number, monthByte: number, hundreds: number): number {
  const twoDigits = (dayByte >> 5) | ((monthByte & 0xf0) >> 1);
  if (hundreds > 0) return 1900 + 100 * hundreds + twoDigits;
  return twoDigits <= LAST_TWO_DIGIT_YEAR_OF_2000 ? 2000 + twoDigits : 1900 + twoDigits;
}

function dateText(parts: { year: number; month: number; day: number }): string | undefined {
  if (parts.month === 0 || parts.day === 0) return undefined;
  try {
    return Temporal.PlainDate.from(parts, { overflow: "reject" }).toString();
  } catch {
    return undefined;
  }
}

function timeText({
  hour,
  minute,
  second,
}: {
  hour: number;
  minute: number;
  second: number | undefined;
}): string | undefined {
  if (hour > 23 || minute > 59 || (second ?? 0) > 59) return undefined;
  const parts = second === undefined ? [hour, minute] : [hour, minute, second];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
