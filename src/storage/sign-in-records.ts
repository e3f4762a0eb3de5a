import type { SignInAttempts } from "#domain/core/sign-in-patience.ts";
import type { Queryable } from "#platform/database.ts";

interface Attempt {
  /** In lower case, whether there is such a user or not. */
  readonly email: string;
  readonly address: string;
  readonly at: Temporal.Instant;
}

/** After a day a wrong attempt is forgotten: nobody guesses so slowly. */
const FORGOTTEN_AFTER_HOURS = 24;
const ATTACK_WINDOW_HOURS = 1;

/** What is known of attempts of this user from this address, and from everywhere. */
export async function readSignInAttempts(
  db: Queryable,
  { email, address, at }: Attempt,
): Promise<SignInAttempts> {
  const { rows } = await db.query<SignInAttempts>(
    `select coalesce(max(failures) filter (where address = $2 and last_failure_at > $3), 0)
              as failures,
            max(last_failure_at) filter (where address = $2) as "lastFailureAt",
            coalesce(bool_or(address = $2 and last_success_at is not null), false)
              as "isKnownAddress",
            coalesce(sum(failures) filter (where last_success_at is null
                                             and last_failure_at > $4), 0)::int
              as "strangersFailures"
       from sign_in_record
      where email = $1`,
    [
      email,
      address,
      at.subtract({ hours: FORGOTTEN_AFTER_HOURS }).toString(),
      at.subtract({ hours: ATTACK_WINDOW_HOURS }).toString(),
    ],
  );
  const [found] = rows;
  if (!found) throw new Error("an aggregate gave no row");
  return found;
}

export async function noteFailedSignIn(
  db: Queryable,
  { email, address, at }: Attempt,
): Promise<void> {
  await db.query(
    `insert into sign_in_record as r (email, address, failures, last_failure_at)
     values ($1, $2, 1, $3)
         on conflict (email, address) do update
        set failures = case when r.last_failure_at > $4 then r.failures + 1 else 1 end,
            last_failure_at = excluded.last_failure_at`,
    [email, address, at.toString(), at.subtract({ hours: FORGOTTEN_AFTER_HOURS }).toString()],
  );
}

/** Notes a right attempt, and forgets strangers' old ones. */
export async function noteSignIn(db: Queryable, { email, address, at }: Attempt): Promise<void> {
  await db.query(
    `insert into sign_in_record (email, address, last_success_at) values ($1, $2, $3)
         on conflict (email, address) do update
        set failures = 0, last_success_at = excluded.last_success_at`,
    [email, address, at.toString()],
  );
  await db.query(
    "delete from sign_in_record where last_success_at is null and last_failure_at < $1",
    [at.subtract({ hours: FORGOTTEN_AFTER_HOURS }).toString()],
  );
}

/** Forgets every attempt to sign in as this user. */
export async function forgetSignIns(db: Queryable, email: string): Promise<void> {
  await db.query("delete from sign_in_record where email = $1", [email]);
}
