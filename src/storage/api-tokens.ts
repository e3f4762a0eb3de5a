import type { ApiScope } from "#domain/core/api-scope.ts";
import type { UserId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { USER_COLUMNS, userOf, type UserAccount, type UserRow } from "./users.ts";

/** A token as it is shown; the token itself is known to nobody but the program. */
export interface ApiTokenView {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly user: { readonly id: number; readonly name: string };
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  /** To the minute. */
  readonly lastUsedAt: Temporal.Instant | null;
}

export async function createApiToken(
  tx: Queryable,
  token: {
    readonly userId: UserId;
    readonly name: string;
    readonly tokenSha256: string;
    readonly scopes: readonly string[];
    readonly createdAt: Temporal.Instant;
    readonly expiresAt: Temporal.Instant;
  },
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into api_token (user_id, name, token_sha256, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)
     returning id`,
    [
      token.userId,
      token.name,
      token.tokenSha256,
      token.scopes,
      token.createdAt.toString(),
      token.expiresAt.toString(),
    ],
  );
  return rows[0]?.id ?? -1;
}

/** Those that hold at `now`, of one user or of all, the newest first. */
export async function listApiTokens(
  db: Queryable,
  { now, userId }: { readonly now: Temporal.Instant; readonly userId?: UserId },
): Promise<ApiTokenView[]> {
  const { rows } = await db.query<ApiTokenView>(
    `select a.id, a.name, a.scopes, json_build_object('id', u.id, 'name', u.name) as "user",
            a.created_at as "createdAt", a.expires_at as "expiresAt",
            a.last_used_at as "lastUsedAt"
       from api_token a
       join user_account u on u.id = a.user_id
      where a.revoked_at is null
        and a.expires_at > $1
        and ($2::int is null or a.user_id = $2)
      order by a.created_at desc, a.id desc`,
    [now.toString(), userId ?? null],
  );
  return rows;
}

/** The token with this digest and its user, if it holds at `now` and its user may sign in. */
export async function findApiToken(
  db: Queryable,
  { tokenSha256, now }: { readonly tokenSha256: string; readonly now: Temporal.Instant },
): Promise<
  | { readonly id: number; readonly name: string; readonly scopes: string[]; user: UserAccount }
  | undefined
> {
  const { rows } = await db.query<
    UserRow & { token_id: number; token_name: string; scopes: string[] }
  >(
    `with used as (
       update api_token
          set last_used_at = $2
        where token_sha256 = $1
          and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')
     )
     select a.id as token_id, a.name as token_name, a.scopes, ${USER_COLUMNS}
       from api_token a
       join user_account u on u.id = a.user_id
      where a.token_sha256 = $1
        and a.revoked_at is null
        and a.expires_at > $2
        and u.disabled_at is null`,
    [tokenSha256, now.toString()],
  );
  const row = rows[0];
  return row && { id: row.token_id, name: row.token_name, scopes: row.scopes, user: userOf(row) };
}

/** Revokes a token; its name, or undefined when there is none that holds. */
export async function revokeApiToken(
  tx: Queryable,
  revoked: { readonly id: number; readonly at: Temporal.Instant; readonly userId?: UserId },
): Promise<string | undefined> {
  const { rows } = await tx.query<{ name: string }>(
    `update api_token
        set revoked_at = $2
      where id = $1
        and revoked_at is null
        and ($3::int is null or user_id = $3)
      returning name`,
    [revoked.id, revoked.at.toString(), revoked.userId ?? null],
  );
  return rows[0]?.name;
}
