import type { UserId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { USER_COLUMNS, userOf, type UserAccount, type UserRow } from "./users.ts";

/** Keeps an invitation in the place of an older one of the user. */
export async function storeInvitation(
  tx: Queryable,
  invitation: {
    readonly userId: UserId;
    readonly tokenSha256: string;
    readonly createdAt: Temporal.Instant;
    readonly expiresAt: Temporal.Instant;
  },
): Promise<void> {
  await tx.query(
    `insert into invitation (user_id, token_sha256, created_at, expires_at)
     values ($1, $2, $3, $4)
         on conflict (user_id) do update
        set token_sha256 = excluded.token_sha256, created_at = excluded.created_at,
            expires_at = excluded.expires_at`,
    [
      invitation.userId,
      invitation.tokenSha256,
      invitation.createdAt.toString(),
      invitation.expiresAt.toString(),
    ],
  );
}

/** Uses an invitation up: who it was for, if it held at `now`; it is gone in any case. */
export async function takeInvitation(
  tx: Queryable,
  { tokenSha256, now }: { readonly tokenSha256: string; readonly now: Temporal.Instant },
): Promise<UserAccount | undefined> {
  const { rows } = await tx.query<UserRow>(
    `with taken as (
       delete from invitation where token_sha256 = $1 returning user_id, expires_at
     )
     select ${USER_COLUMNS}
       from taken t
       join user_account u on u.id = t.user_id
      where t.expires_at > $2
        and u.disabled_at is null`,
    [tokenSha256, now.toString()],
  );
  const row = rows[0];
  return row && userOf(row);
}
