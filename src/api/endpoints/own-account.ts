import { audited, refusedField } from "#api/audited.ts";
import type { ApiContext, Caller, Endpoint } from "#api/endpoint.ts";
import { refuseWeakPassword } from "#api/new-password.ts";
import { refuseWrongPassword } from "#api/own-password.ts";
import { hashPassword } from "#api/passwords.ts";
import { notFound } from "#api/problem.ts";
import { renewSession } from "#api/session-token.ts";
import { wire } from "#api/wire.ts";
import type { FastifyReply } from "fastify";
import type { Queryable } from "#platform/database.ts";
import { deleteSession, listOwnSessions as list, type OwnSession } from "#storage/sessions.ts";
import { updatePassword } from "#storage/user-changes.ts";

const NAME_LENGTH = 16;

/** Whoever changes the password because it got about wants to be alone afterwards. */
export const changeOwnPassword: Endpoint<"changeOwnPassword"> = async (
  context,
  { body, caller, reply },
) => {
  const { user } = caller;
  await refuseWrongPassword(context, { caller, field: "current", password: body.current });
  refuseWeakPassword(body.password, user);
  if (caller.hasGivenPassword && body.password === body.current) {
    throw refusedField("password", {
      code: "user.password-given",
      message: "is the one that you were given, which somebody else knows",
      remedy: "choose another",
    });
  }
  const passwordHash = await hashPassword(body.password);
  const ended = await audited(context, caller, async (tx, at) => {
    await updatePassword(tx, { id: user.id, passwordHash, givenAt: undefined });
    const others = await deleteOthers(tx, { caller, at });
    const note = { action: "user.password-changed", subject: `user ${user.id}` };
    return { note, answer: others };
  });
  await goOnAlone(context, { caller, reply, ended });
  return null;
};

/** Every session of the caller but the one that asks; gives those that were. */
async function deleteOthers(
  tx: Queryable,
  { caller, at }: { readonly caller: Caller; readonly at: Temporal.Instant },
): Promise<OwnSession[]> {
  const sessions = await list(tx, { userId: caller.user.id, now: at });
  const others = sessions.filter((one) => one.tokenSha256 !== caller.tokenSha256);
  for (const other of others) await deleteSession(tx, other.tokenSha256);
  return others;
}

/** The password was said: this session gets another token, and the streams of the old ones end. */
async function goOnAlone(
  context: ApiContext,
  {
    caller: { tokenSha256 },
    reply,
    ended,
  }: { readonly caller: Caller; readonly reply: FastifyReply; readonly ended: OwnSession[] },
): Promise<void> {
  await renewSession(context, { tokenSha256, reply });
  for (const one of [...ended, { tokenSha256 }]) context.events.endSession(one.tokenSha256);
}

/** The open stream goes with the old token; the browser opens another with the new cookie. */
export const confirmPassword: Endpoint<"confirmPassword"> = async (
  context,
  { body, caller, reply },
) => {
  await refuseWrongPassword(context, { caller, field: "password", password: body.password });
  await goOnAlone(context, { caller, reply, ended: [] });
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

export const endOtherSessions: Endpoint<"endOtherSessions"> = async (context, { caller }) => {
  const ended = await audited(context, caller, async (tx, at) => {
    const others = await deleteOthers(tx, { caller, at });
    const note = {
      action: "session.ended",
      subject: `user ${caller.user.id}`,
      before: { addresses: others.map(({ address }) => address) },
    };
    return { note, answer: others };
  });
  for (const one of ended) context.events.endSession(one.tokenSha256);
  return { ended: ended.length };
};
