import { signInWaitSeconds } from "#domain/core/sign-in-patience.ts";
import { noteFailedSignIn, readSignInAttempts } from "#storage/sign-in-records.ts";
import { findUserByEmail } from "#storage/users.ts";
import { refusedField } from "./audited.ts";
import type { ApiContext, Caller } from "./endpoint.ts";
import { verifyPassword } from "./passwords.ts";
import { ProblemError } from "./problem.ts";

/** Stands for the address where somebody who is signed in says the own password once more. */
const OWN_ACCOUNT = "own account";

/**
 * Throws at `body.[field]` unless it is the caller's password: whoever sits at a screen that was
 * left open does not have it. Guessing waits here as it does at the door.
 */
export async function refuseWrongPassword(
  { database, clock }: ApiContext,
  {
    caller,
    field,
    password,
  }: { readonly caller: Caller; readonly field: string; readonly password: string },
): Promise<void> {
  const { email } = caller.user;
  const attempt = { email, address: OWN_ACCOUNT, at: clock.now() };
  const known = { ...(await readSignInAttempts(database, attempt)), isKnownAddress: true };
  const seconds = signInWaitSeconds(known, attempt.at);
  if (seconds > 0) {
    throw new ProblemError(
      "too-many-requests",
      `too many wrong passwords: wait ${seconds} seconds`,
    );
  }
  const found = await findUserByEmail(database, email);
  if (found && (await verifyPassword(password, found.passwordHash))) return;
  await noteFailedSignIn(database, attempt);
  throw refusedField(field, { code: "user.wrong-password", message: "is not your password" });
}
