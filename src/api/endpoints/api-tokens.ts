import { newApiToken, tokenDigest } from "#api/api-token.ts";
import { audited } from "#api/audited.ts";
import type { ApiContext, Caller, Endpoint } from "#api/endpoint.ts";
import { refuseWrongPassword } from "#api/own-password.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import type { UserId } from "#domain/core/id.ts";
import { createApiToken, listApiTokens, revokeApiToken } from "#storage/api-tokens.ts";

export const listOwnTokens: Endpoint<"listOwnTokens"> = async (
  { database, clock },
  { caller },
) => ({
  tokens: wire(await listApiTokens(database, { now: clock.now(), userId: caller.user.id })),
});

export const createOwnToken: Endpoint<"createOwnToken"> = async (context, { body, caller }) => {
  const { name, scopes, days, password } = body;
  await refuseWrongPassword(context, { caller, field: "password", password });
  const token = newApiToken();
  const userId = caller.user.id;
  const id = await audited(context, caller, async (tx, at) => {
    const expiresAt = at.add({ hours: days * 24 });
    const tokenSha256 = tokenDigest(token);
    const made = { userId, name, tokenSha256, scopes, createdAt: at, expiresAt };
    const created = await createApiToken(tx, made);
    return {
      note: {
        action: "api-token.created",
        subject: `user ${userId}`,
        after: { id: created, name, scopes, expiresAt: expiresAt.toString() },
      },
      answer: created,
    };
  });
  return { id, token };
};

export const revokeOwnToken: Endpoint<"revokeOwnToken"> = async (context, { params, caller }) => {
  await revoke(context, { caller, id: params.id, userId: caller.user.id });
  return null;
};

export const listTokens: Endpoint<"listTokens"> = async ({ database, clock }) => ({
  tokens: wire(await listApiTokens(database, { now: clock.now() })),
});

export const revokeToken: Endpoint<"revokeToken"> = async (context, { params, caller }) => {
  await revoke(context, { caller, id: params.id });
  return null;
};

async function revoke(
  context: ApiContext,
  { caller, ...which }: { readonly caller: Caller; readonly id: number; readonly userId?: UserId },
): Promise<void> {
  await audited(context, caller, async (tx, at) => {
    const name = await revokeApiToken(tx, { ...which, at });
    if (name === undefined) throw notFound(`token ${which.id}`);
    const subject = `api token ${which.id}`;
    return { note: { action: "api-token.revoked", subject, before: { name } }, answer: undefined };
  });
}
