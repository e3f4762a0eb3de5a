/** What is known of the attempts to sign in as somebody. */
export interface SignInAttempts {
  /** Wrong ones from this address since the last right one from it. */
  readonly failures: number;
  /** The newest of them; null: there was none. */
  readonly lastFailureAt: Temporal.Instant | null;
  /** Whether this user signed in from this address before. */
  readonly isKnownAddress: boolean;
  /** Wrong ones from everywhere within the last hour, from addresses that never succeeded. */
  readonly strangersFailures: number;
}

/** So many slips of the fingers cost nothing. */
const FREE_FAILURES = 5;
const LONGEST_WAIT_MINUTES = 15;
/** From so many wrong attempts an hour on, the user is under attack from many addresses. */
const ATTACK_FAILURES = 50;
const ATTACK_WAIT_MINUTES = 15;

/**
 * How many seconds the next attempt has to wait; 0: none. After five wrong ones from one address the
 * wait doubles from one minute to fifteen. Under attack strangers wait, and those who signed in
 * from their address before do not: nobody can lock others out of their own office.
 */
export function signInWaitSeconds(attempts: SignInAttempts, now: Temporal.Instant): number {
  const { failures, lastFailureAt, isKnownAddress, strangersFailures } = attempts;
  if (!isKnownAddress && strangersFailures >= ATTACK_FAILURES) return ATTACK_WAIT_MINUTES * 60;
  if (failures < FREE_FAILURES || !lastFailureAt) return 0;
  const minutes = Math.min(2 ** (failures - FREE_FAILURES), LONGEST_WAIT_MINUTES);
  const left = now.until(lastFailureAt.add({ minutes })).total("seconds");
  return Math.max(0, Math.ceil(left));
}
