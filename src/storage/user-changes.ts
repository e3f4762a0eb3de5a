import type { UserId } from "#domain/core/id.ts";
import type { Role } from "#domain/core/role.ts";
import type { Queryable } from "#platform/database.ts";
import { keepSitesOfUser } from "./users.ts";

/** A user as the administrator sees it. */
export interface UserView {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly language: string;
  readonly tenant: { readonly id: number; readonly name: string } | null;
  /** On which it works; null: on all of them. */
  readonly siteIds: readonly number[] | null;
  readonly hasSecondFactor: boolean;
  readonly disabledAt: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
}

/** All users by name; or the one, locked until the transaction ends. */
export async function listUserViews(db: Queryable, id?: UserId): Promise<UserView[]> {
  const { rows } = await db.query<UserView>(
    `select u.id, u.email, u.name, u.role, u.language,
            (select json_build_object('id', t.id, 'name', t.name)
               from tenant t where t.id = u.tenant_id) as tenant,
            case when u.every_site then null
                 else array(select s.site_id from user_site s where s.user_id = u.id
                             order by s.site_id) end as "siteIds",
            exists (select from second_factor f
                     where f.user_id = u.id and f.confirmed_at is not null) as "hasSecondFactor",
            u.disabled_at as "disabledAt", u.created_at as "createdAt"
       from user_account u
      where $1::int is null or u.id = $1
      order by u.name collate by_name, u.id`,
    [id ?? null],
  );
  return rows;
}

export interface UserToStore {
  readonly id: UserId;
  readonly name: string;
  readonly role: Role;
  readonly language: string;
  readonly tenantId: number | null;
  readonly siteIds: readonly number[] | null;
  readonly disabledAt: Temporal.Instant | null;
}

export async function updateUser(tx: Queryable, user: UserToStore): Promise<void> {
  await tx.query(
    `update user_account
        set name = $2, role = $3, language = $4, tenant_id = $5, disabled_at = $6,
            every_site = $7
      where id = $1`,
    [
      user.id,
      user.name,
      user.role,
      user.language,
      user.tenantId,
      user.disabledAt?.toString() ?? null,
      user.siteIds === null,
    ],
  );
  await keepSitesOfUser(tx, user);
}

/** How many administrators can sign in. Needs a transaction: they stay so many until its end. */
export async function countAdministrators(tx: Queryable): Promise<number> {
  const { rows } = await tx.query(
    "select from user_account where role = 'administrator' and disabled_at is null for update",
  );
  return rows.length;
}

/** Sets a password; `givenAt` tells when somebody else chose it, undefined that its user did. */
export async function updatePassword(
  tx: Queryable,
  {
    id,
    passwordHash,
    givenAt,
  }: {
    readonly id: UserId;
    readonly passwordHash: string;
    readonly givenAt: Temporal.Instant | undefined;
  },
): Promise<void> {
  await tx.query(
    "update user_account set password_hash = $2, password_given_at = $3 where id = $1",
    [id, passwordHash, givenAt?.toString() ?? null],
  );
}

/** Whether the password of a user is one that somebody else chose. */
export async function hasGivenPassword(db: Queryable, id: UserId): Promise<boolean> {
  const { rowCount } = await db.query(
    "select from user_account where id = $1 and password_given_at is not null",
    [id],
  );
  return rowCount === 1;
}

/** Ends every session of the user; their tokens, so that open streams can be ended too. */
export async function deleteUserSessions(tx: Queryable, id: UserId): Promise<string[]> {
  const { rows } = await tx.query<{ token_sha256: string }>(
    "delete from session where user_id = $1 returning token_sha256",
    [id],
  );
  return rows.map((row) => row.token_sha256);
}

/** By which tokens the user is signed in. */
export async function listSessionTokens(db: Queryable, id: UserId): Promise<string[]> {
  const { rows } = await db.query<{ token_sha256: string }>(
    "select token_sha256 from session where user_id = $1",
    [id],
  );
  return rows.map((row) => row.token_sha256);
}
