import { z } from "zod";
import type { Role } from "#domain/core/role.ts";
import { id, instantText, lineAsked, reference } from "./scalars.ts";
import { language, PASSWORD_LONGEST, PASSWORD_SHORTEST, role } from "./session.ts";

/** Somebody who may sign in. */
export const userDetails = z.object({
  id,
  email: z.string(),
  name: z.string(),
  role,
  language,
  /** Whose points and bills the user sees, where the role is tenant. */
  tenant: reference.nullable(),
  /** The sites on which it works; null: all of them, those to come included. */
  siteIds: z.array(id).nullable(),
  /** Whether it signs in with a code of an authenticator app besides. */
  hasSecondFactor: z.boolean(),
  /** Since when it cannot sign in any more; null: it can. */
  disabledAt: instantText.nullable(),
  createdAt: instantText,
});
export type UserDetails = z.infer<typeof userDetails>;
export const userList = z.object({ users: z.array(userDetails) });

/** By its length; those that are guessed first are refused by the endpoint (new-password.ts). */
export const newPassword = z
  .string()
  .min(PASSWORD_SHORTEST, `at least ${PASSWORD_SHORTEST} characters`)
  .max(PASSWORD_LONGEST, `at most ${PASSWORD_LONGEST} characters`);

const SITES_AT_MOST = 1_000;

const userFields = {
  name: lineAsked(200).min(1, "must not be empty"),
  role,
  language,
  tenantId: id.nullable(),
  siteIds: z.array(id).min(1, "choose at least one").max(SITES_AT_MOST).nullable().default(null),
};
const SITES_FIT = {
  path: ["siteIds"],
  message: "must be null: administrators work on every site, tenants on their own",
};
const sitesFit = ({ role, siteIds }: { role: Role; siteIds: readonly number[] | null }) =>
  siteIds === null || (role !== "administrator" && role !== "tenant");
const tenantFits = {
  path: ["tenantId"],
  message: "belongs to the role tenant, and to no other",
};

export const userAsked = z
  .object({
    email: z.email("an e-mail address, like name@example.org").max(254).toLowerCase(),
    /** Null: nobody signs in until an invitation was accepted. */
    password: newPassword.nullable(),
    ...userFields,
  })
  .refine((user) => (user.role === "tenant") === (user.tenantId !== null), tenantFits)
  .refine(sitesFit, SITES_FIT);

export const userChange = z
  .object({ ...userFields, disabled: z.boolean() })
  .refine((user) => (user.role === "tenant") === (user.tenantId !== null), tenantFits)
  .refine(sitesFit, SITES_FIT);

export const passwordChange = z.object({ password: newPassword });

/** A link by which a user sets the own password; shown this once, for where no mail is sent. */
export const invitation = z.object({
  link: z.string(),
  expiresAt: instantText,
  /** Whether it goes out by mail. */
  mailed: z.boolean(),
});
export const invitationAccepted = z.object({
  token: z.string().regex(/^[\w-]{43}$/, "the part of the link after #"),
  password: newPassword,
});
