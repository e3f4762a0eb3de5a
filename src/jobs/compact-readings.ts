import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { compactClosedDays, reuseRoom } from "#storage/closed-days.ts";
import { isBusy } from "#storage/readings-lock.ts";

/** Days that stay rows: what a buffer brings after an outage mostly meets no packed month. */
const OPEN_DAYS = 2;

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
  try {
    const { readings } = await compactClosedDays(database, before);
    if (readings === 0) return;
    await reuseRoom(database);
    log.info({ readings, before: before.toString() }, "packed the readings of closed days");
  } catch (error) {
    // A long import holds the readings: what is left waits for the next run.
    if (!isBusy(error)) throw error;
  }
}
