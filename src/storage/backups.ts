import type { Queryable } from "#platform/database.ts";

/** What made a backup happen. */
export type BackupCause = "schedule" | "person";

/** How an attempt at a backup ended. */
export type BackupOutcome =
  | {
      readonly kind: "verified";
      readonly file: string;
      readonly fileBytes: number;
      readonly rows: number;
      /** Bills that came out the same in the restored copy. */
      readonly billsRecalculated: number;
    }
  | { readonly kind: "failed"; readonly reason: string };

export interface StoredBackup {
  readonly cause: BackupCause;
  readonly startedAt: Temporal.Instant;
  readonly finishedAt: Temporal.Instant;
  readonly outcome: BackupOutcome;
}

/** Notes how an attempt ended. */
export async function storeBackup(db: Queryable, backup: StoredBackup): Promise<void> {
  const { outcome } = backup;
  const verified = outcome.kind === "verified" ? outcome : undefined;
  await db.query(
    `insert into backup
       (cause, started_at, finished_at, file, file_bytes, row_count, bills_recalculated, failure)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      backup.cause,
      backup.startedAt.toString(),
      backup.finishedAt.toString(),
      verified?.file ?? null,
      verified?.fileBytes ?? null,
      verified?.rows ?? null,
      verified?.billsRecalculated ?? null,
      outcome.kind === "failed" ? outcome.reason : null,
    ],
  );
}

/** The last attempts, newest first. */
export async function listBackups(db: Queryable, atMost: number): Promise<StoredBackup[]> {
  const { rows } = await db.query<{
    cause: BackupCause;
    started_at: Temporal.Instant;
    finished_at: Temporal.Instant;
    file: string | null;
    file_bytes: bigint | null;
    row_count: bigint | null;
    bills_recalculated: number | null;
    failure: string | null;
  }>(
    `select cause, started_at, finished_at, file, file_bytes, row_count, bills_recalculated, failure
       from backup
      order by started_at desc, id desc
      limit $1`,
    [atMost],
  );
  return rows.map((row) => ({
    cause: row.cause,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome:
      row.failure === null
        ? {
            kind: "verified",
            file: row.file ?? "",
            fileBytes: Number(row.file_bytes),
            rows: Number(row.row_count),
            billsRecalculated: row.bills_recalculated ?? 0,
          }
        : { kind: "failed", reason: row.failure },
  }));
}

/** What says whether backups are made as they should. */
export interface BackupHistory {
  /** When the database was made: before it there was nothing to back up. */
  readonly since: Temporal.Instant;
  readonly lastAttemptAt: Temporal.Instant | null;
  /** Of the last attempt; null when it went well. */
  readonly lastFailure: string | null;
  readonly lastGoodAt: Temporal.Instant | null;
}

/** The end of the story that the table of backups tells. */
export async function readBackupHistory(db: Queryable): Promise<BackupHistory> {
  const { rows } = await db.query<BackupHistory>(
    `select (select min(applied_at) from schema_migration) as since,
            last.started_at as "lastAttemptAt",
            last.failure as "lastFailure",
            (select max(started_at) from backup where failure is null) as "lastGoodAt"
       from (select 1) as one
       left join lateral (
              select started_at, failure from backup order by started_at desc, id desc limit 1
            ) as last on true`,
  );
  const row = rows[0];
  if (!row) throw new Error("a query without a table gave no row");
  return row;
}

/** Any number, the same in every SmartPM. */
const BACKUP_LOCK = 7_620_280;

/**
 * Lets one backup be made at a time, by whatever process: does `work` and gives true, or gives
 * false at once where another is being made.
 */
export async function whileAloneBackingUp(
  db: Queryable,
  work: () => Promise<void>,
): Promise<boolean> {
  const { rows } = await db.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [
    BACKUP_LOCK,
  ]);
  if (rows[0]?.held !== true) return false;
  try {
    await work();
  } finally {
    await db.query("select pg_advisory_unlock($1)", [BACKUP_LOCK]);
  }
  return true;
}
