/** How a site's monthly report is sent. */
export interface ReportSchedule {
  /** Since when it is sent by itself. */
  readonly enabledAt: Temporal.Instant;
  /** Local day of the month, 1 to 28, on which the report of the month before is due. */
  readonly sendDay: number;
  readonly timeZone: string;
}

/** In the morning of the day, when the readings of the night are in. */
const SENT_AT = Temporal.PlainTime.from("06:00");

/**
 * The month whose report is due: the newest whose day and hour have come since the schedule is
 * enabled. Undefined where none has: whoever enables it gets the next one, not an old one. After
 * months in which nothing ran only the newest is due.
 */
export function dueReportMonth(
  { enabledAt, sendDay, timeZone }: ReportSchedule,
  now: Temporal.Instant,
): Temporal.PlainYearMonth | undefined {
  const thisMonth = now.toZonedDateTimeISO(timeZone).toPlainDate().toPlainYearMonth();
  for (const sentIn of [thisMonth, thisMonth.subtract({ months: 1 })]) {
    const day = sentIn.toPlainDate({ day: sendDay });
    const dueAt = day.toZonedDateTime({ timeZone, plainTime: SENT_AT }).toInstant();
    if (Temporal.Instant.compare(dueAt, now) > 0) continue;
    const isSince = Temporal.Instant.compare(dueAt, enabledAt) >= 0;
    return isSince ? sentIn.subtract({ months: 1 }) : undefined;
  }
  return undefined;
}
