import type { UserId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** The authenticator app of a user. */
export interface SecondFactor {
  readonly sealedSecret: Buffer;
  /** Null: it is not in force yet. */
  readonly confirmedAt: Temporal.Instant | null;
  /** The newest step whose code was used. */
  readonly lastStep: number;
  /** Recovery codes that were not used yet. */
  readonly codesLeft: number;
}

/** The second factor of a user; in a transaction it stays as it is until that ends. */
export async function findSecondFactor(
  db: Queryable,
  userId: UserId,
): Promise<SecondFactor | undefined> {
  const { rows } = await db.query<SecondFactor>(
    `select f.sealed_secret as "sealedSecret", f.confirmed_at as "confirmedAt",
            f.last_step::float8 as "lastStep",
            (select count(*)::int from recovery_code c
              where c.user_id = f.user_id and c.used_at is null) as "codesLeft"
       from second_factor f
      where f.user_id = $1
        for update of f`,
    [userId],
  );
  return rows[0];
}

/** A new secret that is not in force yet, in the place of one that never was. */
export async function beginSecondFactor(
  tx: Queryable,
  begun: {
    readonly userId: UserId;
    readonly sealedSecret: Buffer;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await tx.query(
    `insert into second_factor (user_id, sealed_secret, begun_at)
     values ($1, $2, $3)
         on conflict (user_id) do update
        set sealed_secret = excluded.sealed_secret, begun_at = excluded.begun_at, last_step = 0
      where second_factor.confirmed_at is null`,
    [begun.userId, begun.sealedSecret, begun.at.toString()],
  );
}

/** Puts it in force, with the codes for when the app is lost. */
export async function confirmSecondFactor(
  tx: Queryable,
  confirmed: {
    readonly userId: UserId;
    readonly at: Temporal.Instant;
    readonly codeSha256s: readonly string[];
  },
): Promise<void> {
  await tx.query("update second_factor set confirmed_at = $2 where user_id = $1", [
    confirmed.userId,
    confirmed.at.toString(),
  ]);
  await tx.query("insert into recovery_code (user_id, code_sha256) select $1, unnest($2::text[])", [
    confirmed.userId,
    confirmed.codeSha256s,
  ]);
}

/** Notes that the code of a step was used; false when it, or a later one, was already. */
export async function spendStep(
  db: Queryable,
  { userId, step }: { readonly userId: UserId; readonly step: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    "update second_factor set last_step = $2 where user_id = $1 and last_step < $2",
    [userId, step],
  );
  return rowCount === 1;
}

/** Uses up a recovery code; false when the user has none like it. */
export async function spendRecoveryCode(
  db: Queryable,
  used: { readonly userId: UserId; readonly codeSha256: string; readonly at: Temporal.Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update recovery_code set used_at = $3
      where user_id = $1 and code_sha256 = $2 and used_at is null`,
    [used.userId, used.codeSha256, used.at.toString()],
  );
  return rowCount === 1;
}

/** Forgets it with its recovery codes; false when there was none. */
export async function removeSecondFactor(db: Queryable, userId: UserId): Promise<boolean> {
  const { rowCount } = await db.query("delete from second_factor where user_id = $1", [userId]);
  return rowCount === 1;
}
