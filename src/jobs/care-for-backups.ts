import { judgeBackups } from "#domain/alarms/backup-alarms.ts";
import type { Log } from "#platform/log.ts";
import { type BackupHistory, readBackupHistory } from "#storage/backups.ts";
import { listSites } from "#storage/sites.ts";
import { applyVerdicts } from "./apply-verdicts.ts";
import { backUp, type BackUpOptions } from "./back-up.ts";

/** After a failure: what was in the way may be gone. */
const RETRY_MINUTES = 60;

export interface NightlyBackup extends BackUpOptions {
  readonly log: Log;
  /** `02:30`, local time of the first site. */
  readonly time: string;
}

/**
 * Makes the backup of the night when it is due, and raises or clears the alarms on backups. One
 * that was missed, because the machine was off, is made up for. An installation without a site has
 * nothing to lose yet.
 */
export async function careForBackups(options: NightlyBackup): Promise<void> {
  const { clock, database, log } = options;
  const [site] = await listSites(database);
  if (!site) return;
  const plan = { time: options.time, timeZone: site.timeZone };
  if (isBackupDue(await readBackupHistory(database), { ...plan, now: clock.now() })) {
    const stored = await backUp(options, "schedule");
    if (stored?.outcome.kind === "failed") log.error(stored.outcome, "backup failed");
    else if (stored) log.info(stored.outcome, "backup made and proven");
  }
  await applyVerdicts(options, {
    siteId: site.id,
    rules: ["backup-failed", "backup-old"],
    verdicts: judgeBackups({ now: clock.now(), ...(await readBackupHistory(database)) }),
  });
}

/** Whether the last time of the plan has passed without an attempt, or an attempt failed a while ago. */
export function isBackupDue(
  { since, lastAttemptAt, lastFailure }: BackupHistory,
  plan: { readonly now: Temporal.Instant; readonly time: string; readonly timeZone: string },
): boolean {
  const { now, time, timeZone } = plan;
  if (lastAttemptAt !== null && lastFailure !== null) {
    return Temporal.Instant.compare(now, lastAttemptAt.add({ minutes: RETRY_MINUTES })) >= 0;
  }
  const local = now.toZonedDateTimeISO(timeZone);
  const today = local.withPlainTime(time);
  const planned =
    Temporal.ZonedDateTime.compare(today, local) <= 0 ? today : yesterday(local, time);
  return Temporal.Instant.compare(lastAttemptAt ?? since, planned.toInstant()) < 0;
}

function yesterday(local: Temporal.ZonedDateTime, time: string): Temporal.ZonedDateTime {
  return local.subtract({ days: 1 }).withPlainTime(time);
}
