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

function deltasOf(text: string): (number | null)[] {
  if (text === "{}") return [];
  return text
    .slice(1, -1)
    .split(",")
    .map((delta) => (delta === "NULL" ? null : Number(delta)));
}

/** 00:00 UTC of a day written `2026-11-01`. */
export function utcMidnightMs(day: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime("UTC").epochMilliseconds;
}
