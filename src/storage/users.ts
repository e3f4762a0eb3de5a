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
}

export interface NewUser extends Omit<UserAccount, "id"> {
  /** PHC text of api/passwords.ts. */
  readonly passwordHash: string;
  readonly createdAt: Temporal.Instant;
}

/** Creates a user. Throws when the e-mail address is taken. */
export async function createUser(db: Queryable, user: NewUser): Promise<UserId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into user_account (email, name, role, language, tenant_id, password_hash, created_at)
     values (lower($1), $2, $3, $4, $5, $6, $7)
     returning id`,
    valuesOf(user),
  );
  return asId(rows[0]?.id ?? -1);
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

/** The user with this e-mail address who may sign in, in whatever case, and the password's hash. */
export async function findUserByEmail(
  db: Queryable,
  email: string,
): Promise<{ readonly user: UserAccount; readonly passwordHash: string } | undefined> {
  const { rows } = await db.query<UserRow & { password_hash: string }>(
    `select id, email, name, role, language, tenant_id, password_hash
       from user_account
      where email = lower($1)
        and disabled_at is null`,
    [email],
  );
  const row = rows[0];
  return row && { user: userOf(row), passwordHash: row.password_hash };
}

/** Sets the language in which the user reads the screens. */
export async function setUserLanguage(
  db: Queryable,
  { userId, language }: { readonly userId: UserId; readonly language: string },
): Promise<void> {
  await db.query("update user_account set language = $2 where id = $1", [userId, language]);
}

/** The columns of user_account that make a UserAccount. */
export interface UserRow {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly language: string;
  readonly tenant_id: number | null;
}

export function userOf(row: UserRow): UserAccount {
  return {
    id: asId(row.id),
    email: row.email,
    name: row.name,
    role: row.role,
    language: row.language,
    tenantId: row.tenant_id === null ? null : asId(row.tenant_id),
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
  ];
}
