import type { AlarmVerdict } from "./alarm.ts";

/** A night's backup and half a day of patience. */
const BACKUP_OLD_AFTER_HOURS = 36;

/** An attempt every half minute: a share that comes back at once is nobody's concern. */
const FAILING_MINUTES = 5;
/** Without a word: it hangs. The first copy of a large database takes its time. */
const SILENT_MINUTES = 60;

/** What is known of the continuous backup. */
export interface ContinuousBackupRecord {
  readonly now: Temporal.Instant;
  /** When the process that makes it began. */
  readonly since: Temporal.Instant;
  readonly keptAt: Temporal.Instant | null;
  readonly failingSince: Temporal.Instant | null;
  readonly failure: string | null;
  readonly proofFailedAt: Temporal.Instant | null;
  readonly proofFailure: string | null;
}

/** It fails for minutes, it hangs, or the last copy that was rehearsed could not be restored. */
export function judgeContinuousBackup(record: ContinuousBackupRecord): AlarmVerdict {
  const { failingSince, failure, keptAt, now, proofFailedAt, proofFailure, since } = record;
  const rule = "continuous-backup-failed";
  const source = { kind: "system", id: 1, name: "continuous backup" } as const;
  const on = (at: Temporal.Instant, reason: string): AlarmVerdict => ({
    source,
    rule,
    state: "on",
    details: { rule, since: at, reason, keptAt },
  });
  const minutes = (from: Temporal.Instant) =>
    (now.epochMilliseconds - from.epochMilliseconds) / 60_000;
  if (failingSince !== null && minutes(failingSince) >= FAILING_MINUTES) {
    return on(failingSince, failure ?? "");
  }
  const heard = keptAt !== null && Temporal.Instant.compare(keptAt, since) > 0 ? keptAt : since;
  if (minutes(heard) >= SILENT_MINUTES) return on(heard, "nothing has been copied since");
  if (proofFailedAt !== null) return on(proofFailedAt, proofFailure ?? "");
  return { source, rule, state: "off" };
}

/** What is known of the backups of an installation whose schedule makes one a day. */
export interface BackupRecord {
  readonly now: Temporal.Instant;
  /** When there first was something to back up. */
  readonly since: Temporal.Instant;
  readonly lastAttemptAt: Temporal.Instant | null;
  /** Of the last attempt; null when it went well. */
  readonly lastFailure: string | null;
  readonly lastGoodAt: Temporal.Instant | null;
}

/**
 * The last attempt failed, or nobody attempts any more. One cause, one alarm: a failure says why,
 * so that it stands alone.
 */
export function judgeBackups(record: BackupRecord): AlarmVerdict[] {
  const { now, since, lastAttemptAt, lastFailure, lastGoodAt } = record;
  const source = { kind: "system", id: 0, name: "backup" } as const;
  const failed = "backup-failed";
  const old = "backup-old";
  if (lastAttemptAt !== null && lastFailure !== null) {
    const details = { rule: failed, at: lastAttemptAt, reason: lastFailure, lastGoodAt } as const;
    return [
      { source, rule: failed, state: "on", details },
      { source, rule: old, state: "off" },
    ];
  }
  const hours = (now.epochMilliseconds - (lastGoodAt ?? since).epochMilliseconds) / 3_600_000;
  const verdict: AlarmVerdict =
    hours > BACKUP_OLD_AFTER_HOURS
      ? { source, rule: old, state: "on", details: { rule: old, lastGoodAt } }
      : { source, rule: old, state: "off" };
  return [{ source, rule: failed, state: "off" }, verdict];
}
