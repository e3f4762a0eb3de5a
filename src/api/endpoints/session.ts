import type { FastifyReply, FastifyRequest } from "fastify";
import type { Session } from "#api/contract/session.ts";
import type { Endpoint, Caller, ApiContext } from "#api/endpoint.ts";
import { refuseWeakPassword } from "#api/new-password.ts";
import { hashPassword, verifyNobody, verifyPassword } from "#api/passwords.ts";
import { ProblemError } from "#api/problem.ts";
import { checkSecondFactor, wantsSecondFactor } from "#api/second-factor.ts";
import { beginSession, endSession as forgetSession } from "#api/session-token.ts";
import { wire } from "#api/wire.ts";
import { signInWaitSeconds } from "#domain/core/sign-in-patience.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { noteFailedSignIn, noteSignIn, readSignInAttempts } from "#storage/sign-in-records.ts";
import { findSecondFactor } from "#storage/second-factors.ts";
import { hasGivenPassword } from "#storage/user-changes.ts";
import { listSiteViews } from "#storage/site-views.ts";
import {
  anyUser,
  createFirstUser,
  findUserByEmail,
  type FoundUser,
  setUserLanguage,
  type UserAccount,
} from "#storage/users.ts";

/** As long as an invitation. */
const GIVEN_PASSWORD_HOURS = 7 * 24;

/** The only server that may be set up is one without any user. */
export const readSetup: Endpoint<"readSetup"> = async ({ database }) => ({
  needed: !(await anyUser(database)),
});

/** Of two people who set up at once, one wins and the other is told so. */
export const setUp: Endpoint<"setUp"> = async (context, { body, reply }) => {
  const { database, clock } = context;
  if (await anyUser(database)) throw alreadySetUp();
  const createdAt = clock.now();
  const user = {
    email: body.email,
    name: body.name,
    role: "administrator",
    language: body.language,
    tenantId: null,
    siteIds: null,
  } as const;
  refuseWeakPassword(body.password, user);
  const passwordHash = await hashPassword(body.password);
  const id = await database.transaction(async (tx) => {
    const created = await createFirstUser(tx, { ...user, passwordHash, createdAt });
    if (created === undefined) return undefined;
    await recordAudit(tx, {
      at: createdAt,
      actor: user.email,
      action: "user.created",
      subject: `user ${created}`,
      after: user,
    });
    return created;
  });
  if (id === undefined) throw alreadySetUp();
  await beginSession(context, { userId: id, reply });
  return sessionOf(context, { id, ...user });
};

export const readSession: Endpoint<"readSession"> = async (context, { caller }) =>
  sessionOf(context, caller?.user);

/**
 * Unknown address and wrong password give the same answer after the same time, and are counted
 * alike: who guesses on has to wait.
 */
export const signIn: Endpoint<"signIn"> = async (context, { body, caller, reply, request }) => {
  const attempt = { email: body.email, address: request.ip, at: context.clock.now() };
  await refuseImpatient(context, { attempt, reply });
  const found = await findUserByEmail(context.database, body.email);
  const right = found
    ? await verifyPassword(body.password, found.passwordHash)
    : await verifyNobody(body.password);
  if (!found || !right) {
    request.log.info({ address: request.ip, by: "password" }, "sign-in refused");
    await noteFailedSignIn(context.database, attempt);
    throw new ProblemError("wrong-sign-in", "e-mail address or password is wrong");
  }
  refuseOldGivenPassword(found, attempt);
  const factor = await refuseWithoutCode(context, { found, body, attempt, request });
  request.log.info({ userId: found.user.id, address: request.ip, factor }, "signed in");
  await noteSignIn(context.database, attempt);
  // A session that somebody else may have planted in this browser does not live on.
  if (caller) await forgetSession(context, { caller, reply });
  await beginSession(context, { userId: found.user.id, reply });
  return sessionOf(context, found.user);
};

/** Told only to who has the password: a new one is given, or an invitation sent. */
function refuseOldGivenPassword({ passwordGivenAt }: FoundUser, { at }: Attempt): void {
  if (passwordGivenAt === null) return;
  const until = passwordGivenAt.add({ hours: GIVEN_PASSWORD_HOURS });
  if (Temporal.Instant.compare(at, until) < 0) return;
  throw new ProblemError("wrong-sign-in", "the password that you were given has ended", [
    {
      code: "session.given-password-ended",
      subject: "body.password",
      message: "was given to you more than a week ago, and has ended",
      remedy: "ask an administrator for a new one or an invitation",
    },
  ]);
}

/** A wrong code counts as a wrong password does. */
async function refuseWithoutCode(
  { database, box, clock }: ApiContext,
  {
    found,
    body,
    attempt,
    request,
  }: {
    readonly found: { readonly user: UserAccount };
    readonly body: { readonly code?: string | undefined };
    readonly attempt: Attempt;
    readonly request: FastifyRequest;
  },
): Promise<string> {
  const userId = found.user.id;
  const answer = await database.transaction((tx) =>
    checkSecondFactor(tx, { userId, code: body.code, box, now: clock.now() }),
  );
  if (answer === "wanted") {
    throw new ProblemError("code-wanted", "enter the code that your authenticator app shows", [
      { code: "session.code-wanted", subject: "body.code", message: "is asked for" },
    ]);
  }
  if (answer === "wrong") {
    request.log.info({ userId, address: request.ip, by: "code" }, "sign-in refused");
    await noteFailedSignIn(database, attempt);
    throw new ProblemError("code-wanted", "the code is wrong, or was used already", [
      {
        code: "session.code-wrong",
        subject: "body.code",
        message: "is wrong, or was used already",
      },
    ]);
  }
  if (answer === "right-by-recovery") {
    await recordAudit(database, {
      at: attempt.at,
      actor: attempt.email,
      action: "user.recovery-code-used",
      subject: `user ${userId}`,
    });
  }
  return answer;
}

type Attempt = Parameters<typeof noteSignIn>[1];

async function refuseImpatient(
  { database }: ApiContext,
  { attempt, reply }: { readonly attempt: Attempt; readonly reply: FastifyReply },
): Promise<void> {
  const seconds = signInWaitSeconds(await readSignInAttempts(database, attempt), attempt.at);
  if (seconds === 0) return;
  reply.header("retry-after", seconds);
  const minutes = Math.ceil(seconds / 60);
  throw new ProblemError(
    "too-many-requests",
    `too many wrong attempts: try again in ${minutes} minute${minutes === 1 ? "" : "s"}`,
  );
}

export const changeSession: Endpoint<"changeSession"> = async (context, { body, caller }) => {
  const { user } = caller satisfies Caller;
  const { language } = body;
  await context.database.transaction(async (tx) => {
    await setUserLanguage(tx, { userId: user.id, language });
    await recordAudit(tx, {
      at: context.clock.now(),
      actor: user.email,
      action: "user.changed",
      subject: `user ${user.id}`,
      before: { language: user.language },
      after: { language },
    });
  });
  return sessionOf(context, { ...user, language });
};

export const signOut: Endpoint<"signOut"> = async (context, { caller, reply }) => {
  await forgetSession(context, { caller, reply });
  if (caller) context.events.endSession(caller.tokenSha256);
  return null;
};

function alreadySetUp(): ProblemError {
  return new ProblemError("not-possible", "this installation is set up already; sign in instead");
}

/** Who is signed in, and the sites that are shown. */
export async function sessionOf(
  context: ApiContext,
  user: UserAccount | undefined,
): Promise<Session> {
  const { database } = context;
  if (!user) return { user: null, sites: [], ownPasswordWanted: false, secondFactorWanted: false };
  const sites = await listSiteViews(database, {
    tenantId: user.tenantId ?? undefined,
    siteIds: user.siteIds,
  });
  const factor = await findSecondFactor(database, user.id);
  const hasSecondFactor = (factor?.confirmedAt ?? null) !== null;
  const secondFactorWanted = wantsSecondFactor(context, { user, hasSecondFactor });
  const ownPasswordWanted = await hasGivenPassword(database, user.id);
  return wire({ user, sites, ownPasswordWanted, secondFactorWanted });
}
