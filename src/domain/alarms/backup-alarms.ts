import type { AlarmVerdict } from "./alarm.ts";

/** A night's backup and half a day of patience. */
const BACKUP_OLD_AFTER_HOURS = 36;

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
