import { z } from "zod";
import { ROLES } from "#domain/core/role.ts";
import type { RouteContract } from "./route.ts";
import { instantText, noContent } from "./scalars.ts";
import { PASSWORD_LONGEST } from "./session.ts";
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

/** What everybody does with the own account. */
export const accountRoutes = {
  changeOwnPassword: {
    method: "PATCH",
    path: "/account/password",
    roles: ROLES,
    sites: "none",
    isOwnAccount: true,
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
    summary: "Signs out somewhere else.",
    params: z.object({ name: sessionName }),
    status: 204,
    response: noContent,
  },
} as const satisfies Record<string, RouteContract>;
