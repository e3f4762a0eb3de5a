import { audited } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { refuseWeakPassword } from "#api/new-password.ts";
import { refuseWrongPassword } from "#api/own-password.ts";
import { hashPassword } from "#api/passwords.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { deleteSession, listOwnSessions as list } from "#storage/sessions.ts";
import { updatePassword } from "#storage/user-changes.ts";

const NAME_LENGTH = 16;

/** Whoever changes the password because it got about wants to be alone afterwards. */
export const changeOwnPassword: Endpoint<"changeOwnPassword"> = async (
  context,
  { body, caller },
) => {
  const { user, tokenSha256 } = caller;
  await refuseWrongPassword(context, { caller, field: "current", password: body.current });
  refuseWeakPassword(body.password, user);
  const passwordHash = await hashPassword(body.password);
  const now = context.clock.now();
  const ended = await audited(context, caller, async (tx) => {
    await updatePassword(tx, { id: user.id, passwordHash });
    const others = (await list(tx, { userId: user.id, now })).filter(
      (one) => one.tokenSha256 !== tokenSha256,
    );
    for (const other of others) await deleteSession(tx, other.tokenSha256);
    const note = { action: "user.password-changed", subject: `user ${user.id}` };
    return { note, answer: others };
  });
  for (const one of ended) context.events.endSession(one.tokenSha256);
  return null;
};

export const listOwnSessions: Endpoint<"listOwnSessions"> = async (context, { caller }) => {
  const asked = { userId: caller.user.id, now: context.clock.now() };
  const sessions = await list(context.database, asked);
  return {
    sessions: wire(
      sessions.map(({ tokenSha256, ...session }) => ({
        ...session,
        name: tokenSha256.slice(0, NAME_LENGTH),
        isThisOne: tokenSha256 === caller.tokenSha256,
      })),
    ),
  };
};

export const endOwnSession: Endpoint<"endOwnSession"> = async (context, { params, caller }) => {
  const { user } = caller;
  const asked = { userId: user.id, now: context.clock.now() };
  const sessions = await list(context.database, asked);
  const session = sessions.find(({ tokenSha256 }) => tokenSha256.startsWith(params.name));
  if (!session) throw notFound(`session ${params.name}`);
  await audited(context, caller, async (tx) => {
    await deleteSession(tx, session.tokenSha256);
    const { address } = session;
    const note = {
      action: "session.ended",
      subject: `user ${user.id}`,
      before: { address },
    };
    return { note, answer: null };
  });
  context.events.endSession(session.tokenSha256);
  return null;
};
