import { randomBytes } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { tokenDigest } from "#api/api-token.ts";
import { audited, refusedField } from "#api/audited.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { invitationMail } from "#api/invitation-mail.ts";
import { refuseWeakPassword } from "#api/new-password.ts";
import { hashPassword } from "#api/passwords.ts";
import { notFound } from "#api/problem.ts";
import { beginSession } from "#api/session-token.ts";
import { asId, type UserId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { storeInvitation, takeInvitation } from "#storage/invitations.ts";
import { enqueueMail } from "#storage/outbox.ts";
import { findSecondFactor } from "#storage/second-factors.ts";
import { listSites, readIssuer } from "#storage/sites.ts";
import { deleteUserSessions, listUserViews, updatePassword } from "#storage/user-changes.ts";
import { sessionOf } from "./session.ts";

const DAYS = 7;
const TOKEN_BYTES = 32;

/** Sends a link by which a user sets the own password: the administrator never knows it. */
export const inviteUser: Endpoint<"inviteUser"> = async (context, { params, caller, request }) => {
  const id = asId<UserId>(params.id);
  return audited(context, caller, async (tx, at) => {
    const [user] = await listUserViews(tx, id);
    if (!user || user.disabledAt !== null) throw notFound(`user ${id} that may sign in`);
    const answer = await invite(tx, { context, request, user: { ...user, id }, at });
    const after = { mailed: answer.mailed, expiresAt: answer.expiresAt };
    return { note: { action: "user.invited", subject: `user ${id}`, after }, answer };
  });
};

async function invite(
  tx: Queryable,
  {
    context,
    request,
    user,
    at,
  }: {
    readonly context: ApiContext;
    readonly request: FastifyRequest;
    readonly user: { readonly id: UserId; readonly email: string; readonly language: string };
    readonly at: Temporal.Instant;
  },
) {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = at.add({ hours: DAYS * 24 });
  const tokenSha256 = tokenDigest(token);
  await storeInvitation(tx, { userId: user.id, tokenSha256, createdAt: at, expiresAt });
  // After the hash: no server and no log ever sees it in an address.
  const base = context.publicUrl ?? `${request.protocol}://${request.host}`;
  const link = `${base}/invitation#${token}`;
  const [site] = await listSites(tx);
  if (site) {
    const { name: organisation } = await readIssuer(tx, site.id);
    await enqueueMail(tx, {
      siteId: site.id,
      deliveryKey: `invitation/${user.id}/${at.epochMilliseconds}`,
      recipient: user.email,
      ...invitationMail({ language: user.language, link, organisation, days: DAYS }),
      createdAt: at,
    });
  }
  return { link, expiresAt: expiresAt.toString(), mailed: site !== undefined };
}

/** Sets the password once. A second factor is not passed by: who has one signs in with it then. */
export const acceptInvitation: Endpoint<"acceptInvitation"> = async (context, { body, reply }) => {
  const { database, clock } = context;
  const passwordHash = await hashPassword(body.password);
  const at = clock.now();
  const accepted = await database.transaction(async (tx) => {
    const user = await takeInvitation(tx, { tokenSha256: tokenDigest(body.token), now: at });
    if (!user) {
      throw refusedField("token", {
        code: "invitation.ended",
        message: "is used already, or has ended",
        remedy: "ask for a new invitation",
      });
    }
    refuseWeakPassword(body.password, user);
    await updatePassword(tx, { id: user.id, passwordHash, givenAt: undefined });
    const ended = await deleteUserSessions(tx, user.id);
    await recordAudit(tx, {
      at,
      actor: user.email,
      action: "user.invitation-accepted",
      subject: `user ${user.id}`,
    });
    const factor = await findSecondFactor(tx, user.id);
    return { user, ended, signsIn: !factor?.confirmedAt };
  });
  for (const token of accepted.ended) context.events.endSession(token);
  if (!accepted.signsIn) return sessionOf(context, undefined);
  await beginSession(context, { userId: accepted.user.id, reply });
  return sessionOf(context, accepted.user);
};
