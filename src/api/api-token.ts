import { createHash, randomBytes } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { findApiToken } from "#storage/api-tokens.ts";
import type { ApiContext, Caller } from "./endpoint.ts";

/** By it tokens are known wherever they turn up: in logs, repositories, mails. */
const PREFIX = "spm_";
const TOKEN_BYTES = 32;
const BEARER = /^Bearer (spm_[A-Za-z0-9_-]{43})$/;

/** A token of 256 random bits. */
export function newApiToken(): string {
  return PREFIX + randomBytes(TOKEN_BYTES).toString("base64url");
}

/** As tokens are stored. */
export function tokenDigest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The token that a request brings; undefined: it brings none of ours. */
export function tokenOf({ headers }: Pick<FastifyRequest, "headers">): string | undefined {
  return BEARER.exec(headers.authorization ?? "")?.[1];
}

/** Who sends the request by a token; undefined when it brings none that holds. */
export async function findTokenCaller(
  { database, clock }: Pick<ApiContext, "database" | "clock">,
  request: FastifyRequest,
): Promise<Caller | undefined> {
  const token = tokenOf(request);
  if (token === undefined) return undefined;
  const tokenSha256 = tokenDigest(token);
  const found = await findApiToken(database, { tokenSha256, now: clock.now() });
  return found && { user: found.user, tokenSha256, program: found };
}
