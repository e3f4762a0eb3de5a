/** A file of the backup folder. */
export interface KeptBackup {
  readonly path: string;
  readonly madeAt: Temporal.Instant;
}

const NAME = /^smartpm-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup$/;

/** `smartpm-20261125T013000Z.backup`: sorts by time. */
export function backupFileName(madeAt: Temporal.Instant): string {
  const stamp = madeAt.toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "");
  return `smartpm-${stamp}.backup`;
}

/** When a file of that name was made; undefined for others, which we never touch. */
export function madeAtOf(name: string): Temporal.Instant | undefined {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  if (year === undefined) return undefined;
  return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/**
 * The backups that need not be kept: older than `keepDays` days, and not the first of a UTC month
 * among the last `keepMonths`. The newest always stays.
 */
export function expiredBackups(
  backups: readonly KeptBackup[],
  rule: {
    readonly now: Temporal.Instant;
    readonly keepDays: number;
    readonly keepMonths: number;
  },
): KeptBackup[] {
  const oldestFirst = backups.toSorted((a, b) => Temporal.Instant.compare(a.madeAt, b.madeAt));
  const newest = oldestFirst.at(-1);
  const recentFrom = rule.now.subtract({ hours: 24 * rule.keepDays });
  const thisMonth = monthOf(rule.now);
  const firstOfMonth = new Map<string, KeptBackup>();
  for (const backup of oldestFirst) {
    const month = monthOf(backup.madeAt).toString();
    if (!firstOfMonth.has(month)) firstOfMonth.set(month, backup);
  }
  return oldestFirst.filter((backup) => {
    if (backup === newest || Temporal.Instant.compare(backup.madeAt, recentFrom) >= 0) return false;
    const month = monthOf(backup.madeAt);
    if (firstOfMonth.get(month.toString()) !== backup) return true;
    return month.until(thisMonth, { largestUnit: "months" }).months >= rule.keepMonths;
  });
}

function monthOf(at: Temporal.Instant): Temporal.PlainYearMonth {
  return at.toZonedDateTimeISO("UTC").toPlainDate().toPlainYearMonth();
}
