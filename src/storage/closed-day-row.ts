import type { ClosedDay } from "./closed-day.ts";

/**
 * The columns of reading_day without the channel, for a select. The differences come as one text
 * whichever column holds them: reading that is several times as fast as the driver's arrays.
 */
export const CLOSED_DAY_COLUMNS = `day, interval_minutes, first_index, first_value,
  coalesce(small_deltas::text, deltas::text, big_deltas::text) as deltas, qualities`;

export interface ClosedDayRow {
  /** `2026-11-01`. */
  readonly day: string;
  readonly interval_minutes: number;
  readonly first_index: number;
  readonly first_value: bigint;
  /** `{4,NULL,7}`. */
  readonly deltas: string;
  readonly qualities: number[] | null;
}

/** The packed day that a row holds. */
export function closedDayOf(row: ClosedDayRow): ClosedDay {
  return {
    intervalMinutes: row.interval_minutes,
    firstIndex: row.first_index,
    firstValue: Number(row.first_value),
    deltas: deltasOf(row.deltas),
    ...(row.qualities && { qualities: row.qualities }),
  };
}

/** By hand, because a year of a channel is 35,000 of them. */
function deltasOf(text: string): (number | null)[] {
  const deltas: (number | null)[] = [];
  let value = 0;
  let sign = 1;
  let isNull = false;
  for (let at = 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) value = value * 10 + (code - ZERO);
    else if (code === MINUS) sign = -1;
    else if (code === COMMA || (code === BRACE && text.length > EMPTY.length)) {
      deltas.push(isNull ? null : sign * value);
      value = 0;
      sign = 1;
      isNull = false;
    } else isNull = true;
  }
  return deltas;
}

const [COMMA, MINUS, ZERO, NINE, BRACE] = [44, 45, 48, 57, 125];
const EMPTY = "{}";

/** 00:00 UTC of a day written `2026-11-01`. */
export function utcMidnightMs(day: string): number {
  return Date.parse(`${day}T00:00Z`);
}
