import type { UserId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { USER_COLUMNS, userOf, type UserAccount, type UserRow } from "./users.ts";

/** A session is known by the SHA-256 of its token; the token itself is never stored. */
export interface NewSession {
  readonly tokenSha256: string;
  readonly userId: UserId;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  /** From where it is begun. */
  readonly address: string;
  /** The browser as it names itself; empty when it does not. */
  readonly agent: string;
}

export interface StoredSession {
  readonly user: UserAccount;
  /** Whether the user signs in with a code of an authenticator app. */
  readonly hasSecondFactor: boolean;
  /** Whether the password is one that somebody else chose. */
  readonly hasGivenPassword: boolean;
  readonly createdAt: Temporal.Instant;
  /** When the user said the password last. */
  readonly passwordSaidAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

/** A sign-in: the password was said just now. */
export async function createSession(db: Queryable, session: NewSession): Promise<void> {
  await db.query(
    `insert into session
       (token_sha256, user_id, created_at, password_said_at, expires_at, address, agent)
     values ($1, $2, $3, $3, $4, $5, $6)`,
    [
      session.tokenSha256,
      session.userId,
      session.createdAt.toString(),
      session.expiresAt.toString(),
      session.address,
      session.agent,
    ],
  );
}

/** A session as its user sees it: enough to know it by, and not enough to use it. */
export interface OwnSession {
  readonly tokenSha256: string;
  readonly createdAt: Temporal.Instant;
  readonly address: string | null;
  readonly agent: string | null;
}

/** The sessions of a user that still hold at `now`, the newest first. */
export async function listOwnSessions(
  db: Queryable,
  { userId, now }: { readonly userId: UserId; readonly now: Temporal.Instant },
): Promise<OwnSession[]> {
  const { rows } = await db.query<OwnSession>(
    `select token_sha256 as "tokenSha256", created_at as "createdAt", address, agent
       from session
      where user_id = $1 and expires_at > $2
      order by created_at desc, token_sha256`,
    [userId, now.toString()],
  );
  return rows;
}

/** The session with this token, unless it has expired by `now`. */
export async function findSession(
  db: Queryable,
  { tokenSha256, now }: { readonly tokenSha256: string; readonly now: Temporal.Instant },
): Promise<StoredSession | undefined> {
  const { rows } = await db.query<
    UserRow & {
      created_at: Temporal.Instant;
      password_said_at: Temporal.Instant;
      expires_at: Temporal.Instant;
      has_second_factor: boolean;
      has_given_password: boolean;
    }
  >(
    `select ${USER_COLUMNS}, s.created_at, s.password_said_at, s.expires_at,
            u.password_given_at is not null as has_given_password,
            exists (select from second_factor f
                     where f.user_id = u.id and f.confirmed_at is not null) as has_second_factor
       from session s
       join user_account u on u.id = s.user_id
      where s.token_sha256 = $1
        and s.expires_at > $2
        and u.disabled_at is null`,
    [tokenSha256, now.toString()],
  );
  const row = rows[0];
  return (
    row && {
      user: userOf(row),
      hasSecondFactor: row.has_second_factor,
      hasGivenPassword: row.has_given_password,
      createdAt: row.created_at,
      passwordSaidAt: row.password_said_at,
      expiresAt: row.expires_at,
    }
  );
}

/** Which of these sessions still hold at `now`. */
export async function listValidSessions(
  db: Queryable,
  {
    tokenSha256s,
    now,
  }: { readonly tokenSha256s: readonly string[]; readonly now: Temporal.Instant },
): Promise<Set<string>> {
  const { rows } = await db.query<{ token_sha256: string }>(
    "select token_sha256 from session where token_sha256 = any($1) and expires_at > $2",
    [tokenSha256s, now.toString()],
  );
  return new Set(rows.map((row) => row.token_sha256));
}

export async function extendSession(
  db: Queryable,
  session: { readonly tokenSha256: string; readonly expiresAt: Temporal.Instant },
): Promise<void> {
  await db.query("update session set expires_at = $2 where token_sha256 = $1", [
    session.tokenSha256,
    session.expiresAt.toString(),
  ]);
}

/** The password was said once more: the session goes on under another token. */
export async function renewSession(
  db: Queryable,
  session: {
    readonly tokenSha256: string;
    readonly newTokenSha256: string;
    readonly passwordSaidAt: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    "update session set token_sha256 = $2, password_said_at = $3 where token_sha256 = $1",
    [session.tokenSha256, session.newTokenSha256, session.passwordSaidAt.toString()],
  );
}

export async function deleteSession(db: Queryable, tokenSha256: string): Promise<void> {
  await db.query("delete from session where token_sha256 = $1", [tokenSha256]);
}

/** Forgets what has expired by `now`, whoever it belonged to. */
export async function deleteExpiredSessions(db: Queryable, now: Temporal.Instant): Promise<void> {
  await db.query("delete from session where expires_at <= $1", [now.toString()]);
}
