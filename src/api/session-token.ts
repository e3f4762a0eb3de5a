import { createHash, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { UserId } from "#domain/core/id.ts";
import {
  createSession,
  deleteExpiredSessions,
  deleteSession,
  extendSession,
  findSession,
  renewSession as renew,
} from "#storage/sessions.ts";
import type { ApiContext, Caller } from "./endpoint.ts";

const COOKIE = "smartpm_session";
/** Browsers take a cookie of this name only over HTTPS, for this very host. */
const SECURE_COOKIE = `__Host-${COOKIE}`;
const TOKEN_BYTES = 32;
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** A session ends when it was not used for so long, */
export const IDLE_HOURS_AT_MOST = 7 * 24;
/** and in any case so long after the sign-in. */
export const SESSION_HOURS_AT_MOST = 30 * 24;
/** The expiry is moved only when it gains this much: not every request writes to the database. */
const EXTENDED_AT_LEAST_MINUTES = 10;

const AGENT_LONGEST = 300;

type SessionContext = Pick<ApiContext, "database" | "clock">;

/** Signs the user in: a new session, its token in a cookie that scripts cannot read. */
export async function beginSession(
  { database, clock }: SessionContext,
  { userId, reply }: { readonly userId: UserId; readonly reply: FastifyReply },
): Promise<void> {
  const token = newToken();
  const now = clock.now();
  await deleteExpiredSessions(database, now);
  await createSession(database, {
    tokenSha256: sha256(token),
    userId,
    createdAt: now,
    expiresAt: now.add({ hours: IDLE_HOURS_AT_MOST }),
    address: reply.request.ip,
    agent: (reply.request.headers["user-agent"] ?? "").slice(0, AGENT_LONGEST),
  });
  giveCookie(reply, token);
}

/**
 * The password was said once more: from now on the session goes by another token, and whoever got
 * hold of the old one is out (ASVS 7.2.4). It ends when it would have.
 */
export async function renewSession(
  { database, clock }: SessionContext,
  { tokenSha256, reply }: { readonly tokenSha256: string; readonly reply: FastifyReply },
): Promise<void> {
  const token = newToken();
  const newTokenSha256 = sha256(token);
  await renew(database, { tokenSha256, newTokenSha256, passwordSaidAt: clock.now() });
  giveCookie(reply, token);
}

/** Signs out: the session is forgotten, the cookie taken back. */
export async function endSession(
  { database }: SessionContext,
  { caller, reply }: { readonly caller: Caller | undefined; readonly reply: FastifyReply },
): Promise<void> {
  if (caller) await deleteSession(database, caller.tokenSha256);
  reply.clearCookie(cookieName(reply.request), cookieOptions(reply.request));
}

/** Who sends the request, by its cookie; undefined when nobody is signed in or no longer. */
export async function findCaller(
  { database, clock }: SessionContext,
  request: FastifyRequest,
): Promise<Caller | undefined> {
  const token = request.cookies[cookieName(request)];
  if (token === undefined || !TOKEN_PATTERN.test(token)) return undefined;
  const tokenSha256 = sha256(token);
  const now = clock.now();
  const session = await findSession(database, { tokenSha256, now });
  if (!session) return undefined;
  const expiresAt = earlier(
    now.add({ hours: IDLE_HOURS_AT_MOST }),
    session.createdAt.add({ hours: SESSION_HOURS_AT_MOST }),
  );
  if (session.expiresAt.until(expiresAt).total("minutes") >= EXTENDED_AT_LEAST_MINUTES) {
    await extendSession(database, { tokenSha256, expiresAt });
  }
  const { user, hasGivenPassword, hasSecondFactor, passwordSaidAt } = session;
  return { user, hasGivenPassword, hasSecondFactor, passwordSaidAt, tokenSha256 };
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

function giveCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(cookieName(reply.request), token, {
    ...cookieOptions(reply.request),
    maxAge: SESSION_HOURS_AT_MOST * 3600,
  });
}

function cookieName(request: FastifyRequest): string {
  return request.protocol === "https" ? SECURE_COOKIE : COOKIE;
}

function cookieOptions(request: FastifyRequest) {
  return {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: request.protocol === "https",
  } as const;
}

function sha256(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}
