import { z } from "zod";
import { ROLES } from "#domain/core/role.ts";
import { apiTokenAsked, apiTokenList, apiTokenMade } from "./api-tokens.ts";
import { byId } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";
import { instantText, noContent } from "./scalars.ts";
import { oneTimeCode, PASSWORD_LONGEST } from "./session.ts";
import { newPassword } from "./users.ts";

const ownPasswordChange = z.object({
  current: z.string().min(1).max(PASSWORD_LONGEST),
  password: newPassword,
});

/** The beginning of the SHA-256 of a session's token: it names the session and does not open it. */
const sessionName = z.string().regex(/^[0-9a-f]{16}$/, "the name of a session");

const ownSession = z.object({
  name: sessionName,
  createdAt: instantText,
  /** From where it was begun. */
  address: z.string().nullable(),
  /** The browser as it names itself. */
  agent: z.string().nullable(),
  /** Whether it is the one that asks. */
  isThisOne: z.boolean(),
});

/** The second factor of one's own account. */
const secondFactorState = z.object({
  /** Since when a code is asked for at sign-in; null: none is. */
  since: instantText.nullable(),
  recoveryCodesLeft: z.int().nonnegative(),
});

/** What an authenticator app takes over; it is shown this once. */
const secondFactorBegun = z.object({
  /** In base32, for typing. */
  secret: z.string(),
  /** For the QR code. */
  uri: z.string(),
});

const ownPassword = z.object({ password: z.string().min(1).max(PASSWORD_LONGEST) });

/** What everybody does with the own account. */
export const accountRoutes = {
  changeOwnPassword: {
    method: "PATCH",
    path: "/account/password",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    isOpenBeforeOwnPassword: true,
    summary: "Changes one's own password, and signs out everywhere else.",
    body: ownPasswordChange,
    status: 204,
    response: noContent,
  },
  listOwnSessions: {
    method: "GET",
    path: "/account/sessions",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary: "Where one is signed in.",
    response: z.object({ sessions: z.array(ownSession) }),
  },
  endOwnSession: {
    method: "DELETE",
    path: "/account/sessions/:name",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    asksPassword: true,
    summary: "Signs out somewhere else.",
    params: z.object({ name: sessionName }),
    status: 204,
    response: noContent,
  },
  endOtherSessions: {
    method: "DELETE",
    path: "/account/sessions",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    asksPassword: true,
    summary: "Signs out everywhere else.",
    response: z.object({ ended: z.int().nonnegative() }),
  },
  confirmPassword: {
    method: "POST",
    path: "/session/confirmation",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary:
      "Says one's password once more, for what asks for it; the session goes on with another cookie.",
    body: ownPassword,
    status: 204,
    response: noContent,
  },
  listOwnTokens: {
    method: "GET",
    path: "/account/tokens",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary: "The tokens by which programs call this interface in one's name.",
    response: apiTokenList,
  },
  createOwnToken: {
    method: "POST",
    path: "/account/tokens",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary: "Makes a token for a program; it is shown this once.",
    body: apiTokenAsked,
    status: 201,
    response: apiTokenMade,
  },
  revokeOwnToken: {
    method: "DELETE",
    path: "/account/tokens/:id",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary: "Revokes a token of one's own: what comes with it is refused from now on.",
    params: byId,
    status: 204,
    response: noContent,
  },
  readSecondFactor: {
    method: "GET",
    path: "/account/second-factor",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary: "Whether a code of an authenticator app is asked for at one's sign-in.",
    response: secondFactorState,
  },
  beginSecondFactor: {
    method: "POST",
    path: "/account/second-factor",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary: "Makes a secret for an authenticator app; in force once a first code was right.",
    body: ownPassword,
    status: 201,
    response: secondFactorBegun,
  },
  confirmSecondFactor: {
    method: "POST",
    path: "/account/second-factor/confirmation",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary: "Puts the second factor in force; the recovery codes are shown this once.",
    body: z.object({ code: oneTimeCode }),
    response: z.object({ recoveryCodes: z.array(z.string()) }),
  },
  endSecondFactor: {
    method: "POST",
    path: "/account/second-factor/removal",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
    summary: "Asks for no code any more.",
    body: ownPassword.extend({ code: oneTimeCode }),
    status: 204,
    response: noContent,
  },
} as const satisfies Record<string, RouteContract>;
