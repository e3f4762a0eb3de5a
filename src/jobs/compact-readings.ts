import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { type CompactedDays, compactClosedDays } from "#storage/closed-days.ts";
import { isBusy } from "#storage/readings-lock.ts";

/** Days that stay rows: what a buffer brings after an outage mostly meets no packed day. */
const OPEN_DAYS = 2;

/** Batches of one run; what is left waits for the next. */
const BATCHES_AT_MOST = 1000;

/** Packs the readings of days that are over; safe to repeat, and to run beside collecting. */
export async function compactReadings({
  database,
  clock,
  log,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<void> {
  const today = clock.now().toZonedDateTimeISO("UTC").toPlainDate();
  const before = today.subtract({ days: OPEN_DAYS - 1 });
  let days = 0;
  for (let batch = 0; batch < BATCHES_AT_MOST; batch += 1) {
    const compacted = await compactClosedDays(database, before).catch(unlessBusy);
    for (const reading of compacted.dropped) {
      log.warn(reading, "dropped a reading that differs from the one packed before it came");
    }
    if (compacted.days === 0) break;
    days += compacted.days;
  }
  if (days > 0) log.info({ days, before: before.toString() }, "packed the readings of closed days");
}

/** A long import holds the readings: what is left waits for the next run. */
function unlessBusy(error: unknown): CompactedDays {
  if (isBusy(error)) return { days: 0, dropped: [] };
  throw error;
}
