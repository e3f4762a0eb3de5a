import type { Queryable } from "#platform/database.ts";

/** How the continuous backup fares. */
export interface ContinuousBackup {
  /** When the process that makes it began. */
  readonly since: Temporal.Instant;
  /** Whatever was committed before lies in the backup folder. */
  readonly keptAt: Temporal.Instant | null;
  /** Since when every attempt fails. */
  readonly failingSince: Temporal.Instant | null;
  readonly failure: string | null;
  /** When the newest copy of the cluster was made. */
  readonly baseMadeAt: Temporal.Instant | null;
  /** When the newest copy that could be restored was made, and when that was found. */
  readonly provenBaseAt: Temporal.Instant | null;
  readonly provenAt: Temporal.Instant | null;
  /** Bills that came out the same in the restored copy. */
  readonly billsRecalculated: number | null;
  /** Of the last rehearsal; null when it went well. */
  readonly proofFailedAt: Temporal.Instant | null;
  readonly proofFailure: string | null;
}

/** Undefined where it is off. */
export async function readContinuousBackup(db: Queryable): Promise<ContinuousBackup | undefined> {
  const { rows } = await db.query<ContinuousBackup>(
    `select since, kept_at as "keptAt", failing_since as "failingSince", failure,
            base_made_at as "baseMadeAt", proven_base_at as "provenBaseAt",
            proven_at as "provenAt", bills_recalculated as "billsRecalculated",
            proof_failed_at as "proofFailedAt", proof_failure as "proofFailure"
       from continuous_backup`,
  );
  return rows[0];
}

/** It is being made from now on; what is known of before stays. */
export async function noteKeepingBegun(db: Queryable, since: Temporal.Instant): Promise<void> {
  await db.query(
    `insert into continuous_backup (since)
     values ($1)
         on conflict (id) do update set since = excluded.since`,
    [since.toString()],
  );
}

/** It is off: nobody is to miss it. */
export async function forgetContinuousBackup(db: Queryable): Promise<void> {
  await db.query("delete from continuous_backup");
}

/** All that was committed before `keptAt` lies in the backup folder. */
export async function noteKept(db: Queryable, keptAt: Temporal.Instant): Promise<void> {
  await db.query(
    `update continuous_backup
        set kept_at = greatest(kept_at, $1), failing_since = null, failure = null`,
    [keptAt.toString()],
  );
}

/** An attempt failed; it has failed since the first of a row of them. */
export async function noteKeepingFailed(
  db: Queryable,
  { at, failure }: { readonly at: Temporal.Instant; readonly failure: string },
): Promise<void> {
  await db.query(
    `update continuous_backup
        set failing_since = coalesce(failing_since, $1), failure = $2`,
    [at.toString(), failure],
  );
}

/** A copy of the cluster was made. */
export async function noteBase(db: Queryable, madeAt: Temporal.Instant): Promise<void> {
  await db.query("update continuous_backup set base_made_at = $1", [madeAt.toString()]);
}

/** How the rehearsal of a copy ended. */
export type BaseProof =
  | {
      readonly kind: "proven";
      readonly baseMadeAt: Temporal.Instant;
      readonly billsRecalculated: number;
    }
  | { readonly kind: "failed"; readonly reason: string };

/** Notes how a rehearsal ended. */
export async function noteProof(
  db: Queryable,
  { at, proof }: { readonly at: Temporal.Instant; readonly proof: BaseProof },
): Promise<void> {
  if (proof.kind === "failed") {
    await db.query("update continuous_backup set proof_failed_at = $1, proof_failure = $2", [
      at.toString(),
      proof.reason,
    ]);
    return;
  }
  await db.query(
    `update continuous_backup
        set proven_base_at = $1, proven_at = $2, bills_recalculated = $3,
            proof_failed_at = null, proof_failure = null`,
    [proof.baseMadeAt.toString(), at.toString(), proof.billsRecalculated],
  );
}

/** Where the database's log has been written to the disk by now, and when that was. */
export async function readLogPosition(
  db: Queryable,
): Promise<{ readonly at: Temporal.Instant; readonly position: string }> {
  const { rows } = await db.query<{ at: Temporal.Instant; position: string }>(
    `select clock_timestamp() as at, pg_current_wal_flush_lsn()::text as position`,
  );
  const row = rows[0];
  if (!row) throw new Error("a query without a table gave no row");
  return row;
}
