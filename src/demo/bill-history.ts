import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { MovableClock } from "#platform/clock.ts";
import { runDueBills } from "#jobs/run-due-bills.ts";
import type { Progress } from "./progress.ts";

export interface BillHistoryOptions {
  readonly database: Database;
  readonly log: Log;
  readonly timeZone: string;
  /** First days of the months to be billed, oldest first. */
  readonly months: readonly Temporal.PlainDate[];
  readonly tenants: number;
  readonly progress: Progress;
}

/** When the night's bill run had its turn, on the first of the month after. */
const ISSUED_AT = "02:30";

/** Lets the schedule make the bills of past months, each in its own time, by a clock that is moved. */
export async function billHistory(options: BillHistoryOptions): Promise<void> {
  const { database, log, timeZone, months, tenants, progress } = options;
  for (const [n, month] of months.entries()) {
    const issuedAt = month.add({ months: 1 }).toZonedDateTime({ timeZone, plainTime: ISSUED_AT });
    const clock = new MovableClock(issuedAt.toInstant());
    const onProgress = (done: number) => progress.done(n * tenants + done);
    await runDueBills({ database, clock, log, onProgress });
  }
}
