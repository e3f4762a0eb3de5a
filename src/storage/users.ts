import { asId, type TenantId, type UserId } from "#domain/core/id.ts";
import type { Role } from "#domain/core/role.ts";
import type { Queryable } from "#platform/database.ts";

export interface UserAccount {
  readonly id: UserId;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Of the screens, by its tag: `en`. */
  readonly language: string;
  /** Set exactly where the role is tenant. */
  readonly tenantId: TenantId | null;
  /** The sites on which it works; null: on all of them, those to come included. */
  readonly siteIds: readonly number[] | null;
}

export interface NewUser extends Omit<UserAccount, "id" | "siteIds"> {
  /** Left out: it works on every site. */
  readonly siteIds?: readonly number[] | null;
  /** PHC text of api/passwords.ts. */
  readonly passwordHash: string;
  /** When somebody else chose the password; left out: its user did, or nobody knows it. */
  readonly passwordGivenAt?: Temporal.Instant | undefined;
  readonly createdAt: Temporal.Instant;
}

/** Creates a user. Throws when the e-mail address is taken. */
export async function createUser(db: Queryable, user: NewUser): Promise<UserId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into user_account
       (email, name, role, language, tenant_id, password_hash, created_at, every_site,
        password_given_at)
     values (lower($1), $2, $3, $4, $5, $6, $7, $8, $9)
     returning id`,
    valuesOf(user),
  );
  const id = asId<UserId>(rows[0]?.id ?? -1);
  await keepSitesOfUser(db, { id, siteIds: user.siteIds ?? null });
  return id;
}

/** Notes the sites of a user whose `every_site` says that it works on some only. */
export async function keepSitesOfUser(
  db: Queryable,
  { id, siteIds }: { readonly id: UserId; readonly siteIds: readonly number[] | null },
): Promise<void> {
  await db.query(
    `with gone as (
       delete from user_site where user_id = $1 and site_id <> all($2)
     )
     insert into user_site (user_id, site_id)
     select $1, unnest($2::int[])
         on conflict do nothing`,
    [id, siteIds ?? []],
  );
}

/**
 * Creates the first user of the installation, or returns undefined when there is one already.
 * Needs a transaction: the table is locked until its end, so that of two at once only one wins.
 */
export async function createFirstUser(tx: Queryable, user: NewUser): Promise<UserId | undefined> {
  await tx.query("lock table user_account in share row exclusive mode");
  return (await anyUser(tx)) ? undefined : createUser(tx, user);
}

/** Whether the installation has any user. */
export async function anyUser(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>(
    "select exists (select from user_account) as any",
  );
  return rows[0]?.any ?? false;
}

/** Somebody who may sign in. */
export interface FoundUser {
  readonly user: UserAccount;
  readonly passwordHash: string;
  /** When somebody else chose the password; null: its user did. */
  readonly passwordGivenAt: Temporal.Instant | null;
}

/** The user with this e-mail address who may sign in, in whatever case, and the password's hash. */
export async function findUserByEmail(
  db: Queryable,
  email: string,
): Promise<FoundUser | undefined> {
  const { rows } = await db.query<
    UserRow & { password_hash: string; password_given_at: Temporal.Instant | null }
  >(
    `select ${USER_COLUMNS}, u.password_hash, u.password_given_at
       from user_account u
      where u.email = lower($1)
        and u.disabled_at is null`,
    [email],
  );
  const row = rows[0];
  if (!row) return undefined;
  const { password_hash: passwordHash, password_given_at: passwordGivenAt } = row;
  return { user: userOf(row), passwordHash, passwordGivenAt };
}

/** Sets the language in which the user reads the screens. */
export async function setUserLanguage(
  db: Queryable,
  { userId, language }: { readonly userId: UserId; readonly language: string },
): Promise<void> {
  await db.query("update user_account set language = $2 where id = $1", [userId, language]);
}

/** What makes a UserAccount, of `user_account u`. */
export const USER_COLUMNS = `u.id, u.email, u.name, u.role, u.language, u.tenant_id,
  case when u.every_site then null
       else array(select s.site_id from user_site s where s.user_id = u.id order by s.site_id)
  end as site_ids`;

/** The columns of USER_COLUMNS. */
export interface UserRow {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly language: string;
  readonly tenant_id: number | null;
  readonly site_ids: readonly number[] | null;
}

export function userOf(row: UserRow): UserAccount {
  return {
    id: asId(row.id),
    email: row.email,
    name: row.name,
    role: row.role,
    language: row.language,
    tenantId: row.tenant_id === null ? null : asId(row.tenant_id),
    siteIds: row.site_ids,
  };
}

function valuesOf(user: NewUser): unknown[] {
  return [
    user.email,
    user.name,
    user.role,
    user.language,
    user.tenantId,
    user.passwordHash,
    user.createdAt.toString(),
    (user.siteIds ?? null) === null,
    user.passwordGivenAt?.toString() ?? null,
  ];
}
